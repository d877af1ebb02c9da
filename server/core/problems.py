"""Everything a caller can cause to go wrong, each with a stable dotted code. `server.web.problems` translates it, once.

A test checks that every code here is documented in docs/problems.md and raised somewhere.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One thing that can go wrong: the HTTP status, and a sentence that says what happened and what to do next.

    The sentence may name details as {name}.
    """

    status: int
    sentence: str


PROBLEMS: dict[str, ProblemKind] = {
    "page.not_found": ProblemKind(
        404, "There is nothing at this address. Check it, or start from the first page."
    ),
    "method.not_allowed": ProblemKind(405, "This address does not take that kind of request."),
    "request.unreadable": ProblemKind(400, "The request could not be read: {why}."),
    "request.too_large": ProblemKind(
        413, "The request is larger than {limit} bytes. Send it in smaller parts."
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
        401, "The e-mail address or the password is not right. Check both and try again."
    ),
    "sign_in.too_many_tries": ProblemKind(
        429, "There were too many tries to sign in. Wait 15 minutes, then try again."
    ),
    "account.exists": ProblemKind(
        409, "There is an account with this e-mail address already. Use another address."
    ),
    "account.unknown": ProblemKind(404, "There is no such account. Choose one from the list."),
    "account.email_unreadable": ProblemKind(
        400, "Enter an e-mail address in the right form, like name@example.org."
    ),
    "account.name_missing": ProblemKind(400, "Enter the person's name."),
    "account.role_unknown": ProblemKind(400, "Choose one of these roles: {roles}."),
    "account.ward_missing": ProblemKind(400, "Choose at least one ward for a member."),
    "account.ward_unknown": ProblemKind(400, "There is no ward with the code {wards}."),
    "account.password_weak": ProblemKind(
        400,
        "Choose a password of {shortest} to 200 characters that does not hold the e-mail address.",
    ),
    "account.own": ProblemKind(
        409, "You cannot close your own account. Ask another administrator to do it."
    ),
    "ward.unknown": ProblemKind(404, "There is no such ward. Choose one from the list."),
    "ward.not_yours": ProblemKind(403, "This ward is not one of yours. Choose one of your own wards."),
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
