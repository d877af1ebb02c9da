"""Tells on the round that another phone ended the shift or handed it over: a note, until somebody has read it."""

from crew_app.presenters.handset import Handset
from crew_app.presenters.language import _
from crew_app.presenters.phrases import LocalTime
from crew_app.presenters.suggesting import Hint
from crew_app.store.enrolment import find_squad
from crew_app.store.rounds import list_other_squads
from crew_app.store.shifts import find_open_shift
from crew_app.store.told_shifts import HANDED_OVER, ToldEnd, find_told_end, put_end_seen
from crew_app.store.zone import find_zone

TOLD = "told"


def find_note(handset: Handset, collection: str) -> Hint | None:
    """The note, or None where there is nothing to tell."""
    told = find_told_end(handset.store, collection)
    if told is None:
        return None
    text = _say_end(handset, told)
    return Hint(TOLD, "", text, _("OK"), icon="flag")


def put_note_read(handset: Handset) -> None:
    """Somebody has read it."""
    shift = find_open_shift(handset.store)
    if shift is not None:
        put_end_seen(handset.store, shift.collection)


def _say_end(handset: Handset, told: ToldEnd) -> str:
    names = {squad.code: squad.name for squad in list_other_squads(handset.store)}
    own = find_squad(handset.store)
    to = told.to or ""
    said = {
        "time": LocalTime(find_zone(handset.store)).say_time(told.at_ms),
        "phone": told.device,
        "squad": names.get(told.squad, told.squad),
    }
    if told.squad == own and told.device is not None:
        return _say_phone(told) % (said | {"squad": names.get(to, to)})
    if told.state == HANDED_OVER and to == own:
        return _("%(squad)s handed this round over to you at %(time)s.") % said
    if told.state == HANDED_OVER:
        said["squad"] = names.get(to, to)
        return _("Handed over to %(squad)s at %(time)s. You can go on recording.") % said
    if told.squad != own:
        return _("%(squad)s ended this round at %(time)s. You can go on recording.") % said
    return (
        _("Your squad's other phone ended the shift at %(time)s. You can go on recording.") % said
    )


def _say_phone(told: ToldEnd) -> str:
    """What a phone of the squad did, of which the server said which it was."""
    if told.state == HANDED_OVER:
        return _("%(phone)s handed over to %(squad)s at %(time)s. You can go on recording.")
    return _("%(phone)s ended the shift at %(time)s. You can go on recording.")
