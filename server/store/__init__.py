"""What the server keeps in files: photos. The only place that knows their folders, and the only one with Pillow."""
