"""Where a report is taken: by a resident alone, by a member, or by an agent. One desk each, with the same steps."""

from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from server.actions.see_premises import see_premises
from server.core.verdict_words import MadeBy
from server.db.session import transaction
from server.db.streams import list_streams
from server.web.caller import find_caller
from server.web.clock import now
from server.web.report_steps import BinChoice, Place


@dataclass(frozen=True, slots=True)
class Desk:
    """Who makes reports here, and where its pages lead back to.

    `blueprint` holds the steps `check` and `make` (with a UPRN), `check_unlisted` and `make_unlisted`.
    """

    made_by: MadeBy
    blueprint: str
    back: str  # the page an address was chosen on
    back_listed: str = ""  # the premises' own page, where the desk has one

    def listed(self, uprn: str) -> Place:
        """The steps for a premises. Raises Problem premises.not_found."""
        with transaction() as session:
            today = see_premises(session, uprn, now())
        seen = today.premises
        return Place(
            address=", ".join(part for part in (seen.address, seen.postcode) if part),
            bins=tuple(BinChoice(s.stream, s.name, s.bin_name, s.colour) for s in today.streams),
            back=url_for(self.back_listed, uprn=uprn) if self.back_listed else url_for(self.back),
            check=url_for(f"{self.blueprint}.check", uprn=uprn),
            send=url_for(f"{self.blueprint}.make", uprn=uprn),
            uprn=uprn,
            made_by=self.made_by,
            account=self._account(),
        )

    def unlisted(self) -> Place:
        """The steps for an address we have not got: any of the council's bins."""
        with transaction() as session:
            streams = list_streams(session)
        return Place(
            address="",
            bins=tuple(BinChoice(s.code, s.name, s.bin_name, s.colour) for s in streams),
            back=url_for(self.back),
            check=url_for(f"{self.blueprint}.check_unlisted"),
            send=url_for(f"{self.blueprint}.make_unlisted"),
            made_by=self.made_by,
            account=self._account(),
        )

    def _account(self) -> UUID | None:
        caller = None if self.made_by is MadeBy.RESIDENT else find_caller()
        return None if caller is None else caller.id
