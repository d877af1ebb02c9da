"""A whole shift of a squad, driven by touches in a process that is killed, and what the server makes of it."""
