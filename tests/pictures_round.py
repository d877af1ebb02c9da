"""The states of searching, history, correction, hand-over and the end, for `tests.pictures_app` and the layout's tests.

They begin wherever the tour ended: another round is started, so that there are streets left.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from crew_app.presenters.correct import NOTHING
from crew_app.presenters.handset import Place
from crew_app.store.device_log import StoredLog
from sync.device_log import Effects
from sync.exchange import Change, OpResult
from sync.packs import encode_mark
from sync.words import OpStatus, Outcome, Reason, WhyTakenBack
from tests.crew_app.sample import (
    COLLECTION,
    OTHER_COLLECTION,
    SAMPLE_CURSOR,
    make_mark,
    make_pack,
    uprn_of,
    usrn_of,
)

MINUTE_MS = 60_000
BUSY = 8  # a street of both rounds


class RoundWork:
    """What a squad does with its records. `shoot` is the tour so far: the app and its clock."""

    def __init__(self, shoot: Any) -> None:
        self._app, self._clock = shoot.app, shoot.clock

    def list_steps(self) -> list[tuple[str, Callable[[], object]]]:
        """What to do before each picture; a step without a name takes none."""
        return [
            ("", self._begin),
            ("round-two-phones", self._hear),
            ("round-ended-elsewhere", self._hear_of_the_end),
            ("", lambda: self._at("round").say_yes()),
            ("search", lambda: self._go("search")),
            ("search-found", lambda: self._at("search").press("G")),
            ("search-one", lambda: self._at("search").press("U")),
            ("street-recorded", self._record),
            ("history", lambda: self._at("street").open_history()),
            ("correct", lambda: self._at("history").correct()),
            ("correct-right", lambda: self._at("correct").give(WhyTakenBack.NOT_SO)),
            ("", lambda: self._at("correct").give(Outcome.COMPLETED)),
            ("history-corrected", lambda: self._go("history", usrn_of(BUSY))),
            ("history-undone", self._undo),
            ("history-contested", lambda: self._go("history", usrn_of(10))),
            ("round-undo-loses", self._correct_the_others),
            ("", lambda: self._at("round").undo(self._at("round").state.frame.undo.op_id)),
            ("shift-end-left", lambda: self._go("shift_end")),
            ("hand-over", lambda: self._at("shift_end").open_hand_over()),
            ("hand-over-chosen", self._choose),
            ("shift-over", lambda: self._at("hand_over").hand_over()),
            ("shift-over-sent", self._send),
            ("premises-tags", self._tag),
            ("premises-taken-back", self._take_back),
            ("entry-which", self._lock_entry),
            ("street-entry", lambda: self._at("not_collected").give("E2")),
            ("history-entry", lambda: self._go("history", usrn_of(2))),
            ("street-partly", self._do_part),
            ("correct-partly", self._correct_part),
            ("street-only-taken-back", self._only_take_back),
            ("premises-brought-back", self._bring_back),
        ]

    def _begin(self) -> None:
        """The round of the day is over; another one is begun."""
        self._log().apply(Effects(pack=make_pack(SAMPLE_CURSOR)))
        self._go("shift_end")
        self._at("shift_end").choose(Reason.OUT_OF_TIME)
        self._at("shift_end").end()
        self._go("shift_start")
        self._at("shift_start").choose(OTHER_COLLECTION)
        self._at("shift_start").start()

    def _hear(self) -> None:
        """Another phone of the squad recorded two streets, one of them otherwise than this one."""
        self._at("round").complete(usrn_of(10))
        self._clock.pass_time(2 * MINUTE_MS)
        now_ms = self._clock.read().wall_ms
        other = OTHER_COLLECTION
        marks = (
            replace(make_mark(9, Outcome.COMPLETED, 801, collection=other), at_ms=now_ms),
            replace(make_mark(10, Outcome.NOT_COLLECTED, 802, Reason.WEATHER, other), at_ms=now_ms),
        )
        changes = tuple(Change(m.change_n, "mark", m.ent, m.op_id, encode_mark(m)) for m in marks)
        self._log().apply(Effects(feed=changes))
        self._go("round")
        self._at("round").view("done")

    def _hear_of_the_end(self) -> None:
        """Another phone of the squad ended the shift."""
        now_ms = self._clock.read().wall_ms
        body = {"state": "ended", "at_ms": now_ms, "squad": "S3", "device": "Handheld 8"}
        change = Change(803, "shift", OTHER_COLLECTION, "another phone's", body)
        self._log().apply(Effects(feed=(change,)))
        self._at("round").view("left")

    def _record(self) -> None:
        self._clock.pass_time(MINUTE_MS)
        self._go("not_collected", usrn_of(BUSY))
        self._at("not_collected").give(Reason.ROAD_CLOSED)
        self._clock.pass_time(MINUTE_MS)
        self._go("street", usrn_of(BUSY))

    def _tag(self) -> None:
        """On the first round again: it alone has premises."""
        self._go("shift_start")
        self._at("shift_start").choose(COLLECTION)
        self._at("shift_start").start()
        self._go("premises", usrn_of(BUSY), uprn_of(BUSY, 7))

    def _lock_entry(self) -> None:
        self._go("not_collected", usrn_of(2))
        self._at("not_collected").give(Reason.ENTRY_LOCKED)

    def _take_back(self) -> None:
        self._clock.pass_time(MINUTE_MS)
        self._at("premises").give(Reason.NOT_OUT)
        undo = self._at("street").state.frame.undo
        self._at("street").undo(undo.op_id)
        self._go("premises", usrn_of(BUSY), uprn_of(BUSY, 7))

    def _undo(self) -> None:
        """The correction was wrong: what it had corrected counts again."""
        self._clock.pass_time(MINUTE_MS)
        self._go("street", usrn_of(BUSY))
        self._at("street").undo(self._at("street").state.frame.undo.op_id)
        self._go("history", usrn_of(BUSY))

    def _do_part(self) -> None:
        self._go("partly", usrn_of(2))
        self._at("partly").choose_side("odd")
        self._at("partly").choose_entry("E1")
        self._at("partly").save()
        self._go("street", usrn_of(2))

    def _correct_part(self) -> None:
        """The street's record: the other that counts is of its entry."""
        self._go("history", usrn_of(2))
        self._at("history").correct(self._at("history").state.rows[0].op_id)

    def _only_take_back(self) -> None:
        """It was another house: nothing is stated of this one."""
        self._clock.pass_time(MINUTE_MS)
        self._go("premises", usrn_of(BUSY), uprn_of(BUSY, 7))
        self._at("premises").give(Reason.NOT_OUT)
        self._go("history", usrn_of(BUSY), uprn_of(BUSY, 7))
        self._at("history").correct()
        self._at("correct").give(WhyTakenBack.WRONG_PLACE)
        self._at("correct").give(NOTHING)

    def _bring_back(self) -> None:
        self._clock.pass_time(MINUTE_MS)
        self._at("street").undo(self._at("street").state.frame.undo.op_id)
        self._go("history", usrn_of(BUSY), uprn_of(BUSY, 7))

    def _correct_the_others(self) -> None:
        """What the other phone recorded is corrected: of its record little is known here."""
        self._clock.pass_time(MINUTE_MS)
        self._at("history").correct()
        self._at("correct").give(WhyTakenBack.WRONG_REASON)
        self._at("correct").give(Reason.POLICE)

    def _choose(self) -> None:
        self._at("hand_over").pick("S12")
        self._at("hand_over").choose(Reason.BREAKDOWN)

    def _send(self) -> None:
        run = self._log().pending_run(500, 10**9)
        results = tuple(OpResult(op.id, OpStatus.ACCEPTED, n) for n, op in enumerate(run, start=1))
        self._log().apply(Effects(settled=results, settled_ms=1))
        self._app.store.connection.execute("update photo set state = 'sent'")
        self._go("shift_over")

    def _at(self, screen: str) -> Any:
        return self._app.presenters[screen]

    def _go(self, screen: str, usrn: str | None = None, uprn: str | None = None) -> None:
        self._app.go(Place(screen, usrn, uprn))

    def _log(self) -> Any:
        return StoredLog(self._app.store, self._app.fittings.marker_folder)
