"""Transport: HTTP to the server."""
