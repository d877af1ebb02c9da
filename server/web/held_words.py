"""What an operation held back says, and why it is held back, in plain words for a manager. Must not decide anything."""

from typing import Any

from flask_babel import gettext

from server.db.held_ops import HeldOp


def say_held(held: HeldOp) -> str:
    """What the operation says, as far as it can be read."""
    kind = _kind(held.kind)
    data = held.body.get("data")
    said = [kind, *(_said(data) if isinstance(data, dict) else ())]
    return " · ".join(said)


def say_why_held(reason: str | None) -> str:
    """Why it is held back, and what may help."""
    newer = gettext(
        "It was made by an app newer than this server. Replay it after the next upgrade."
    )
    words = {
        "device_revoked": gettext(
            "The device was out of service when this was recorded. Replay it if you trust it."
        ),
        "squad_not_of_device": gettext(
            "It names a squad this device was never enrolled for. Replay it if that squad had the device."
        ),
        "could_not_be_applied": gettext(
            "The server had a fault with it. Replay it after the next upgrade."
        ),
        "op.unknown_kind": newer,
        "op.newer_version": newer,
        "op.hash_differs": gettext(
            "It does not arrive as it was sealed: something changed it. Repair it, or dismiss it."
        ),
        "opaque": gettext(
            "It came as bytes, because nobody could read it. Repair it, or dismiss it."
        ),
    }
    found = words.get((reason or "").split(" ", 1)[0])
    return str(found or _other(reason))


def _other(reason: str | None) -> str:
    words = gettext("Something in it cannot be right: %(reason)s. Repair it, or dismiss it.")
    return str(words % {"reason": reason or "?"})


def say_emptied() -> str:
    """What is shown of bytes whose time is over."""
    return str(
        gettext("Its time is over: it was deleted, because a lorry's way may have been in it.")
    )


def say_why_payload(why: str) -> str:
    """Why bytes are kept."""
    if why == "content_changed":
        return str(
            gettext(
                "It came under the number of a record that says something else. That record stands."
            )
        )
    return str(
        gettext(
            "A whole message could not be read: %(why)s. The device sends its records again.",
            why=why,
        )
    )


def _kind(kind: str) -> str:
    names = {
        "visit": gettext("A record of a street or premises"),
        "retraction": gettext("Taking back an earlier record"),
        "shift_started": gettext("The start of a shift"),
        "shift_ended": gettext("The end of a shift"),
        "return_answered": gettext("The answer to a return"),
        "track": gettext("A piece of a shift's track"),
        "photo": gettext("Photos for an earlier record"),
        "message_read": gettext("A message was read"),
    }
    return str(names.get(kind, gettext("A record nobody could read")))


def _said(data: dict[str, Any]) -> list[str]:
    named = ("round_id", "on", "usrn", "uprn", "outcome", "reason", "note")
    return [str(data[name]).replace("_", " ") for name in named if isinstance(data.get(name), str)]
