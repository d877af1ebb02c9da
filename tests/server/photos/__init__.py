"""Photos at the server: taking them in, keeping, showing and letting them go."""
