"""What the phone carries of geography: standard library only, no I/O."""
