"""Stamping: a label is put into finished picture files, which are not encoded again.

Pixels are encoded by tasks that do not know the label (:func:`gallery.render.metadata.encode_picture`); what a
picture says of itself changes more often, and putting it in costs little more than copying the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from gallery.errors import DisclosureError
from gallery.files import whole
from gallery.render.containers import with_xmp
from gallery.render.metadata import fitting_packet, properties_of


def stamp(source: Path, target: Path, properties: Mapping[str, str], language: str) -> None:
    """Write ``source`` to ``target`` with ``properties`` (names of :func:`gallery.render.metadata.read_disclosure`)
    inside, texts marked as ``language``: as :func:`stamp_all` does with many files.
    """
    stamp_all([(source, target)], properties, language)


def stamp_all(pairs: Iterable[tuple[Path, Path]], properties: Mapping[str, str], language: str) -> None:
    """Write each first file to where the second says, with the same ``properties`` inside; what either file held as
    XMP is replaced.

    They are JPEG, PNG, WebP or AVIF files, by their content. The coded picture stays byte for byte what it was.
    Folders are made. Each file appears whole, once the packet has been read back from its bytes; both paths may be
    the same. Raises DisclosureError, naming the file, if one is damaged or cannot hold the packet, or if the
    properties cannot be written so that they read back.
    """
    packet = _packet(properties, language)
    made: set[Path] = set()
    for source, target in pairs:
        data = source.read_bytes()
        try:
            stamped = with_xmp(data, packet)
        except DisclosureError as error:
            raise DisclosureError(f"{source.name}: {error}") from error
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        with whole(target) as draft:
            draft.write_bytes(stamped)


def _packet(properties: Mapping[str, str], language: str) -> bytes:
    packet = fitting_packet(properties, language)
    said = properties_of(packet)
    if said != dict(properties):
        wrong = sorted(name for name in {*said, *properties} if said.get(name) != properties.get(name))
        raise DisclosureError(f"reading the label back, {', '.join(wrong)} is missing or differs")
    return packet
