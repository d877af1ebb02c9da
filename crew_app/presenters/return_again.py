"""An answer to a return that was wrong: why, what is right instead, and what is shown of the one taken back. Words."""

from collections.abc import Mapping

from crew_app.presenters.language import _
from crew_app.presenters.phrases import LocalTime
from crew_app.presenters.place_words import say_why
from crew_app.presenters.returning import Answer, say_answer
from crew_app.presenters.tiles import Tile
from crew_app.store.returns import GoneAnswer
from sync.ops import Retraction, ReturnAnswered
from sync.pack import PackReturn
from sync.words import Level, Reason, ReturnOutcome

NOTHING = "nothing"


def list_rights(answer: Answer, reasons: tuple[Tile, ...]) -> tuple[Tile, ...]:
    """What may be right instead: everything but what is wrong. reasons: why it could not be collected."""
    tiles = (
        Tile(ReturnOutcome.RETURNED.value, _("Collected"), "tick"),
        Tile(NOTHING, _("Not gone back yet"), "undo"),
        *reasons,
    )
    return tuple(tile for tile in tiles if tile.code != (answer.reason or answer.outcome))


def answer_of(return_id: str, code: str) -> ReturnAnswered | None:
    """The answer that a tile stands for; None where the return waits again."""
    if code == NOTHING:
        return None
    if code == ReturnOutcome.RETURNED:
        return ReturnAnswered(return_id, ReturnOutcome.RETURNED)
    return ReturnAnswered(return_id, ReturnOutcome.RETURN_FAILED, Reason(code))


def level_of(asked: PackReturn) -> Level:
    """What kind of place the squad goes back to."""
    return Level.STREET if asked.uprn is None else Level.PREMISES


def say_gone(
    gone: GoneAnswer | None, asked: PackReturn, labels: Mapping[Reason, str], time: LocalTime
) -> str:
    """What was answered before and taken back, when and why; "" where nothing was."""
    if gone is None or not isinstance(gone.op.data, ReturnAnswered):
        return ""
    said = say_answer(gone.op.data.outcome, gone.op.data.reason, labels)
    at = time.say_time(gone.gone.time.est_ms)
    back = _("Taken back at %(time)s") % {"time": at}
    why = gone.gone.data.why if isinstance(gone.gone.data, Retraction) else None
    if why is not None:
        words = say_why(why, level_of(asked))
        back = _("%(said)s: %(why)s") % {"said": back, "why": words}
    return f"{said}. {back}"
