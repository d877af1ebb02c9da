"""A simulator of devices, a line and a server, driven by one seed."""
