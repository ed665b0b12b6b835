"""Labels that are too long for picture files to say, found from the manifest alone: before any picture is made."""

from __future__ import annotations

from collections.abc import Iterator

from gallery.labels.check import place_of, works_with_keys
from gallery.labels.label import Label, label_of
from gallery.manifest.reader import Manifest
from gallery.pictures.metadata import MAX_PACKET
from gallery.pictures.packets import longest_packet
from gallery.problems import Problem

_WRITTEN = ("title", "creator", "credit", "rights_note", "alt", "inventory_number")
"""What a packet says in the manifest's own words, beside the notice."""


def packet_problems(manifest: Manifest) -> Iterator[Problem]:
    """Every work whose label no picture file holds as metadata, blamed on its longest text; code ``label-too-long``."""
    for number, (keys, work) in enumerate(works_with_keys(manifest.exhibit), start=1):
        label = label_of(work, manifest.exhibit, number)
        size = longest_packet(label, more_than=MAX_PACKET)
        if size > MAX_PACKET:
            field, length = longest_text(label)
            said = f"the label is {size} bytes as metadata, over the {MAX_PACKET} that a picture file holds"
            hint = f"shorten the {field}, its longest text ({length} characters)"
            problem = Problem(code="label-too-long", message=said, hint=hint)
            yield manifest.placed(place_of(manifest.exhibit, keys, work, field), problem)


def longest_text(label: Label) -> tuple[str, int]:
    """The field of the manifest that says most in the packets of ``label``, and its length in characters."""
    lengths = {name: len(text) for name in _WRITTEN if (text := getattr(label, name))}
    lengths["notice" if label.colorized else "reason"] = len(label.notice)
    return max(lengths.items(), key=lambda item: item[1])
