"""An answer to a return and what takes it back at the same instant, over real connections that really commit."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import text

from server.db.session import transaction
from sync.exchange import decode_reply
from sync.ops import Op, Retraction, ReturnAnswered, entity_of_return
from sync.words import OpKind, OpStatus, Outcome, Reason, ReturnOutcome
from tests.server.actions.test_exchanges_at_once import TIMES, Together, handset_of, numbers
from tests.server.handset import Handset
from tests.server.round_book import STREETS

pytestmark = pytest.mark.db


@pytest.fixture
def together(open_app: Flask) -> Together:
    return Together(open_app)


def block(open_app: Flask, handset: Handset, usrn: str) -> str:
    """A street is blocked; the return that is asked for."""
    handset.post(
        handset.visit(usrn=usrn, outcome=Outcome.NOT_COLLECTED, reason=Reason.PARKED_VEHICLES)
    )
    query = 'select id::text from "return" where answered_at is null and usrn = :usrn'
    with open_app.app_context(), transaction() as session:
        return str(session.execute(text(query), {"usrn": usrn}).scalar_one())


def answer(handset: Handset, return_id: str, outcome: ReturnOutcome) -> Op:
    ent = entity_of_return(return_id)
    return handset.record(ReturnAnswered(return_id, outcome), kind=OpKind.RETURN_ANSWERED, ent=ent)


def test_whichever_of_the_two_is_first_the_return_waits_again(
    open_app: Flask, together: Together
) -> None:
    """The retraction of the other phone gets there with the answer, as after a restore."""
    one, other = handset_of(open_app, 901), handset_of(open_app, 902)
    return_id = block(open_app, one, STREETS[0])
    for _ in range(3 * TIMES):
        given = answer(one, return_id, ReturnOutcome.RETURNED)
        gone = other.record(Retraction(given.id), kind=OpKind.RETRACTION, ent=given.ent)
        replies = together.run(
            partial(one.post_bytes, one.body_with([given])),
            partial(other.post_bytes, other.body_with([gone])),
        )
        results = [decode_reply(reply.body).results[0] for reply in replies]
        assert [result.status for result in results] == [OpStatus.ACCEPTED] * 2
        state = numbers(
            open_app,
            'select r.outcome, i.closed_at is null from "return" r join incident i on i.id = r.incident '
            "where r.id = cast(:id as uuid) and r.cancelled_at is null",
            id=return_id,
        )
        assert state == (None, True)
    kept = numbers(
        open_app,
        "select count(*), count(retracted_by) from return_answer where return_id = cast(:id as uuid)",
        id=return_id,
    )
    assert kept == (3 * TIMES, 3 * TIMES)


def test_two_phones_answers_at_once_end_the_same_on_every_run(
    open_app: Flask, together: Together
) -> None:
    one, other = handset_of(open_app, 903), handset_of(open_app, 904)
    return_id = block(open_app, one, STREETS[1])
    for _ in range(3 * TIMES):
        early = answer(one, return_id, ReturnOutcome.RETURN_FAILED)
        other.boot_ms = one.boot_ms + 60_000
        late = answer(other, return_id, ReturnOutcome.RETURNED)
        together.run(
            partial(one.post_bytes, one.body_with([early])),
            partial(other.post_bytes, other.body_with([late])),
        )
        query = 'select answered_by::text from "return" where id = cast(:id as uuid)'
        assert numbers(open_app, query, id=return_id) == (late.id,)
        undo = [
            one.record(Retraction(early.id), kind=OpKind.RETRACTION, ent=early.ent),
            other.record(Retraction(late.id), kind=OpKind.RETRACTION, ent=late.ent),
        ]
        together.run(
            partial(one.post_bytes, one.body_with(undo[:1])),
            partial(other.post_bytes, other.body_with(undo[1:])),
        )
        assert numbers(open_app, query, id=return_id) == (None,)
