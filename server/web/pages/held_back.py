"""What the server holds back: a manager looks at it, replays it as it is or repaired, or dismisses it with a reason."""

import hashlib
from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from server.actions.replay_quarantined import (
    Decision,
    dismiss_op,
    dismiss_payload,
    repair_op,
    replay_op,
    text_of,
)
from server.actions.take_unsent import TakenUnsent, take_unsent
from server.core.problems import Problem
from server.db.audit import Change, add_change
from server.db.held_ops import HeldPayload, get_held_op, list_held_ops, list_held_payloads, pretty
from server.db.session import transaction
from server.web.api.transactions import in_transaction
from server.web.caller import get_caller
from server.web.clock import now
from server.web.held_words import say_emptied, say_held, say_why_held, say_why_payload
from server.web.identity import Who, open_to
from sync.canonical import read_json
from sync.exchange import OpResult
from sync.refusals import WireError
from sync.words import OpStatus

held_back = Blueprint("held_back", __name__, url_prefix="/squads/held-back")

SHOWN = 200


@held_back.get("")
@open_to(Who.MANAGER, Who.ADMIN)
def show_all() -> ResponseReturnValue:
    """Everything that is held back, oldest first."""
    with transaction() as session:
        ops, payloads = list_held_ops(session, SHOWN), list_held_payloads(session, SHOWN)
    return render_template(
        "squads/held_back.html",
        ops=[(held, say_held(held), say_why_held(held.reason)) for held in ops],
        payloads=[(one, say_why_payload(one.why), _start_of(one)) for one in payloads],
    )


@held_back.get("/<uuid:op_id>")
@open_to(Who.MANAGER, Who.ADMIN)
def show(op_id: UUID) -> ResponseReturnValue:
    """One record, with what can be done about it."""
    return _page(str(op_id))


@held_back.post("/<uuid:op_id>/replay")
@open_to(Who.MANAGER, Who.ADMIN)
def replay(op_id: UUID) -> ResponseReturnValue:
    """Take it again as it came."""
    return _decide("op.replayed", str(op_id), replay_op)


@held_back.post("/<uuid:op_id>/repair")
@open_to(Who.MANAGER, Who.ADMIN)
def repair(op_id: UUID) -> ResponseReturnValue:
    """Take it with the repaired text; what came in is kept."""
    body = request.form.get("body", "")
    try:
        return _decide(
            "op.repaired",
            str(op_id),
            lambda session, op, by, at: repair_op(session, op, body, by, at),
        )
    except Problem as problem:
        if problem.code not in ("repair.unreadable", "repair.other_operation"):
            raise
        words = gettext(problem.kind.sentence).format(**problem.details)
        return _page(str(op_id), {"body": words}, body), problem.status


@held_back.post("/<uuid:op_id>/dismiss")
@open_to(Who.MANAGER, Who.ADMIN)
def dismiss(op_id: UUID) -> ResponseReturnValue:
    """Leave it without effect, for a reason."""
    try:
        return _decide("op.dismissed", str(op_id), dismiss_op)
    except Problem as problem:
        if problem.code != "repair.reason_needed":
            raise
        return _page(str(op_id), {"why": gettext(problem.kind.sentence)}), problem.status


@held_back.post("/replay")
@open_to(Who.MANAGER, Who.ADMIN)
def replay_all() -> ResponseReturnValue:
    """Everything again as it is, each in a transaction of its own: after an upgrade."""
    with transaction() as session:
        ids = [held.id for held in list_held_ops(session, SHOWN)]
    results = [_take("op.replayed", op_id, replay_op) for op_id in ids]
    taken = sum(result.status is not OpStatus.QUARANTINED for result in results)
    words = ngettext(
        "%(num)s record was decided; the others are still held back.",
        "%(num)s records were decided; the others are still held back.",
        taken,
    )
    flash(words)
    return redirect(url_for("held_back.show_all"))


@held_back.post("/payloads/<int:payload_id>/dismiss")
@open_to(Who.MANAGER, Who.ADMIN)
def dismiss_bytes(payload_id: int) -> ResponseReturnValue:
    """Note that somebody looked at bytes nobody could read."""
    caller, at = get_caller(), now()
    with transaction() as session:
        decision = Decision(caller.id, request.form.get("why", ""))
        dismiss_payload(session, payload_id, decision, at)
        add_change(session, Change("payload.dismissed", f"payload:{payload_id}", caller.id), at)
    flash(gettext("It is noted that you looked at it. The bytes are kept."))
    return redirect(url_for("held_back.show_all"))


@held_back.post("/file")
@open_to(Who.MANAGER, Who.ADMIN)
def take_file() -> ResponseReturnValue:
    """Take in a file of unsent records that a phone saved."""
    caller, at = get_caller(), now()
    file = request.files.get("file")
    data = b"" if file is None else file.stream.read()

    def work(session: Session) -> TakenUnsent:
        add_change(session, Change("unsent.taken", f"file:{hash_of(data)}", caller.id), at)
        return take_unsent(session, data, at)

    taken = in_transaction(work)
    words = ngettext(
        "The file held %(num)s record of %(device)s. The server has it now.",
        "The file held %(num)s records of %(device)s. The server has them all now.",
        taken.ops,
        device=taken.device.label,
    )
    flash(words)
    return redirect(url_for("held_back.show_all"))


Deed = Callable[..., OpResult]


def _decide(verb: str, op_id: str, deed: Deed) -> ResponseReturnValue:
    result = _take(verb, op_id, deed)
    if result.status is OpStatus.QUARANTINED:
        flash(gettext("It is still held back: %(why)s", why=say_why_held(result.reason)))
        return redirect(url_for("held_back.show", op_id=op_id))
    flash(_said_of(result))
    return redirect(url_for("held_back.show_all"))


def _take(verb: str, op_id: str, deed: Deed) -> OpResult:
    caller, at = get_caller(), now()
    decision = Decision(caller.id, request.form.get("why", ""))

    def work(session: Session) -> OpResult:
        add_change(session, Change(verb, f"op:{op_id}", caller.id), at)
        return deed(session, op_id, decision, at)

    return in_transaction(work)


def _said_of(result: OpResult) -> str:
    if result.status is OpStatus.ACCEPTED:
        return str(gettext("The record takes effect now. Its device will be told."))
    if result.status is OpStatus.SUPERSEDED:
        return str(
            gettext(
                "The record is kept; another one at the same place counts. Its device will be told."
            )
        )
    if result.reason == "dismissed":
        return str(gettext("The record stays without effect. Its device will be told."))
    return str(
        gettext("The record is refused: %(reason)s. Its device will be told.", reason=result.reason)
    )


def _page(op_id: str, errors: dict[str, str] | None = None, body: str | None = None) -> str:
    with transaction() as session:
        held = get_held_op(session, op_id)
    return render_template(
        "squads/held_op.html",
        held=held,
        said=say_held(held),
        wrong=say_why_held(held.reason),
        body=_readable(text_of(held)) if body is None else body,
        errors=errors or {},
    )


def _readable(text: str) -> str:
    try:
        raw = read_json(text)
    except WireError:
        return text
    return pretty(raw) if isinstance(raw, dict) else text


def hash_of(data: bytes) -> str:
    """What a file is named by in the audit."""
    return hashlib.sha256(data).hexdigest()


def _start_of(held: HeldPayload) -> str:
    return say_emptied() if held.is_emptied else held.payload[:200].decode("utf-8", "replace")
