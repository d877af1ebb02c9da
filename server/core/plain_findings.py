"""Findings as plain JSON values and back: what is kept with a verdict, and what a sentence is made of later.

A moment is kept as {"at": ISO}, a date as {"on": ISO}, so that nothing has to be guessed when it is read.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from server.core.finding import Finding
from server.core.verdict_words import VerdictWord, Work


def plain_findings(findings: Sequence[Finding]) -> dict[str, Any]:
    """Every rule that spoke, with its evidence, the headline first."""
    return {"findings": [_plain_finding(finding) for finding in findings]}


def finding_from(plain: Mapping[str, Any]) -> Finding:
    """The headline of kept findings."""
    first = plain["findings"][0]
    return Finding(
        word=VerdictWord(first["word"]),
        reason=first.get("reason"),
        evidence={key: _value(value) for key, value in first.get("evidence", {}).items()},
        is_accepted=first["accepted"],
        work=Work(first["work"]),
        is_disputable=first.get("disputable", False),
        duplicate_of=first.get("duplicate_of"),
    )


def _plain_finding(finding: Finding) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "word": str(finding.word),
        "accepted": finding.accepted,
        "work": str(finding.asks),
        "evidence": {key: _plain(value) for key, value in finding.evidence.items()},
    }
    if finding.reason is not None:
        plain["reason"] = finding.reason
    if finding.is_disputable:
        plain["disputable"] = True
    if finding.duplicate_of is not None:
        plain["duplicate_of"] = finding.duplicate_of
    return plain


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _value(plain: object) -> object:
    if isinstance(plain, Mapping) and "at" in plain:
        return datetime.fromisoformat(plain["at"])
    if isinstance(plain, Mapping) and "on" in plain:
        return date.fromisoformat(plain["on"])
    if isinstance(plain, list):
        return [_value(one) for one in plain]
    return plain
