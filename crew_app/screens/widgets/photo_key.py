"""The key that leads to the photos of a record; of no width where there is none to be had."""

from kivy.properties import ObjectProperty

from crew_app.presenters.photo_offer import PhotoOffer
from crew_app.screens.widgets.key import Key


class PhotoKey(Key):
    """A camera, and how many photos there are."""

    offer = ObjectProperty(PhotoOffer(), rebind=True)
    presenter = ObjectProperty(None, allownone=True)
