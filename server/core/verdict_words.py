"""The words of a verdict, in the order of their precedence, with what each means for the report and for the work.

One table, so that resident, agent, Open311 and the measures never disagree. Holds no rules.
"""

from dataclasses import dataclass
from enum import StrEnum


class VerdictWord(StrEnum):
    """Our answer to a report. The order of the members is the precedence of the headline."""

    UNKNOWN_PREMISES = "unknown_premises"
    NOT_ON_SERVICE = "not_on_service"
    OTHER_OPERATOR = "other_operator"
    CANCELLED = "cancelled"
    RESCHEDULED = "rescheduled"
    NOT_DUE = "not_due"
    DUPLICATE = "duplicate"
    STREET_NO_ACCESS = "street_no_access"
    KNOWN_MISSED = "known_missed"
    CONFLICTING_EVIDENCE = "conflicting_evidence"
    CREW_EXCEPTION = "crew_exception"
    COLLECTED_WITH_WARNING = "collected_with_warning"
    TOO_EARLY = "too_early"
    ROUND_IN_PROGRESS = "round_in_progress"
    DELAYED = "delayed"
    AWAITING_CREW = "awaiting_crew"
    TOO_LATE = "too_late"
    UNVERIFIED = "unverified"
    CONFIRMED_MISSED = "confirmed_missed"


class Work(StrEnum):
    """What a verdict asks the council to do."""

    NOTHING = "nothing"
    TRIAGE = "triage"  # a person finds the premises
    REFERRAL = "referral"  # to the body that runs the stream
    RETURN = "return"  # go back
    REVIEW = "review"  # a manager looks at both sides
    WATCH = "watch"  # judged again by itself
    HOLD = "hold"  # accepted, waits for the squad's device until a deadline


class MeasureClass(StrEnum):
    """How the measures count a report with this verdict."""

    EXCLUDED = "excluded"
    REPEATED = "repeated"  # not counted twice
    NO_ACCESS = "no_access"
    MISSED = "missed"
    MISSED_UNVERIFIED = "missed_unverified"
    PENDING = "pending"
    JUSTIFIED = "justified"
    COLLECTED = "collected"
    LATE = "late"
    NONE = "none"  # too early to count


class IncidentCause(StrEnum):
    """Why a street or entry has an incident."""

    NO_ACCESS = "no_access"
    NOT_COMPLETED = "not_completed"
    UNFINISHED = "unfinished"
    CLUSTER = "cluster"


class MadeBy(StrEnum):
    """Who made the contact."""

    RESIDENT = "resident"
    MEMBER = "member"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One row of the table of verdicts. `status` and `extended` are Open311's words."""

    work: Work
    status: str
    extended: str
    measure: MeasureClass


ACCEPTED: frozenset[VerdictWord] = frozenset(
    {
        VerdictWord.UNKNOWN_PREMISES,
        VerdictWord.DUPLICATE,  # a me-too: it is as accepted as the report it hangs on
        VerdictWord.STREET_NO_ACCESS,
        VerdictWord.KNOWN_MISSED,
        VerdictWord.CONFLICTING_EVIDENCE,
        VerdictWord.AWAITING_CREW,
        VerdictWord.UNVERIFIED,
        VerdictWord.CONFIRMED_MISSED,
    }
)

MEANING: dict[VerdictWord, Meaning] = {
    VerdictWord(word): Meaning(Work(work), status, extended, MeasureClass(measure))
    for word, work, status, extended, measure in (
        ("unknown_premises", "triage", "open", "for_triage", "excluded"),
        ("not_on_service", "nothing", "closed", "no_further_action", "excluded"),
        ("other_operator", "referral", "closed", "not_councils_responsibility", "excluded"),
        ("cancelled", "nothing", "closed", "no_further_action", "excluded"),
        ("rescheduled", "nothing", "closed", "planned", "excluded"),
        ("not_due", "nothing", "closed", "no_further_action", "excluded"),
        ("duplicate", "nothing", "closed", "duplicate", "repeated"),
        ("street_no_access", "return", "open", "action_scheduled", "no_access"),
        ("known_missed", "return", "open", "action_scheduled", "missed"),
        ("conflicting_evidence", "review", "open", "investigating", "pending"),
        ("crew_exception", "nothing", "closed", "no_further_action", "justified"),
        ("collected_with_warning", "nothing", "closed", "fixed", "collected"),
        ("too_early", "watch", "open", "planned", "none"),
        ("round_in_progress", "watch", "open", "in_progress", "none"),
        ("delayed", "watch", "open", "in_progress", "none"),
        ("awaiting_crew", "hold", "open", "investigating", "pending"),
        ("too_late", "nothing", "closed", "no_further_action", "late"),
        ("unverified", "return", "open", "action_scheduled", "missed_unverified"),
        ("confirmed_missed", "return", "open", "action_scheduled", "missed"),
    )
}

PRECEDENCE: dict[VerdictWord, int] = {word: place for place, word in enumerate(VerdictWord)}
