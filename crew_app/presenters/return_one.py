"""One return: why, where, until when; and the squad's answer: collected, or could not and why, with a photo of it.

An answer given just now is taken back at once; one given earlier is corrected, with the reason.
"""

from dataclasses import dataclass, field

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.marking import say_safety_of
from crew_app.presenters.photo_offer import PhotoOffer, make_offer
from crew_app.presenters.phrases import say_day
from crew_app.presenters.premises import outcome_of
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.recording import (
    capture_time,
    correct_answer,
    record_answer,
    take_back,
)
from crew_app.presenters.return_again import answer_of, level_of, list_rights, say_gone
from crew_app.presenters.returning import (
    Answer,
    Sign,
    find_answer,
    say_answer,
    say_distance,
    say_left,
    say_why,
    sign_answer,
    sign_due,
)
from crew_app.presenters.returns import find_distance_m, place_of
from crew_app.presenters.tiles import Tile, list_whys, make_tiles
from crew_app.store.photo_book import find_photographed
from crew_app.store.returns import find_gone_answer, find_return, list_answers
from crew_app.store.rounds import list_reasons
from sync.ops import Op, ReturnAnswered
from sync.pack import PackReturn
from sync.words import Level, Outcome, Reason, ReturnOutcome, WhyTakenBack

ASKING, SURE, WHY, WRONG, RIGHT = "", "sure", "why", "wrong", "right"


@dataclass(frozen=True, slots=True)
class ReturnState:
    """Everything the screen shows. `done`, `could_not`, `again`: words on keys, empty where they are not offered.

    `tiles`: answers to the question, empty until one is asked. `gone`: an answer that was taken back.
    """

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    why: str = ""
    sign: Sign = field(default_factory=Sign)
    headline: str = ""
    detail: str = ""
    photo: PhotoOffer = field(default_factory=PhotoOffer)
    facts: tuple[str, str, str] = ("", "", "")
    before: str = ""  # words beside the key to the photos of what was missed
    photo_before: PhotoOffer = field(default_factory=PhotoOffer)
    question: str = ""
    tiles: tuple[Tile, ...] = ()
    done: str = ""
    could_not: str = ""
    is_sure: bool = False  # asked once more
    again: str = ""
    gone: str = ""


class ReturnPresenter(Presenter[ReturnState]):
    """Intents: collected (asked twice: it ends the matter), could not, take it back; and the answer to a question."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, ReturnState())
        self._return_id, self._step = "", ASKING
        self._why: WhyTakenBack | None = None

    def enter(self, place: Place) -> None:
        """Show the return of the place."""
        self._return_id, self._step = place.what or self._return_id, ASKING
        super().enter(place)

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        asked, answer = self._find()
        if asked is None:
            self._show(
                ReturnState(
                    frame=self._frame(self._shift()),
                    title=_("Return"),
                    headline=_("The depot no longer asks for this return."),
                    sign=Sign("tick"),
                )
            )
            return
        self._show(self._answered(asked, answer) if answer else self._to_make(asked))

    def finish(self) -> None:
        """It was collected: asked once more, then recorded."""
        if self._step != SURE:
            self._step = SURE
            self.refresh()
            return
        self._answer(ReturnAnswered(self._return_id, ReturnOutcome.RETURNED))

    def give_up(self) -> None:
        """It could not be collected: ask why; or, asked whether they are sure, they are not."""
        self._step = ASKING if self._step == SURE else WHY
        self.refresh()

    def take_back(self) -> None:
        """The answer is wrong: just given, it is taken back; else ask why."""
        _asked, answer = self._find()
        if answer is None or not answer.by_op:
            return
        if answer.is_fresh(capture_time(self.handset).est_ms):
            self._save(lambda: take_back(self.handset, answer.op_id))
        else:
            self._step = WRONG
        self.refresh()

    def give(self, code: str) -> None:
        """Answer the question that is asked; on to the camera where a reason requires a photo."""
        if self._step == WRONG:
            self._why, self._step = WhyTakenBack(code), RIGHT
            self.refresh()
        elif self._step == RIGHT:
            self._correct(answer_of(self._return_id, code))
        else:
            reason = Reason(code)
            failed = ReturnAnswered(self._return_id, ReturnOutcome.RETURN_FAILED, reason)
            self._photograph_of(self._answer(failed))

    def back(self) -> None:
        """Go back one step, then to the list."""
        if self._step != ASKING:
            self._step = WRONG if self._step == RIGHT else ASKING
            self.refresh()
        else:
            self.handset.go(Place("returns"))

    def _find(self) -> tuple[PackReturn | None, Answer | None]:
        asked = find_return(self.handset.store, self._return_id)
        if asked is None:
            return None, None
        return asked, find_answer(asked, list_answers(self.handset.store))

    def _correct(self, right: ReturnAnswered | None) -> None:
        """Take the answer back with the reason, and give the right one: both are kept, or neither."""
        _asked, answer = self._find()
        why, self._step = self._why, ASKING
        made: list[Op] = []
        if answer is not None and answer.by_op and why is not None:
            wrong = (self._return_id, answer.by_op)
            self._save(lambda: made.extend(correct_answer(self.handset, wrong, why, right)))
        self.refresh()
        self._photograph_of(made[-1] if made else None)

    def _photograph_of(self, op: Op | None) -> None:
        data = None if op is None else op.data
        if op is not None and isinstance(data, ReturnAnswered) and data.reason is not None:
            self._go_on(op.id, data.reason, Place("return", what=self._return_id))

    def _answer(self, answer: ReturnAnswered) -> Op | None:
        self._step = ASKING
        made: list[Op] = []
        if self._find()[1] is None:
            self._save(lambda: made.append(record_answer(self.handset, answer)))
        self.refresh()
        return made[0] if made else None

    def _to_make(self, asked: PackReturn) -> ReturnState:
        now_ms = capture_time(self.handset).est_ms
        is_sure, is_why = self._step == SURE, self._step == WHY
        return ReturnState(
            frame=self._frame(self._shift()),
            title=asked.address,
            sign=sign_due(asked.due_ms, now_ms),
            headline=say_left(asked.due_ms, now_ms),
            detail=_("Until %(when)s") % {"when": self._say_at(asked.due_ms, now_ms)},
            facts=("", "", "") if is_why else self._facts(asked),
            before="" if is_why else _("As it was missed"),
            photo_before=PhotoOffer() if is_why else self._offer_before(asked),
            question=self._question(),
            tiles=self._tiles(asked) if is_why else (),
            done="" if is_why else (_("Yes, collected") if is_sure else _("Collected")),
            is_sure=is_sure,
            could_not="" if is_why else (_("No") if is_sure else _("Could not")),
            gone="" if is_why else self._say_gone(asked),
        )

    def _answered(self, asked: PackReturn, answer: Answer) -> ReturnState:
        store, now_ms = self.handset.store, capture_time(self.handset).est_ms
        is_asking = self._step in (WRONG, RIGHT)
        again = _("Undo") if answer.is_fresh(now_ms) else _("Correct this answer")
        return ReturnState(
            frame=self._frame(self._shift()),
            title=asked.address,
            sign=sign_answer(answer.outcome),
            headline=say_answer(answer.outcome, answer.reason, self._labels()),
            detail=_("%(when)s. %(where)s")
            % {
                "when": self._say_at(answer.at_ms, now_ms),
                "where": say_safety_of(answer.state),
            },
            photo=make_offer(store, answer.op_id, answer.reason) if answer.op_id else PhotoOffer(),
            facts=("", "", "") if is_asking else self._facts(asked),
            question=self._question(),
            tiles=self._list_again(asked, answer) if is_asking else (),
            again=again if answer.by_op and not is_asking else "",
            gone="" if is_asking else self._say_gone(asked),
        )

    def _list_again(self, asked: PackReturn, answer: Answer) -> tuple[Tile, ...]:
        if self._step == WRONG:
            return list_whys(answer.reason, level_of(asked))
        return list_rights(answer, self._tiles(asked))

    def _say_gone(self, asked: PackReturn) -> str:
        gone = find_gone_answer(self.handset.store, asked.return_id)
        return say_gone(gone, asked, self._labels(), self._time())

    def _offer_before(self, asked: PackReturn) -> PhotoOffer:
        """The key to the photos of what was missed, where this phone took some."""
        op_id = find_photographed(self.handset.store, place_of(asked))
        return PhotoOffer() if op_id is None else make_offer(self.handset.store, op_id, None)

    def _question(self) -> str:
        return {
            ASKING: "",
            SURE: _("Is everything collected?"),
            WHY: _("Why could it not be collected?"),
            WRONG: _("What is wrong with it?"),
            RIGHT: _("What is right?"),
        }[self._step]

    def _facts(self, asked: PackReturn) -> tuple[str, str, str]:
        return (
            _("Why: %(why)s") % {"why": say_why(asked, self._labels())},
            _("Missed on %(day)s") % {"day": say_day(asked.on)},
            say_distance(find_distance_m(self.handset, asked.usrn)),
        )

    def _tiles(self, asked: PackReturn) -> tuple[Tile, ...]:
        levels = [Level.STREET, Level.ENTRY] if asked.uprn is None else [Level.PREMISES]
        reasons = list_reasons(self.handset.store, levels)
        return make_tiles(tuple(card for card in reasons if _is_left(card.code)))

    def _say_at(self, at_ms: int, now_ms: int) -> str:
        time = self._time()
        return time.say_when(at_ms, time.date_of(now_ms))


def _is_left(reason: Reason) -> bool:
    """Whether nothing was emptied: an amber tag says that it was."""
    return outcome_of(reason) is Outcome.NOT_COLLECTED
