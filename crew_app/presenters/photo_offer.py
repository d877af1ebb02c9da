"""The key that leads from a record to its photos: whether one is wanted, and how many there are."""

from dataclasses import dataclass

from crew_app.presenters.language import _, ngettext
from crew_app.store.database import Store
from crew_app.store.photo_book import list_photos_by
from crew_app.store.rounds import list_reasons
from sync.words import Level, Reason

NO, REQUIRED = "no", "required"


@dataclass(frozen=True, slots=True)
class PhotoOffer:
    """The key. An empty op_id: there is none. look: `notice` where a photo is wanted and missing."""

    op_id: str = ""
    word: str = ""
    look: str = "plain"
    count: int = 0


def find_wish(store: Store, reason: Reason | None) -> str:
    """Whether the council wants a photo with this reason: no | advised | required."""
    if reason is None:
        return NO
    wishes = {card.code: card.photo for card in list_reasons(store, Level)}
    return wishes.get(reason, NO)


def make_offer(store: Store, op_id: str, reason: Reason | None) -> PhotoOffer:
    """The key for a record of this phone."""
    count = len(list_photos_by(store, op_id))
    if count:
        words = ngettext("%(n)d photo", "%(n)d photos", count) % {"n": count}
        return PhotoOffer(op_id, words, count=count)
    is_wanted = find_wish(store, reason) != NO
    return PhotoOffer(op_id, _("Photo"), "notice" if is_wanted else "plain")
