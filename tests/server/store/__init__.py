"""What the server keeps in files."""
