"""All verbs of `python -m server`. Each lives in a module of its own; here they are only listed."""

import click

from server.cli.account import account
from server.cli.database import migrate
from server.cli.demo import demo
from server.cli.device import device
from server.cli.imports import imports
from server.cli.judge import judge
from server.cli.message import message
from server.cli.photos import photos
from server.cli.policy import policy
from server.cli.replay_dc import replay_dc
from server.cli.rescue import rescue
from server.cli.verify import as_known, verify
from server.cli.work import work


@click.group()
def main() -> None:
    """Roundbook's server: set-up, imports and checks from the command line."""


main.add_command(migrate)
main.add_command(account)
main.add_command(work)
main.add_command(demo)
main.add_command(imports)
main.add_command(judge)
main.add_command(replay_dc)
main.add_command(device)
main.add_command(photos)
main.add_command(message)
main.add_command(rescue)
main.add_command(verify)
main.add_command(as_known)
main.add_command(policy)
