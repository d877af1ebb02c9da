"""Everything a caller can cause to go wrong, each with a stable dotted code. `server.web.problems` translates it, once.

A test checks that every code here is documented in docs/problems.md and raised somewhere.
"""

from typing import Any

from server.core.problems_of_files import PROBLEMS_OF_FILES, ProblemKind

__all__ = ["PROBLEMS", "Problem", "ProblemKind"]


PROBLEMS: dict[str, ProblemKind] = PROBLEMS_OF_FILES | {
    "page.not_found": ProblemKind(
        404, "There is nothing at this address. Check it, or start from the first page."
    ),
    "method.not_allowed": ProblemKind(405, "This address does not take that kind of request."),
    "request.unreadable": ProblemKind(400, "The request could not be read: {why}."),
    "request.too_large": ProblemKind(
        413, "The request is larger than {limit} bytes. Send it in smaller parts."
    ),
    "request.broken_off": ProblemKind(
        408, "The request broke off before its end came. Send it again."
    ),
    "request.too_many": ProblemKind(429, "Too many requests. Wait a minute, then try again."),
    "sign_in.needed": ProblemKind(401, "Sign in to see this."),
    "sign_in.not_allowed": ProblemKind(
        403, "Your account may not do this. Ask an administrator if it should."
    ),
    "form.stale": ProblemKind(
        400, "This form was open for too long. Go back, reload the page and send it again."
    ),
    "sign_in.wrong": ProblemKind(
        401, "The email address or the password is not right. Check both and try again."
    ),
    "sign_in.too_many_tries": ProblemKind(
        429, "There were too many tries to sign in. Wait 15 minutes, then try again."
    ),
    "account.exists": ProblemKind(
        409, "There is an account with this email address already. Use another address."
    ),
    "account.unknown": ProblemKind(404, "There is no such account. Choose one from the list."),
    "account.email_unreadable": ProblemKind(
        400, "Enter an email address in the right form, like name@example.org."
    ),
    "account.name_missing": ProblemKind(400, "Enter the person's name."),
    "account.role_unknown": ProblemKind(400, "Choose one of these roles: {roles}."),
    "account.ward_missing": ProblemKind(400, "Choose at least one ward for a member."),
    "account.ward_unknown": ProblemKind(400, "There is no ward with the code {wards}."),
    "account.password_weak": ProblemKind(
        400,
        "Choose a password of {shortest} to 200 characters that does not hold the email address.",
    ),
    "account.own_role": ProblemKind(
        409, "You cannot change your own role. Ask another administrator to do it."
    ),
    "account.not_yours": ProblemKind(
        403,
        "Managers keep the accounts of members and agents. Ask an administrator about this one.",
    ),
    "account.own": ProblemKind(
        409, "You cannot close your own account. Ask another administrator to do it."
    ),
    "squad.unknown": ProblemKind(404, "There is no such squad. Choose one from the list."),
    "ward.unknown": ProblemKind(404, "There is no such ward. Choose one from the list."),
    "ward.not_yours": ProblemKind(
        403, "This ward is not one of yours. Choose one of your own wards."
    ),
    "policy.invalid": ProblemKind(
        422, "This policy cannot be used: {why}. Correct the field and try again."
    ),
    "policy.being_tried": ProblemKind(
        409, "Somebody is trying a policy just now. Wait half a minute, then try again."
    ),
    "report.stream_unknown": ProblemKind(
        422, "There is no stream {stream!r}. Choose one of the council's streams."
    ),
    "report.time_wrong": ProblemKind(
        422,
        "The time of the contact lies after the time it was received. Correct the time and send it again.",
    ),
    "report.not_found": ProblemKind(
        404,
        "There is no report with this reference. Check the reference, or start again from your address.",
    ),
    "report.already_withdrawn": ProblemKind(
        409, "This report was withdrawn before. If something is still missed, make a new report."
    ),
    "premises.not_found": ProblemKind(
        404, "There is no premises with this number here. Look the address up again."
    ),
    "demo.council_is_real": ProblemKind(
        409,
        "This database holds a real council, which a demo must not touch. Give the demo a database of its own.",
    ),
    "demo.another_is_there": ProblemKind(
        409,
        "This database holds the demo council {found}, not {wanted}. Ask for that one, or run `make reset` first.",
    ),
    "device.secret_needed": ProblemKind(
        401, "Send the device's secret. Enrol the device if it has none."
    ),
    "device.unknown": ProblemKind(
        401, "This device is not known here. Enrol it again; nothing it holds is lost."
    ),
    "device.secret_expired": ProblemKind(
        401,
        "This device was silent for too long. Enrol it again with a new code; nothing it holds is lost.",
    ),
    "device.revoked": ProblemKind(
        403,
        "This device was taken out of service. It may still send what it holds; ask the depot for a new code.",
    ),
    "device.not_in_service": ProblemKind(
        409, "There is no such device in service. Look at the list of devices again."
    ),
    "enrolment.code_refused": ProblemKind(
        403, "This code is wrong, was used before, or is too old. Ask the depot for a new one."
    ),
    "enrolment.label_needed": ProblemKind(
        400, "Give the label that is written on the handheld, then send it again."
    ),
    "message.text_needed": ProblemKind(400, "Write what the squads should read, then send it."),
    "message.too_long": ProblemKind(
        400, "A message has at most {longest} characters: squads read it on the lorry. Shorten it."
    ),
    "message.squad_needed": ProblemKind(400, "Choose at least one squad, or all of them."),
    "message.not_there": ProblemKind(
        404, "This message is not shown any more. Look at the list again."
    ),
    "held.not_there": ProblemKind(
        404,
        "This is not held back any more: somebody has decided about it. Look at the list again.",
    ),
    "repair.unreadable": ProblemKind(
        400, "The repaired record is not JSON. Correct it, or start again from what came in."
    ),
    "repair.other_operation": ProblemKind(
        400, "The repaired record must keep its id, {id}. Put it back and try again."
    ),
    "repair.reason_needed": ProblemKind(
        400, "Say why in a few words: they are kept with the decision."
    ),
    "exchange.newer_protocol": ProblemKind(
        503,
        "This app is newer than the server. Nothing is lost; it is sent when the server follows.",
    ),
    "feed.diverged": ProblemKind(
        409, "The changes asked for follow on another history. Fetch a new pack."
    ),
    "feed.pruned": ProblemKind(410, "The changes asked for are no longer kept. Fetch a new pack."),
    "feed.scope_changed": ProblemKind(
        409, "The device now belongs to another squad or enrolment. Fetch a new pack."
    ),
    "dispute.not_open": ProblemKind(
        409,
        "This answer cannot be disputed: the time for it is over, or it was disputed before. Call the council instead.",
    ),
    "dispute.words_needed": ProblemKind(
        400, "Say in your own words what is wrong, then send it again."
    ),
    "escalation.not_open": ProblemKind(
        409,
        "This report cannot be taken further now. Its page says when that is possible; or call the council.",
    ),
    "decision.not_open": ProblemKind(
        409, "There is nothing left to decide about this report. Look at the list again."
    ),
    "decision.words_needed": ProblemKind(
        400, "Choose one side and say why: the resident and the squad are told your reason."
    ),
    "incident.unknown": ProblemKind(404, "There is no such incident. Look at the list again."),
    "incident.words_needed": ProblemKind(
        400, "Say why: residents and squads are told your reason."
    ),
    "incident.not_open": ProblemKind(
        409, "This incident is closed already. Look at the list again."
    ),
    "incident.not_closed": ProblemKind(
        409, "This incident is open. There is nothing to open again."
    ),
    "incident.another_open": ProblemKind(
        409, "There is another open incident at this place. Go on with that one."
    ),
    "incident.nothing_to_merge": ProblemKind(
        400, "Choose at least one other incident that is part of this one."
    ),
    "incident.unlike": ProblemKind(
        409, "These incidents are on different streets. Only those of one street can be merged."
    ),
    "return.not_open": ProblemKind(
        409, "This return was answered or called off in the meantime. Look at the list again."
    ),
    "return.not_noted": ProblemKind(
        409, "This note was taken back in the meantime, or nobody made it. Look at the page again."
    ),
    "return.not_failed": ProblemKind(
        409, "A return is on its way already, or this one did not fail. Look at the list again."
    ),
    "server.failed": ProblemKind(
        500, "Something went wrong here. Try again; if it stays, quote {reference}."
    ),
}


class Problem(Exception):  # noqa: N818 - the house's word
    """Raised for anything a caller can cause. `code` is a key of PROBLEMS; details fill its sentence."""

    def __init__(self, code: str, **details: Any) -> None:
        self.code = code
        self.details = details
        self.kind = PROBLEMS[code]
        super().__init__(f"{code} {details}" if details else code)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.kind.status

    @property
    def sentence(self) -> str:
        """What happened and what to do next, in plain English."""
        return self.kind.sentence.format(**self.details)
