"""What is more than a platform takes, found from the manifest alone: texts too long, rooms too full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gallery.labels.check import place_of, works_with_keys
from gallery.labels.label import label_of
from gallery.manifest.reader import Manifest
from gallery.pictures.packet_problems import longest_text
from gallery.pictures.packets import longest_packet, packet_allowance
from gallery.problems import Problem
from gallery.publication.profiles import Profile
from gallery.publish.artsteps.texts import limit_faults

_LEAST_PICTURE = 16_384
"""Bytes that a picture needs beside its label to be worth hanging."""


def profile_problems(manifest: Manifest, profile: Profile) -> list[Problem]:
    """Every text of the package that is too long for ``profile``, and a warning for each room that holds more works, at
    their places; ``[]`` if the exhibit wants no package.

    Codes: ``too-long-for-platform``, ``full-room``. The text of a picture is all of its label; its description is
    blamed, or the title.
    """
    exhibit = manifest.exhibit
    if not exhibit.publications.artsteps.enabled:
        return []
    texts = [
        manifest.placed(place_of(exhibit, keys, work, field), replace(problem, code="too-long-for-platform"))
        for number, (keys, work) in enumerate(works_with_keys(exhibit), start=1)
        for field, problem in limit_faults(label_of(work, exhibit, number), profile)
    ]
    return [*texts, *_long_labels(manifest, profile), *_full_rooms(manifest, profile)]


def _long_labels(manifest: Manifest, profile: Profile) -> Iterator[Problem]:
    """Works whose label leaves a picture file too little room for the picture."""
    most = profile.picture.max_bytes - _LEAST_PICTURE
    for number, (keys, work) in enumerate(works_with_keys(manifest.exhibit), start=1):
        label = label_of(work, manifest.exhibit, number)
        # An allowance is at most twice the packet that it is for.
        if longest_packet(label, more_than=most // 2) and (taken := packet_allowance(label)) > most:
            field, length = longest_text(label)
            said = (
                f"the label takes {taken} bytes as metadata, of the {profile.picture.max_bytes} that a picture for "
                f"{profile.platform} may have"
            )
            hint = f"shorten the {field}, its longest text ({length} characters)"
            problem = Problem(code="too-long-for-platform", message=said, hint=hint)
            yield manifest.placed(place_of(manifest.exhibit, keys, work, field), problem)


def _full_rooms(manifest: Manifest, profile: Profile) -> Iterator[Problem]:
    """A warning, since platforms say "about", and several rooms of theirs can hold one of ours."""
    most = profile.rooms.max_works
    for at, room in enumerate(manifest.exhibit.rooms):
        if most is not None and len(room.works) > most:
            said = f"the room holds {len(room.works)} works, {profile.platform} takes about {most}"
            hint = f"divide it, or change rooms.max_works in the profile {profile.name}.yaml"
            problem = Problem(code="full-room", message=said, hint=hint, severity="warning")
            yield manifest.placed(("rooms", at, "title"), problem)
