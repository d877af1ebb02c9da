"""Tells the squad whose record was weighed what a manager decided: a message to its handhelds, and the return."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from server.actions.send_message import LONGEST, NewMessage, draft_message
from server.actions.tell_devices import draft_untold
from server.db.changes import number_changes
from server.db.disputes import NewDecision
from server.db.report_story import get_report_shown
from server.db.reports import StoredReport

SENT_BY = "a decision"
SHOWN_FOR = timedelta(days=7)
WEIGHED = ("dispute", "review")  # matters in which a record stands against a resident's word
WORDS = {
    "upheld": "A manager found the resident right.",
    "rejected": "A manager found that your record stands.",
}


def tell_decision(
    session: Session, stored: StoredReport, decided: NewDecision, now: datetime
) -> None:
    """Tell it, and every return that devices were not told of. Numbers the changes: the last thing to be written."""
    drafts = draft_untold(session)
    if decided.squad is not None and decided.about in WEIGHED:
        shown = get_report_shown(session, stored.fact.id)
        place = shown.address or shown.street
        of = (place, shown.stream_name, stored.on)
        new = NewMessage(
            words_of_decision(of, decided),
            SENT_BY,
            decided.squad,
            shown_for=SHOWN_FOR,
            code=f"decision.{decided.decision}",
            fields=fields_of_decision(of, decided),
        )
        drafts.append(draft_message(session, new, now))
    number_changes(session, drafts, now)


def words_of_decision(of: tuple[str, str, date | None], decided: NewDecision) -> str:
    """What was decided, why, and of what collection: its place, stream and day. Cut where a message ends."""
    place, stream, on = of
    day = "" if on is None else f", {on.day} {on:%B}"
    said = " ".join(f"{place}, {stream}{day}: {WORDS[decided.decision]} {decided.why}".split())
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


def fields_of_decision(
    of: tuple[str, str, date | None], decided: NewDecision
) -> tuple[tuple[str, str], ...]:
    """The same for a phone that words it in its own language: what it cannot know."""
    place, stream, on = of
    fields = {
        "place": place,
        "stream": stream,
        "on": "" if on is None else on.isoformat(),
        "why": decided.why[:LONGEST],
    }
    return tuple((name, " ".join(value.split())) for name, value in fields.items())
