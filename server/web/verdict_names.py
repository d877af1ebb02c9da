"""Short names of verdicts, outcomes, causes and roles for tags and tables. Whole sentences come from the rules.

A tone is a look (colour, sign) that always comes with the name: good, bad, wait, note or off.
"""

from flask_babel import LazyString, lazy_gettext

from server.core.verdict_words import VerdictWord as V

VERDICT_NAMES: dict[str, LazyString] = {
    V.UNKNOWN_PREMISES: lazy_gettext("Address to be found"),
    V.NOT_ON_SERVICE: lazy_gettext("Not on this service"),
    V.OTHER_OPERATOR: lazy_gettext("Collected by another body"),
    V.CANCELLED: lazy_gettext("Collection cancelled"),
    V.RESCHEDULED: lazy_gettext("Collection moved"),
    V.NOT_DUE: lazy_gettext("Not due"),
    V.DUPLICATE: lazy_gettext("Reported already"),
    V.STREET_NO_ACCESS: lazy_gettext("Street blocked"),
    V.KNOWN_MISSED: lazy_gettext("Known missed"),
    V.CONFLICTING_EVIDENCE: lazy_gettext("Being looked into"),
    V.CREW_EXCEPTION: lazy_gettext("Left for a reason"),
    V.COLLECTED_WITH_WARNING: lazy_gettext("Collected with a warning"),
    V.TOO_EARLY: lazy_gettext("Too early to say"),
    V.ROUND_IN_PROGRESS: lazy_gettext("Squad still out"),
    V.DELAYED: lazy_gettext("Running late"),
    V.AWAITING_CREW: lazy_gettext("Waiting to hear from the squad"),
    V.TOO_LATE: lazy_gettext("Reported too late"),
    V.UNVERIFIED: lazy_gettext("Missed, not verified"),
    V.CONFIRMED_MISSED: lazy_gettext("Missed"),
}

# before anybody has reported, what a report would get must not sound as if it had been made
STATE_NAMES: dict[str, LazyString] = VERDICT_NAMES | {
    V.UNVERIFIED: lazy_gettext("No record from the squad"),
    V.CONFIRMED_MISSED: lazy_gettext("Street recorded as done"),
    V.TOO_LATE: lazy_gettext("Reporting is closed"),
}

TONES: dict[str, str] = {
    V.STREET_NO_ACCESS: "bad",
    V.KNOWN_MISSED: "bad",
    V.UNVERIFIED: "bad",
    V.CONFIRMED_MISSED: "bad",
    V.CREW_EXCEPTION: "note",
    V.COLLECTED_WITH_WARNING: "good",
    V.CONFLICTING_EVIDENCE: "wait",
    V.ROUND_IN_PROGRESS: "wait",
    V.DELAYED: "wait",
    V.AWAITING_CREW: "wait",
    V.TOO_EARLY: "wait",
    V.UNKNOWN_PREMISES: "wait",
    V.RESCHEDULED: "note",
    V.CANCELLED: "note",
}

STATE_TONES: dict[str, str] = TONES | {V.UNVERIFIED: "note", V.CONFIRMED_MISSED: "good"}

OUTCOME_NAMES: dict[str, LazyString] = {
    "completed": lazy_gettext("Done"),
    "partly_completed": lazy_gettext("Partly done"),
    "not_collected": lazy_gettext("Not collected"),
    "collected": lazy_gettext("Emptied"),
}

OUTCOME_TONES = {
    "completed": "good",
    "partly_completed": "wait",
    "not_collected": "bad",
    "collected": "good",
}

CAUSE_NAMES: dict[str, LazyString] = {
    "no_access": lazy_gettext("No access"),
    "not_completed": lazy_gettext("Not completed"),
    "unfinished": lazy_gettext("Left when the shift ended"),
    "cluster": lazy_gettext("Many reports on a street recorded as done"),
}

ROLE_NAMES: dict[str, LazyString] = {
    "member": lazy_gettext("Ward member"),
    "agent": lazy_gettext("Hub agent"),
    "manager": lazy_gettext("Manager"),
    "admin": lazy_gettext("Administrator"),
}

MATTER_NAMES: dict[str, LazyString] = {
    "dispute": lazy_gettext("The resident disagrees"),
    "review": lazy_gettext("Record and report differ"),
    "escalation": lazy_gettext("Taken further"),
}

CLOCK_NAMES: dict[str, LazyString] = {
    "anchored": lazy_gettext("time set by the server"),
    "offset": lazy_gettext("time corrected by the last contact"),
    "raw": lazy_gettext("the handheld's own time, not checked"),
}

CHANNEL_NAMES: dict[str, LazyString] = {
    "phone": lazy_gettext("Phone"),
    "counter": lazy_gettext("At the counter"),
    "email": lazy_gettext("Email"),
    "social": lazy_gettext("Social media"),
}

CLOSING_NAMES: dict[str, LazyString] = {
    "completed": lazy_gettext("recorded as done since"),
    "corrected": lazy_gettext("the record was corrected"),
    "returned": lazy_gettext("the squad went back"),
    "decided": lazy_gettext("closed by a manager"),
    "merged": lazy_gettext("part of another incident now"),
}

DEED_NAMES: dict[str, LazyString] = {
    "incident.closed": lazy_gettext("Closed"),
    "incident.reopened": lazy_gettext("Opened again"),
    "incident.merged": lazy_gettext("Made part of another incident"),
}

TAKEN_BACK_NAMES: dict[str, LazyString] = {
    "mistapped": lazy_gettext("tapped by mistake"),
    "wrong_place": lazy_gettext("it was another place"),
    "wrong_reason": lazy_gettext("the reason was wrong"),
    "not_so": lazy_gettext("the squad looked again: it is otherwise"),
}

NAMES = {
    "taken_back_names": TAKEN_BACK_NAMES,
    "closing_names": CLOSING_NAMES,
    "deed_names": DEED_NAMES,
    "verdict_names": VERDICT_NAMES,
    "state_names": STATE_NAMES,
    "tones": TONES,
    "state_tones": STATE_TONES,
    "outcome_names": OUTCOME_NAMES,
    "outcome_tones": OUTCOME_TONES,
    "cause_names": CAUSE_NAMES,
    "role_names": ROLE_NAMES,
    "channel_names": CHANNEL_NAMES,
    "matter_names": MATTER_NAMES,
    "clock_names": CLOCK_NAMES,
}
