"""What the picture files of a work say of themselves, written once for each work and put into files as they leave.

    label/<work>     original.xmp, brief-original.xmp and, of a colorized work, colour.xmp, brief-colour.xmp

Labels change more often than pictures. So pictures are encoded by tasks that know no label, and these packets, some
kilobytes, are all that a change of the label makes anew (:attr:`gallery.tasks.Task.stamps`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gallery.derivatives import Derivatives
from gallery.labels.label import Label, exact
from gallery.pictures.metadata import brief_disclosure, disclosure, fitting_packet, xmp_packet
from gallery.tasks import Inputs

ORIGINAL, COLOUR = "original.xmp", "colour.xmp"
"""The whole label, of pictures without and with inferred colours."""

BRIEF_ORIGINAL, BRIEF_COLOUR = "brief-original.xmp", "brief-colour.xmp"
"""What each of hundreds of tiles repeats."""

_LEAST_ALLOWANCE = 16_384

_FRAME = 2_048
"""What stands round the texts in a packet, at most."""

_AROUND = 64
"""What a file takes for a packet beside the packet itself, at most."""


def packets_id(work: str) -> str:
    """The task that writes the packets of ``work``."""
    return f"label/{work}"


def packet(work: str, name: str) -> str:
    """One of the packets of ``work``, as :attr:`gallery.tasks.Task.stamps` names it."""
    return f"{packets_id(work)}/{name}"


def packets_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write the packets of the work whose label stands in ``parameters``; raises DisclosureError where it cannot."""
    planned = Label.from_json(parameters["label"])
    label = exact(planned, Derivatives.read(inputs[f"colorize/{planned.id}"]).facts)
    for inferred in (False, True) if label.colorized else (False,):
        whole, brief = (COLOUR, BRIEF_COLOUR) if inferred else (ORIGINAL, BRIEF_ORIGINAL)
        for name, said in ((whole, disclosure), (brief, brief_disclosure)):
            about = f"work {label.id}: the label"
            (out / name).write_bytes(fitting_packet(said(label, inferred=inferred), label.language, about))


def packet_allowance(label: Label) -> int:
    """Bytes to keep free for a packet of ``label`` in a picture that is made to fit a number of bytes.

    A power of two from 16 KiB, several times what labels take: so hardly a label is so long that other words in it
    make its pictures anew.
    """
    return max(_LEAST_ALLOWANCE, 1 << (longest_packet(label) + _AROUND - 1).bit_length())


def longest_packet(label: Label, *, more_than: int = 0) -> int:
    """Bytes of the longest packet of ``label``, whatever its master turns out to be; 0 where it is certain at a glance
    that no packet has more than ``more_than``."""
    exacts = [label, *(replace(label, notice=notice) for notice in label.notices.values())]
    said = [disclosure(one, inferred=inferred) for one in exacts for inferred in {False, label.colorized}]
    if max(map(_at_most, said)) <= more_than:
        return 0
    return max(len(xmp_packet(its, label.language)) for its in said)


def _at_most(said: Mapping[str, str]) -> int:
    """Bytes of a packet that says this, at most: each text stands in it twice, in characters of up to five bytes for
    one, and each line may be an item of a list."""
    return _FRAME + sum(10 * len(text.encode()) + 32 * (text.count("\n") + 1) for text in said.values())
