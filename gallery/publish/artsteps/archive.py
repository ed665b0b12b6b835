"""The package as one file, the same bytes for the same content."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gallery.pictures.containers import with_xmp
from gallery.pictures.containers.mp4 import is_film, packet_box
from gallery.tasks import Inputs

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can say; every entry has it, since times would differ from build to build."""
_MODE = 0o100644 << 16
_UNIX = 3


def zip_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``package.zip`` from the files named in ``parameters["entries"]``, sorted by their names inside.

    Pictures are stored, since JPEG does not shrink further, and films; the rest is deflated.
    """
    with zipfile.ZipFile(out / "package.zip", "w") as archive:
        for entry in sorted(parameters["entries"], key=lambda entry: str(entry["as"])):
            info = zipfile.ZipInfo(entry["as"], _EPOCH)
            info.external_attr = _MODE
            info.create_system = _UNIX  # else the system that builds is written in
            stored = entry["as"].endswith((".jpg", ".mp4"))
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, _content(inputs, entry), compresslevel=9)


def _content(inputs: Inputs, entry: Mapping[str, Any]) -> bytes:
    """A file as it is published: a picture or film with its label inside."""
    data: bytes = (inputs[entry["task"]] / entry["file"]).read_bytes()
    if entry["packet"] is None:
        return data
    task, _, name = entry["packet"].rpartition("/")
    packet = (inputs[task] / name).read_bytes()
    return data + packet_box(packet) if is_film(entry["file"]) else with_xmp(data, packet)
