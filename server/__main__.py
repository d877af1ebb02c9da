"""python -m server VERB."""

from server.cli.commands import main

if __name__ == "__main__":
    main()
