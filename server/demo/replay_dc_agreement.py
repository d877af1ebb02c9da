"""What we would have answered, had the crews noted on their round what they noted in the end; and the city's outcome.

Pure. The city's notes were made on going back, at times that are not known. Assumed here: the street was done on its
day, half an hour before anybody of it reported and at three at the latest, and the note was made then.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from server.core.facts import Report, Visit
from server.core.finding_collection import find_collection
from server.core.known import Known
from server.core.policy import Policy
from server.core.verdict_words import VerdictWord
from server.core.verdicts import judge
from server.core.working_days import day_start, moment
from sync.words import Outcome, Reason

LATEST = time(15)
BEFORE = timedelta(minutes=30)
AFTER_ALL = timedelta(days=30)
# what the crew noted, as the reason it would have tapped; None: nothing spoke against the report
NOTED: dict[str, Reason | None] = {
    "collected": None,
    "nothing_found": Reason.NOT_OUT,
    "not_presented": Reason.NOT_OUT,
    "access_blocked": Reason.NO_ACCESS_PREMISES,
    "contaminated_or_wrong_material": Reason.CONTAMINATED,
    "too_heavy": Reason.TOO_HEAVY,
    "not_eligible": Reason.NOT_ON_LIST,
    "bad_address": Reason.NOT_ON_LIST,
}
MISSED = frozenset(
    {
        VerdictWord.CONFIRMED_MISSED,
        VerdictWord.CONFLICTING_EVIDENCE,
        VerdictWord.KNOWN_MISSED,
        VerdictWord.UNVERIFIED,
    }
)
WHY_NOT = {
    VerdictWord.DUPLICATE: "another report of the same bins was open: the same answer, given once",
    VerdictWord.TOO_LATE: "made later than two working days after the collection; the city takes reports for longer",
    VerdictWord.TOO_EARLY: "made before the squad can have been there, on the morning of the day",
    VerdictWord.NOT_DUE: "the round was not due in the seven days before",
    VerdictWord.NOT_ON_SERVICE: "the premises lies in no round of the stream",
    VerdictWord.UNKNOWN_PREMISES: "the premises is not in the city's list",
    VerdictWord.CREW_EXCEPTION: "a report of the same bins and day has another note, which counts for both",
}
Place = tuple[str, date, str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """`answers`: our words by the city's outcome. `noted`: reports with an outcome that says something."""

    answers: Mapping[str, Mapping[VerdictWord, int]]

    @property
    def noted(self) -> int:
        """Reports compared."""
        return sum(count for row in self.answers.values() for count in row.values())

    @property
    def agreed(self) -> int:
        """Those on which we and the city say the same."""
        return sum(
            count
            for outcome, row in self.answers.items()
            for word, count in row.items()
            if agrees(outcome, word)
        )


def agrees(outcome: str, word: VerdictWord) -> bool:
    """Do our word and the city's outcome say the same: missed, or left for a reason?"""
    if NOTED[outcome] is None:
        return word in MISSED
    if NOTED[outcome] is Reason.NOT_ON_LIST:
        return word in (
            VerdictWord.CREW_EXCEPTION,
            VerdictWord.NOT_ON_SERVICE,
            VerdictWord.UNKNOWN_PREMISES,
        )
    return word is VerdictWord.CREW_EXCEPTION


def compare(known: Known, reports: Sequence[tuple[Report, str]], policy: Policy) -> Agreement:
    """Judge each report with the notes as visits. reports: with the city's outcome; those that say nothing are not."""
    said = [(report, outcome) for report, outcome in reports if outcome in NOTED]
    noted = with_notes(known, said, policy)
    answers: dict[str, Counter[VerdictWord]] = defaultdict(Counter)
    for report, outcome in said:
        end = report.received_at + AFTER_ALL
        answers[outcome][judge(report, noted, policy, end).word] += 1
    return Agreement({outcome: answers[outcome] for outcome in NOTED if outcome in answers})


def with_notes(known: Known, said: Iterable[tuple[Report, str]], policy: Policy) -> Known:
    """The same pool with every round recorded: the streets reported as done, and what was noted at the premises."""
    at_place: dict[Place, list[tuple[Report, str]]] = defaultdict(list)
    for report, outcome in said:
        place = _place_of(report, known, policy)
        if place is not None:
            at_place[place].append((report, outcome))
    squads = {round_id: f"of {round_id}" for round_id in known.rounds}
    rounds = {key: replace(one, squad=squads[key]) for key, one in known.rounds.items()}
    visits = [v for place, of_place in at_place.items() for v in _visits(place, of_place, known)]
    on_app = dict.fromkeys(squads.values(), date.min)
    return replace(known, rounds=rounds, visits=(*known.visits, *visits), on_app=on_app)


def _place_of(report: Report, known: Known, policy: Policy) -> Place | None:
    premises = known.premises.get(report.uprn or "")
    if premises is None or premises.usrn is None:
        return None
    collection = find_collection(report, premises, known, policy, known.moves).collection
    return None if collection is None else (collection.round_id, collection.on, premises.usrn)


def _visits(place: Place, of_place: Sequence[tuple[Report, str]], known: Known) -> Iterator[Visit]:
    round_id, on, usrn = place
    first = min(report.made_at for report, _ in of_place) - BEFORE
    done_at = max(
        min(first, moment(on, LATEST, known.days)), day_start(on, known.days) + timedelta(hours=1)
    )
    yield _visit(f"{round_id}@{on}/{usrn}", place, done_at)
    for report, outcome in of_place:
        reason = NOTED[outcome]
        if reason is not None:
            street = _visit(f"note of {report.id}", place, done_at)
            yield replace(street, outcome=Outcome.NOT_COLLECTED, reason=reason, uprn=report.uprn)


def _visit(key: str, place: Place, at: datetime) -> Visit:
    return Visit(key, *place, Outcome.COMPLETED, at, at, device="the city's notes")


def plain_agreement(agreement: Agreement) -> dict[str, object]:
    """As plain data."""
    answers = {
        outcome: {str(word): count for word, count in sorted(row.items())}
        for outcome, row in agreement.answers.items()
    }
    return {"noted": agreement.noted, "agreed": agreement.agreed, "answers": answers}


def agreement_lines(agreement: Agreement) -> Iterator[str]:
    """As lines for people: the table, then why we differ."""
    if not agreement.noted:
        return
    words = sorted({word for row in agreement.answers.values() for word in row})
    yield ""
    yield "our verdict, the crew's note given as a visit:"
    yield (
        f"{'what the city found':<32}" + "".join(f"{word:>22}" for word in words) + f"{'agree':>8}"
    )
    for outcome, row in agreement.answers.items():
        same = sum(count for word, count in row.items() if agrees(outcome, word))
        cells = "".join(f"{row.get(word, 0):>22}" for word in words)
        yield f"{outcome:<32}{cells}{same:>8}"
    yield f"{agreement.agreed} of {agreement.noted} agree ({agreement.agreed / agreement.noted:.1%}); the others:"
    for word, count in _differing(agreement).most_common():
        yield f"{count:>6}  {word}: {WHY_NOT.get(word, 'see the report')}"


def _differing(agreement: Agreement) -> Counter[VerdictWord]:
    found: Counter[VerdictWord] = Counter()
    for outcome, row in agreement.answers.items():
        for word, count in row.items():
            if not agrees(outcome, word):
                found[word] += count
    return found
