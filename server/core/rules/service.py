"""Rules on where a report belongs: is the premises known, is it on the stream, does the council run it?"""

from datetime import datetime

from server.core.evidence import Evidence
from server.core.facts import Report, ServiceState
from server.core.finding import Finding
from server.core.policy import Policy
from server.core.verdict_words import VerdictWord


def unknown_premises(
    report: Report, evidence: Evidence, _policy: Policy, _as_known: datetime
) -> Finding | None:
    """No premises matched, or not surely: a person looks."""
    if evidence.premises is not None:
        return None
    return Finding(VerdictWord.UNKNOWN_PREMISES, evidence={"uprn": report.uprn})


def not_on_service(
    report: Report, evidence: Evidence, _policy: Policy, _as_known: datetime
) -> Finding | None:
    """No such stream there, or one that is not paid for yet or no longer."""
    if evidence.premises is None:
        return None
    service = evidence.service
    if service is not None and service.state is ServiceState.ACTIVE:
        return None
    reason = None if service is None else str(service.state)
    return Finding(VerdictWord.NOT_ON_SERVICE, reason, {"stream": report.stream})


def other_operator(
    report: Report, evidence: Evidence, _policy: Policy, _as_known: datetime
) -> Finding | None:
    """The stream is run by another body, which answers for it."""
    a_round = evidence.round
    if a_round is None or a_round.operator is None:
        return None
    return Finding(
        VerdictWord.OTHER_OPERATOR, None, {"operator": a_round.operator, "stream": report.stream}
    )
