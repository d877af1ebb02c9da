"""The command line: python -m server VERB."""
