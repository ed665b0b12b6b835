"""Runs the steps of a plan and watches which files each opens; for a process of its own, since a hook stays for ever.

Seen is what Python opens. Libraries in C that open files by themselves are not: they are handed paths from the inputs.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import sys
import sysconfig
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from gallery.files import COMPILED
from gallery.pipeline.counting import COUNTS
from gallery.pipeline.executors import SerialExecutor
from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.reading import place_of
from gallery.pipeline.source_code import PARSED
from gallery.pipeline.steps import Mount, Order, run_order
from gallery.resources import TEMPLATES

CODE = (".py", ".pyc", ".so", ".pyd", ".dll", ".dylib", ".pth", ".egg-link")
"""What importing opens; which code a step can reach is in its key by other means."""


class Watch:
    """Notes what is opened while a step runs."""

    def __init__(self) -> None:
        self.running = False
        self.opened: set[str] = set()
        sys.addaudithook(self._heard)

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.running and event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            self.opened.add(os.fsdecode(arguments[0]))


class WatchingExecutor(SerialExecutor):
    """Runs each order in this process and remembers what it opened without having declared it."""

    def __init__(self, watch: Watch, undeclared: dict[str, list[str]]) -> None:
        super().__init__()
        self.watch, self.undeclared = watch, undeclared

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        order, mount = args
        forget()
        self.watch.opened.clear()
        self.watch.running = True
        try:
            future = super().submit(run_order, order, mount)
        finally:
            self.watch.running = False
        foreign = sorted(foreign_files(self.watch.opened, order, mount))
        if foreign:
            self.undeclared[order.id] = foreign
        return future


def forget() -> None:
    """Empty all caches of ours, so that what an earlier step read is read again."""
    for found in gc.get_objects():
        if type(found) is functools._lru_cache_wrapper and found.__module__.partition(".")[0] == "gallery":
            found.cache_clear()


def foreign_files(opened: set[str], order: Order, mount: Mount) -> Iterator[str]:
    """Of what was opened, what is neither an input of the order, nor its own output, nor part of an installation."""
    store = FolderStore(mount.cache)
    entries = [store.get(key) for key in order.needs.values()]
    declared = [entry.folder for entry in entries if entry is not None]
    declared += [place_of(name, digest, store) for name, digest in order.reads.items()]
    declared += mount.masters.values()
    own = [store.unfinished, store.root / order.key[:2] / order.key, mount.cache / COUNTS]
    records = [store.root / key[:2] / key / "entry.json" for key in (*order.needs.values(), *order.reads.values())]
    # What is known of code, by which a worker compares its own with the order before the step runs, and of templates,
    # whose sources are opened as well.
    known = (mount.folder / PARSED, mount.folder / COMPILED)
    allowed = [str(path.resolve()) for path in (*declared, *own, *records, *known)]
    for name in opened:
        place = os.path.realpath(name)
        if any(place == one or place.startswith(one + os.sep) for one in allowed):
            continue
        if not is_installed(place):
            yield place


def is_installed(place: str) -> bool:
    """Whether a file belongs to Python, a library or the system: code, and what libraries bring for themselves."""
    ours = str(TEMPLATES.resolve())
    package = str(Path(sys.modules["gallery"].__file__ or "").resolve().parent)
    models = str(Path(package).parent / "model")
    if place.startswith((ours + os.sep, package + os.sep, models + os.sep)):
        return place.endswith(CODE)
    if "font_source" in place:
        return place.endswith(CODE)
    compiled = (sys.pycache_prefix,) if sys.pycache_prefix else ()
    python = (sys.prefix, sys.base_prefix, sysconfig.get_paths()["stdlib"], *compiled)
    system = (*python, "/usr", "/etc", "/proc", "/dev", "/sys", "/lib")
    return place.startswith(tuple(os.path.realpath(folder) + os.sep for folder in system))


def main() -> None:
    """``watched_steps.py EXHIBIT FOLDER``: prints JSON, task → files that it opened without declaring them."""
    from gallery.pipeline.execute import execute
    from gallery.pipeline.inspect import inspect
    from gallery.pipeline.means import Means
    from gallery.pipeline.plan import plan_build
    from gallery.sources import FetchOptions

    exhibit, folder = Path(sys.argv[1]), Path(sys.argv[2])
    inspection = inspect(exhibit, FetchOptions(cache=folder, offline=True))
    if inspection.show is None:
        raise SystemExit("\n".join(map(str, inspection.problems)))
    plan = plan_build(inspection.show, inspection.masters)
    watch, undeclared = Watch(), {}
    execute(plan, Means(folder, executor=lambda jobs: WatchingExecutor(watch, undeclared), unchanged=lambda: True))
    stages = sorted({task.step.__qualname__ for task in plan.tasks})
    sys.stdout.write(json.dumps({"undeclared": undeclared, "steps": stages}) + "\n")


if __name__ == "__main__":
    main()
