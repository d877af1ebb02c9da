"""Saves what was not sent to a file, to be carried to the depot, and says in words what came of it."""

from crew_app.presenters.handset import Handset
from crew_app.presenters.language import _
from crew_app.presenters.recording import capture_time
from crew_app.store.enrolment import find_enrolment
from crew_app.store.unsent import save_unsent


def save_for_the_depot(handset: Handset) -> str:
    """Save it, and say so; it goes on waiting on the phone too. Empty before the phone was ever set up."""
    enrolment = find_enrolment(handset.store)
    if enrolment is None:
        return ""
    folder = handset.export_folder or handset.store.folder / "unsent"
    try:
        saved = save_unsent(handset.store, folder, enrolment, capture_time(handset))
    except OSError:
        return _("The file could not be saved: this phone is full. Nothing is lost.")
    return _("Saved as %(file)s. The depot can take it in.") % {"file": saved.path.name}
