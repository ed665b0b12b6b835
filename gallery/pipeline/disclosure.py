"""The last look before anything is published: every picture of inferred colours says so in the file itself.

The rule is safe by default: a picture published by a task that reads a colorization must disclose, unless its
task lists it as authentic (:attr:`gallery.tasks.Task.authentic`). A publication that forgets fails the build.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from gallery.errors import DisclosureError
from gallery.pipeline.plan import Plan
from gallery.pipeline.published import Published
from gallery.tasks import Task

PICTURES = (".jpg", ".jpeg", ".png", ".webp")


def verify_disclosure(plan: Plan, published: Iterable[Published]) -> int:
    """Read back every published picture that shows inferred colours; how many there are.

    Raises:
        DisclosureError: at least one does not; the message names each.
    """
    tasks = {task.id: task for task in plan.tasks}
    bound = [item for item in published if item.discloses and _shows_inferred_colour(tasks[item.task], item.name)]
    if not bound:
        return 0
    from gallery.render.containers import read_xmp
    from gallery.render.metadata import properties_of

    silent = []
    for item in bound:
        packet = read_xmp(item.content())
        found = properties_of(packet).get("digital_source_type", "") if packet else ""
        if found.rpartition("/")[2] != item.discloses:
            silent.append(f"{item.path} (made by {item.task}) says {found or 'nothing'}")
    if silent:
        raise DisclosureError(
            "nothing is published: these pictures do not say, in their metadata, that their colours are "
            "inferred (DigitalSourceType):\n  " + "\n  ".join(silent)
        )
    return len(bound)


def _shows_inferred_colour(task: Task, name: str) -> bool:
    path = PurePosixPath(name)
    authentic = any(fnmatchcase(name if "/" in pattern else path.name, pattern) for pattern in task.authentic)
    return path.suffix.lower() in PICTURES and not authentic
