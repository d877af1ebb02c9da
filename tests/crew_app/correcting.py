"""Records to correct, and the screens that do it, as far as presenters know them."""

from crew_app.presenters.correct import CorrectPresenter
from crew_app.presenters.handset import Place
from crew_app.presenters.history import HistoryPresenter
from crew_app.presenters.recording import record_visit
from crew_app.store.ops import list_ops
from sync.ops import Op, Visit
from sync.words import Outcome, Reason
from tests.crew_app.phone import Phone
from tests.crew_app.sample import COLLECTION, DAY, ROUND_ID, uprn_of, usrn_of

STREET, HOUSE = usrn_of(2), uprn_of(2, 1)


def record(phone: Phone, outcome: Outcome, reason: Reason | None = None, uprn: str = "") -> Op:
    phone.clock.pass_time(60_000)
    visit = Visit(ROUND_ID, DAY, STREET, outcome, reason, uprn=uprn or None)
    return record_visit(phone.handset, visit)


def correcting(phone: Phone, op: Op, uprn: str = "") -> CorrectPresenter:
    presenter = CorrectPresenter(phone.handset)
    presenter.enter(Place("correct", STREET, uprn or None, what=op.id))
    phone.clock.pass_time(60_000)
    return presenter


def history(phone: Phone, uprn: str = "") -> HistoryPresenter:
    presenter = HistoryPresenter(phone.handset)
    presenter.enter(Place("history", STREET, uprn or None))
    return presenter


def last_two(phone: Phone) -> tuple[object, object]:
    first, second = list_ops(phone.store, COLLECTION)[-2:]
    return first.data, second.data
