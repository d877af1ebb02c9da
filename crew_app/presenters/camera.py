"""The photos of one record: take several, look, take one anew, delete one that has not begun to leave.

A photo is shown once an operation that is safe on this phone names it, never before.
"""

from dataclasses import dataclass, field
from pathlib import Path

from crew_app.device.photos import PhotoUnreadableError
from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.photographing import (
    attach_photo,
    delete_photo,
    find_picture,
    find_small_picture,
    show_photos,
    take_photo,
)
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.troubles import say_store_error
from crew_app.store.ops import find_op
from crew_app.store.photo_book import KeptPhoto, list_photos_by
from crew_app.store.problems import StoreError

MOST = 12  # of one record


@dataclass(frozen=True, slots=True)
class Thumb:
    """A photo in the strip. code: the operation that names it; picture: a file; mark: the icon of how it stands."""

    code: str
    picture: str = ""
    mark: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class CameraState:
    """Everything the screen shows. picture: the chosen photo's file. `can_change`: it has not begun to leave."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    subtitle: str = ""
    picture: str = ""
    standing: str = ""
    hint: str = ""
    told: str = ""
    thumbs: tuple[Thumb, ...] = ()
    shoot: str = ""
    can_shoot: bool = True
    retake: str = ""
    delete: str = ""
    is_sure: bool = False
    can_change: bool = False
    sending: str = ""
    done: str = ""


class CameraPresenter(Presenter[CameraState]):
    """Intents: take a photo, choose one, take it anew, delete it, go back."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, CameraState())
        self._op_id, self._chosen, self._told = "", "", ""
        self._is_sure = self._is_open = False

    def enter(self, place: Place) -> None:
        """Show the photos of an operation; where there is none yet, open the camera at once."""
        self._op_id = place.what or self._op_id
        self._forget()
        self._told, self._is_open = "", False
        super().enter(place)
        if not self.state.thumbs and find_op(self.handset.store, self._op_id) is not None:
            self.shoot()

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        store = self.handset.store
        op, photos = find_op(store, self._op_id), list_photos_by(store, self._op_id)
        chosen = self._find(photos)
        title, subtitle = self._say_record(op)
        self._show(
            CameraState(
                frame=self._frame(self._shift()),
                title=title,
                subtitle=subtitle,
                picture=find_picture(store, chosen.sha256) if chosen else "",
                standing=_say_standing(chosen, photos) if chosen else "",
                hint=_("Show what is in the way. Leave people out of the picture."),
                told=self._told,
                thumbs=tuple(self._thumb(photo, chosen) for photo in photos),
                shoot=_("Take another") if photos else _("Take a photo"),
                can_shoot=op is not None and len(photos) < MOST,
                retake=_("Retake"),
                delete=_("Really delete") if self._is_sure else _("Delete"),
                is_sure=self._is_sure,
                can_change=chosen is not None and not chosen.has_left,
                sending=show_photos(self.handset).words,
                done=_("Done"),
            )
        )

    def shoot(self) -> None:
        """Take a photo."""
        self._take(None)

    def retake(self) -> None:
        """Take the chosen photo anew: the old one goes once the new one is safe."""
        self._take(self._find(list_photos_by(self.handset.store, self._op_id)))

    def choose(self, code: str) -> None:
        """Look at another photo."""
        self._forget()
        self._chosen = code
        self.refresh()

    def delete(self) -> None:
        """Delete the chosen photo: the first tap asks, the second does."""
        photo = self._find(list_photos_by(self.handset.store, self._op_id))
        if photo is None:
            return
        if not self._is_sure:
            self._is_sure = True
        elif self._save(lambda: delete_photo(self.handset, photo)):
            self._forget()
        self.refresh()

    def back(self) -> None:
        """Go back to where this came from."""
        self.handset.go(self._place.then or Place("round"))

    def _take(self, instead_of: KeptPhoto | None) -> None:
        if self._is_open:  # a gloved hand's second tap must not open a second camera
            return
        op_id, self._is_open = self._op_id, True
        self._is_sure, self._told = False, ""

        def taken(path: Path | None) -> None:
            self._taken(op_id, path, instead_of)

        take_photo(self.handset, op_id, taken)

    def _taken(self, op_id: str, path: Path | None, instead_of: KeptPhoto | None) -> None:
        self._is_open = False
        self._told = _("No photo was taken.") if path is None else ""
        if path is not None and self._attach(op_id, path) and instead_of is not None:
            self._save(lambda: delete_photo(self.handset, instead_of))
        self.refresh()

    def _attach(self, op_id: str, path: Path) -> bool:
        """Whether the photo is safe and named."""
        try:
            op = attach_photo(self.handset, op_id, path)
        except PhotoUnreadableError:
            self._told = _("The picture could not be read. Take it again.")
            return False
        except StoreError as error:
            self._problem = say_store_error(error)
            return False
        self._problem = ""
        self._chosen = op.id if op is not None else ""
        return op is not None

    def _forget(self) -> None:
        self._chosen, self._is_sure = "", False

    def _find(self, photos: tuple[KeptPhoto, ...]) -> KeptPhoto | None:
        """The chosen photo, else the newest."""
        chosen = (photo for photo in photos if photo.op_id == self._chosen)
        return next(chosen, photos[-1] if photos else None)

    def _thumb(self, photo: KeptPhoto, chosen: KeptPhoto | None) -> Thumb:
        picture = find_small_picture(self.handset.store, photo.sha256)
        return Thumb(photo.op_id, picture, _MARKS[photo.state], photo == chosen)


_MARKS = {"waiting": "waiting", "sent": "tick", "refused": "warning", "damaged": "warning"}


def _say_standing(photo: KeptPhoto, photos: tuple[KeptPhoto, ...]) -> str:
    words = {
        "waiting": _("Photo %(n)d of %(all)d: safe on this phone, not sent yet"),
        "sent": _("Photo %(n)d of %(all)d: the server has it"),
        "refused": _("Photo %(n)d of %(all)d: the server could not read it"),
        "damaged": _("Photo %(n)d of %(all)d: its file is damaged. Take it again."),
    }
    return words[photo.state] % {"n": photos.index(photo) + 1, "all": len(photos)}
