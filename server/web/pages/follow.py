"""A report by its secret link: our answer, the story so far, its photos, and what the reader can do now."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from server.actions.dispute_report import dispute_report, escalate_report
from server.actions.follow_report import follow_report
from server.actions.report_photos import Linked, PhotoDesk, add_own_photos, see_report_photo
from server.actions.see_photo import PhotoSize
from server.actions.withdraw_report import withdraw_report
from server.core.problems import Problem
from server.db.reason_labels import list_reason_labels
from server.db.session import transaction
from server.web.clock import now
from server.web.identity import Who, open_to
from server.web.limits import REPORT, SEARCH, limited
from server.web.photo_files import answer_photo, photo_files, photo_rules
from server.web.report_form import clean_text
from server.web.uploads import read_photos, takes_photos

follow = Blueprint("follow", __name__)
PHOTOS = "photos"
FIELD_OF = {
    "dispute.words_needed": "words",
    "photo.too_many": PHOTOS,
    "photos.one_too_large": PHOTOS,
    "photo.not_an_image": PHOTOS,
    "photo.too_many_pixels": PHOTOS,
    "photo.residents_quota": PHOTOS,
    "photo.no_room": PHOTOS,
}


@follow.get("/reports/<reference:reference>/<token:token>")
@open_to(Who.ANYONE)
@limited(SEARCH)
def show(reference: str, token: str) -> ResponseReturnValue:
    """The story."""
    return _page(Linked(reference, token), {})


@follow.post("/reports/<reference:reference>/<token:token>/withdraw")
@open_to(Who.ANYONE)
@limited(REPORT)
def withdraw(reference: str, token: str) -> ResponseReturnValue:
    """Take the report back."""
    with transaction() as session:
        withdraw_report(session, reference, token, now())
    flash(gettext("Your report is withdrawn."))
    return redirect(url_for("follow.show", reference=reference, token=token), 303)


@follow.post("/reports/<reference:reference>/<token:token>/dispute")
@open_to(Who.ANYONE)
@limited(REPORT)
@takes_photos
def dispute(reference: str, token: str) -> ResponseReturnValue:
    """Say that our answer is wrong, with photos or without."""
    words, linked, at = clean_text(request.form.get("words", "")), Linked(reference, token), now()
    try:
        photos = read_photos(PHOTOS, photo_rules())
        with transaction() as session:
            dispute_report(session, reference, token, words, at)
            add_own_photos(session, _desk(), linked, photos, at)
    except Problem as problem:
        return _page(linked, _as_field_error(problem), words), problem.status
    flash(gettext("We have what you told us. A manager looks at both sides and answers here."))
    return redirect(url_for("follow.show", reference=reference, token=token), 303)


@follow.post("/reports/<reference:reference>/<token:token>/photos")
@open_to(Who.ANYONE)
@limited(REPORT)
@takes_photos
def add_photos(reference: str, token: str) -> ResponseReturnValue:
    """Add photos to what was said before."""
    linked = Linked(reference, token)
    try:
        photos = read_photos(PHOTOS, photo_rules())
        with transaction() as session:
            added = add_own_photos(session, _desk(), linked, photos, now())
    except Problem as problem:
        return _page(linked, _as_field_error(problem)), problem.status
    if not added:
        return _page(linked, {PHOTOS: gettext("Choose a photo first.")}), 400
    flash(gettext("Your photo is added. The manager who decides will see it."))
    return redirect(url_for("follow.show", reference=reference, token=token), 303)


@follow.get(
    "/reports/<reference:reference>/<token:token>/photos/<sha256:sha256>/<any(small, large):size>"
)
@open_to(Who.ANYONE)
def show_photo(reference: str, token: str, sha256: str, size: str) -> Response:
    """One of the report's photos, for whoever holds its link."""
    linked = Linked(reference, token)
    with transaction() as session:
        shown = see_report_photo(session, photo_files(), linked, sha256, PhotoSize(size))
    return answer_photo(shown, sha256, size)


@follow.post("/reports/<reference:reference>/<token:token>/escalate")
@open_to(Who.ANYONE)
@limited(REPORT)
def escalate(reference: str, token: str) -> ResponseReturnValue:
    """Take a late return further."""
    words = clean_text(request.form.get("words", ""))
    with transaction() as session:
        escalate_report(session, reference, token, words, now())
    flash(gettext("Your report is with a manager now, who answers here."))
    return redirect(url_for("follow.show", reference=reference, token=token), 303)


def _page(linked: Linked, errors: dict[str, str], words: str = "") -> str:
    """The story, with what was wrong in a form of it."""
    at, rules = now(), photo_rules()
    with transaction() as session:
        story = follow_report(session, linked.reference, linked.token, at)
        reasons = list_reason_labels(session)
    path = url_for("follow.show", reference=linked.reference, token=linked.token)
    return render_template(
        "report/story.html",
        story=story,
        at=at,
        reasons=reasons,
        just_made=request.args.get("made") == "now",
        link=current_app.config["SETTINGS"].base_url + path,
        here=path,
        errors=errors,
        words=words,
        most_photos=rules.of_a_report,
        largest_mb=rules.largest // (1024 * 1024),
    )


def _as_field_error(problem: Problem) -> dict[str, str]:
    if problem.code not in FIELD_OF:
        raise problem
    return {FIELD_OF[problem.code]: gettext(problem.kind.sentence).format(**problem.details)}


def _desk() -> PhotoDesk:
    return PhotoDesk(photo_files(), photo_rules())
