"""What each kind of problem means that the studio answers with: said at ``/docs``, where problem documents lead."""

from __future__ import annotations

from collections.abc import Mapping

MANIFEST = "manifest"
"""The code of all that ``gallery check`` finds; each of the problems has its own."""

PROBLEMS: Mapping[str, str] = {
    "bug": "The studio itself made a mistake. What it prints where it was started says more.",
    "busy": "Too many pages listen, or what was asked for took too long. Try again.",
    "changed-meanwhile": "The manifest was changed in an editor or on another page; nothing was written. `theirs` is "
    "what the file says now, `yours` what it would say.",
    "cut-short": "The connection ended before the body did.",
    "died": "The process that worked on the photograph died, most often for want of memory.",
    "disk": "What was to be saved cannot be written, most often for want of space. Nothing was changed.",
    "encoded": "The body is compressed (Content-Encoding); the studio takes it as it is.",
    "film": "Hints of a film are not tried in the studio; the manifest takes them, with their times.",
    "foreign-origin": "A page of another site asked for something that changes the exhibit.",
    "gone": "It was removed while it was asked for.",
    "json": "The body is no JSON object, or lacks what belongs there.",
    MANIFEST: "The manifest would be wrong, or is. `problems` says of each what and where, with the codes that "
    "`gallery check` prints.",
    "method": "The address is there, but this cannot be done with it.",
    "no-colours": "The colours of the work cannot be told, so they cannot be approved.",
    "no-label": "The work has no label that could be drawn.",
    "no-photograph": "The body is empty.",
    "no-picture": "The pictures of the work cannot be made; its problems say why.",
    "no-such-address": "There is nothing at the address.",
    "no-such-picture": "A work has no picture of this kind.",
    "no-such-save": "The journal no longer holds this save.",
    "no-such-work": "The exhibit has no such work.",
    "not-colorized": "The work is shown without colours.",
    "other-tag": "The picture is another than the one that If-Match names.",
    "photograph": "The file is no photograph that is read here, damaged, or too large.",
    "query": "The query has a value that it cannot have.",
    "range": "The file has nothing of the part that Range asks for.",
    "request": "The request cannot be understood.",
    "superseded": "The same work was asked for with other hints meanwhile; that answer counts.",
    "there": "The exhibit has this photograph already.",
    "token": "The studio answers those who know its token.",
    "too-long": "The body is longer than the studio takes.",
    "too-slow": "The body came too slowly.",
    "unknown-host": "The studio is not called as the request calls it.",
    "wrong-change": "The change cannot be made: what it names is not there any more, or it is none of ours.",
    "wrong-hints": "A hint or an area cannot be shown: look at its places and colours.",
}
"""Code → what it means."""


def kind_of(code: str) -> str:
    """Under which code a problem is explained."""
    return code if code in PROBLEMS else MANIFEST
