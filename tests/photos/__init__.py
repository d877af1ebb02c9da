"""Photos from the phone to the server, over real HTTP, real files and real kills."""
