"""What we say: one plain sentence for each reader of a verdict, as a template and its values.

The template is the English message id with %(name)s; values are plain (datetimes, dates, words). The web translates
and formats; nothing is put together here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from server.core.facts import ReasonBook
from server.core.finding import Finding
from server.core.sentence_texts import TEXTS
from sync.words import Reason

_NAME = re.compile(r"%\((\w+)\)s")
_VARIANTS: dict[str, tuple[str, ...]] = {
    "cancelled": ("next",),
    "not_due": ("next",),
    "street_no_access": ("return",),
    "known_missed": ("caught_up", "noted", "partly", "ended", "over", "return"),
    "crew_exception": ("return", "disputable"),
    "awaiting_crew": ("heard",),
    "unverified": ("return",),
    "confirmed_missed": ("return",),
}


class Reader(StrEnum):
    """Who is told."""

    RESIDENT = "resident"
    AGENT = "agent"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to be translated: `template` is the message id, `values` fill it."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)


def sentence_of(
    headline: Finding,
    reader: Reader,
    reasons: ReasonBook,
    return_due_at: datetime | None = None,
) -> Sentence:
    """What this reader is told of a headline. `return_due_at`: by when the squad goes back, where it does."""
    values: dict[str, object] = dict(headline.evidence)
    label = _label(headline.reason, reasons)
    if label is not None:
        values["reason"] = label
    if return_due_at is not None:
        values["return_due_at"] = return_due_at
    for key in _keys(headline):
        template: str = getattr(TEXTS[key], reader)
        names = set(_NAME.findall(template))
        if all(values.get(name) is not None for name in names):
            return Sentence(template, {name: values[name] for name in sorted(names)})
    return Sentence(PLAIN)


def before_a_report(headline: Finding) -> Finding:
    """The same, to be told to somebody who has not reported: nothing is said of a report of theirs."""
    return replace(headline, evidence={"before": "report"} | dict(headline.evidence))


PLAIN = "We have your report and are looking into it. This page says what comes of it."


def _keys(headline: Finding) -> list[str]:
    """The keys to try, the most particular first."""
    word = str(headline.word)
    said = [str(headline.reason), str(headline.evidence.get("against"))]
    said += [str(headline.evidence.get("before")), *_VARIANTS.get(word, ())]
    keys = [f"{word}.{variant}" for variant in said]
    if "before" in headline.evidence:
        keys = [f"{key}.{headline.evidence['before']}" for key in keys] + keys
    return [key for key in [*keys, word] if key in TEXTS]


def _label(reason: str | None, reasons: ReasonBook) -> str | None:
    """What the council calls a reason, as part of a sentence."""
    if reason is None or reason not in set(Reason):
        return None
    flags = reasons.get(Reason(reason))
    label = flags.label if flags is not None and flags.label else reason.replace("_", " ")
    return label[:1].lower() + label[1:]
