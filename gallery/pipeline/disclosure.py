"""The last look before anything is published: every picture of inferred colours says so in the file itself.

The rule is safe by default: a picture published by a task that reads a colorization must disclose, unless its
task lists it as authentic (:attr:`gallery.tasks.Task.authentic`). A publication that forgets fails the build.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from gallery.errors import DisclosureError
from gallery.pipeline.output import Published
from gallery.pipeline.plan import Plan
from gallery.tasks import Task

PICTURES = (".jpg", ".jpeg", ".png", ".webp")


def verify_disclosure(plan: Plan, published: Iterable[Published], source_type: str) -> int:
    """Read back every published picture that shows inferred colours; how many there are.

    Args:
        source_type: last part of the IPTC DigitalSourceType that each must carry.

    Raises:
        DisclosureError: at least one does not; the message names each.
    """
    tasks = {task.id: task for task in plan.tasks}
    inferring = plan.reads_colours()
    bound = [
        item for item in published if item.task in inferring and _shows_inferred_colour(tasks[item.task], item.name)
    ]
    if not bound:
        return 0
    from gallery.render.metadata import read_disclosure

    silent = []
    for item in bound:
        found = read_disclosure(item.file).get("digital_source_type", "")
        if found.rpartition("/")[2] != source_type:
            silent.append(f"{item.path} (made by {item.task}) says {found or 'nothing'}")
    if silent:
        raise DisclosureError(
            "nothing is published: these pictures do not say, in their metadata, that their colours are "
            f"inferred (DigitalSourceType {source_type}):\n  " + "\n  ".join(silent)
        )
    return len(bound)


def _shows_inferred_colour(task: Task, name: str) -> bool:
    path = PurePosixPath(name)
    authentic = any(fnmatchcase(name if "/" in pattern else path.name, pattern) for pattern in task.authentic)
    return path.suffix.lower() in PICTURES and not authentic
