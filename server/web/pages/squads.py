"""Squads and their devices: how fresh each is, a code to enrol a new one, and revoking one that is lost or retired."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from server.actions.enrol_device import (
    issue_enrolment_code,
    report_device_lost,
    revoke_device,
)
from server.actions.see_rounds import heard_within
from server.core.measures import RecordingAccuracy
from server.core.photo_parts import MISSING_AFTER
from server.core.problems import PROBLEMS, Problem
from server.db.audit import Change, add_change
from server.db.disputes import count_weighed
from server.db.missing_photos import count_photos_awaited, list_photos_awaited
from server.db.overview import count_held_back, find_device_state, get_squad, list_squads
from server.db.session import transaction
from server.web.caller import get_caller
from server.web.clock import now
from server.web.enrolment_qr import qr_svg
from server.web.identity import Who, open_to

WEIGHED_OVER = timedelta(days=365)
MOST_PHOTOS = 200
REFUSALS = ("photo.not_an_image", "photo.too_many_pixels", "photo.too_large")

squads = Blueprint("squads", __name__, url_prefix="/squads")


@squads.get("")
@open_to(Who.MANAGER, Who.ADMIN)
def show_squads() -> ResponseReturnValue:
    """All squads with their devices."""
    with transaction() as session:
        found, held_back = list_squads(session), count_held_back(session)
        weighed = count_weighed(session, now() - WEIGHED_OVER)
        missing, _ = count_photos_awaited(session, now() - MISSING_AFTER)
        fresh_since = now() - heard_within(session, now())
    return render_template(
        "squads/list.html",
        squads=found,
        held_back=held_back,
        missing_photos=missing,
        fresh_since=fresh_since,
        accuracy={code: RecordingAccuracy(*counts) for code, counts in weighed.items()},
    )


@squads.get("/photos")
@open_to(Who.MANAGER, Who.ADMIN)
def show_missing_photos() -> ResponseReturnValue:
    """Photos that were taken and have not arrived."""
    at = now()
    with transaction() as session:
        awaited = list_photos_awaited(session, at - MISSING_AFTER, MOST_PHOTOS)
        missing, coming = count_photos_awaited(session, at - MISSING_AFTER)
    return render_template(
        "squads/photos.html",
        awaited=awaited,
        missing=missing,
        coming=coming,
        days=MISSING_AFTER.days,
        why={code: gettext(PROBLEMS[code].sentence) for code in REFUSALS},
    )


@squads.post("/<code:code>/enrolment-code")
@open_to(Who.MANAGER, Who.ADMIN)
def issue_code(code: str) -> ResponseReturnValue:
    """A one-time code for a new device of the squad, shown this once."""
    caller, at = get_caller(), now()
    with transaction() as session:
        squad = get_squad(session, code)
        secret = issue_enrolment_code(session, squad.code, caller.email, at)
        add_change(session, Change("device.code_issued", f"squad:{code}", caller.id), at)
    base_url = current_app.config["SETTINGS"].base_url
    page = render_template(
        "squads/code.html", squad=squad, code=secret, qr=qr_svg(base_url, secret)
    )
    return page, 201


@squads.get("/devices/<uuid:device_id>/<any(revoke, lost):what>")
@open_to(Who.MANAGER, Who.ADMIN)
def ask_about_device(device_id: UUID, what: str) -> ResponseReturnValue:
    """What would become of the device, and the button: a slip of the finger must not end a squad's morning."""
    with transaction() as session:
        found = find_device_state(session, device_id)
    if found is None or found[0].revoked_at is not None:
        raise Problem("device.not_in_service")
    device, squad = found
    return render_template("squads/device.html", device=device, squad=squad, what=what)


@squads.post("/devices/<uuid:device_id>/revoke")
@open_to(Who.MANAGER, Who.ADMIN)
def revoke(device_id: UUID) -> ResponseReturnValue:
    """Revoke a device: what it records from now on waits for a manager."""
    at = now()
    with transaction() as session:
        revoke_device(session, device_id, at)
        add_change(session, Change("device.revoked", f"device:{device_id}", get_caller().id), at)
    flash(gettext("The device is out of service. What it recorded before is kept."))
    return redirect(url_for("squads.show_squads"))


@squads.post("/devices/<uuid:device_id>/lost")
@open_to(Who.MANAGER, Who.ADMIN)
def lose(device_id: UUID) -> ResponseReturnValue:
    """A device is lost: no verdict waits for it any more."""
    at = now()
    with transaction() as session:
        report_device_lost(session, device_id, at)
        add_change(session, Change("device.lost", f"device:{device_id}", get_caller().id), at)
    flash(gettext("The device is noted as lost. Nobody waits for it any more."))
    return redirect(url_for("squads.show_squads"))
