"""A manager tries another policy on the reports of the last weeks. Puts nothing in force."""

import yaml
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from server.actions.try_policy import Trial, Tried, try_policy
from server.core.policy import PRESETS
from server.core.policy_check import LONGEST, checked_policy
from server.core.problems import Problem
from server.db.locks import try_lock
from server.db.rule_book import get_rule_book
from server.db.session import transaction
from server.web.clock import now
from server.web.identity import Who, open_to

policies = Blueprint("policies", __name__, url_prefix="/policy")
WEEKS = (1, 2, 4, 8)
MOST = 5_000  # reports: some seconds; of more a sample is tried, and said to be one
EXAMPLES = 3  # of each kind of flip
LISTED = 100  # flips


@policies.get("/try")
@open_to(Who.MANAGER, Who.ADMIN)
def ask() -> ResponseReturnValue:
    """The form: a preset to start from (?preset=), or the policy in force."""
    preset = request.args.get("preset", "")
    return _page(f"base: {preset}\n" if preset in PRESETS else "", 1, {}, None)


@policies.post("/try")
@open_to(Who.MANAGER, Who.ADMIN)
def show() -> ResponseReturnValue:
    """What would flip."""
    text = request.form.get("policy", "")[: LONGEST + 1].replace("\r\n", "\n")
    weeks = request.form.get("weeks", 1, type=int)
    weeks = weeks if weeks in WEEKS else 1
    found, errors = checked_policy(text)
    if found is None:
        return _page(text, weeks, errors, None), 400
    with transaction() as session:
        if not try_lock(session, "try_policy"):
            raise Problem("policy.being_tried")
        tried = try_policy(session, Trial(found, weeks, MOST), now(), lambda *_: None)
    return _page(text, weeks, {}, tried)


def _page(text: str, weeks: int, errors: dict[str, str], tried: Tried | None) -> str:
    with transaction() as session:
        in_force = get_rule_book(session).policy_at(now())
    return render_template(
        "policies/try.html",
        text=text or _start_of(in_force.name),
        weeks=weeks,
        weeks_offered=WEEKS,
        presets=sorted(PRESETS),
        in_force=in_force,
        errors=errors,
        tried=tried,
        examples=EXAMPLES,
        listed=LISTED,
        most=MOST,
    )


def _start_of(name: str) -> str:
    """Something to change: the preset in force, or belfast, with its window and same-day rule spelt out."""
    preset = name if name in PRESETS else "belfast"
    body = PRESETS.bodies[preset]
    part = {"base": preset, "window": body["window"], "same_day": body["same_day"]}
    return str(yaml.safe_dump(part, sort_keys=False))
