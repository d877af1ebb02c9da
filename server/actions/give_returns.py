"""Gives returns to squads: to its own if that is still out and near, else to the next of its stream that is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from server.core.facts import CouncilDays
from server.core.policy import Policy
from server.core.returns import choose_squad
from server.core.working_days import local_date
from server.db.returns import NewReturn
from server.db.squads_near import Out, list_squads_near


def give_to_squads(
    session: Session, new: Sequence[NewReturn], rules: tuple[Policy, CouncilDays], now: datetime
) -> list[NewReturn]:
    """The same returns, each with the squad it goes to. While nobody is out, each stays its own squad's."""
    policy, days = rules
    since = now - timedelta(minutes=policy.heard_within)
    out = Out(local_date(now, days), since, policy.return_near_m)
    places = [(one.round_id, one.on, one.usrn) for one in new]
    found = list_squads_near(session, places, out)
    return [
        replace(one, squad=choose_squad(there.own or one.squad, there.near))
        for one, there in zip(new, found, strict=True)
    ]
