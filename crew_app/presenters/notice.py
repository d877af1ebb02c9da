"""What Android shows while the app sends in the background, in the language in use."""

from crew_app.device.service_start import ServiceNotice
from crew_app.presenters.language import _


def say_notice() -> ServiceNotice:
    """The title and the line below it."""
    return ServiceNotice(
        _("Roundbook is sending"), _("Records go to the server whenever there is signal.")
    )
