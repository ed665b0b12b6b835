"""Texts that are longer than a platform takes, found from the manifest alone."""

from __future__ import annotations

from dataclasses import replace

from gallery.labels.check import place_of, works_with_keys
from gallery.labels.label import label_of
from gallery.manifest.reader import Manifest
from gallery.problems import Problem
from gallery.publication.profiles import Profile
from gallery.publish.artsteps.texts import limit_faults


def profile_problems(manifest: Manifest, profile: Profile) -> list[Problem]:
    """Every text of the package that is too long for ``profile``, at its place; ``[]`` if the exhibit wants none.

    Code: ``too-long-for-platform``. The text of a picture is all of its label; its description is blamed, or the title.
    """
    exhibit = manifest.exhibit
    if not exhibit.publications.artsteps.enabled:
        return []
    return [
        manifest.placed(place_of(exhibit, keys, work, field), replace(problem, code="too-long-for-platform"))
        for number, (keys, work) in enumerate(works_with_keys(exhibit), start=1)
        for field, problem in limit_faults(label_of(work, exhibit, number), profile)
    ]
