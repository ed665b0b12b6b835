"""Planned tasks, keyed, run and published as the pipeline does it, without its store; and all that they may read."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from gallery.colorize import CARD, NETWORK, colorize_step
from gallery.files import sha256_of
from gallery.manifest.schema import Exhibit
from gallery.pages.theme import theme_files
from gallery.pictures.packets import packets_id, packets_step
from gallery.pipeline.keys import content_digest, plain, task_key
from gallery.pipeline.plan import Given, Plan, checked_plan, colorize_task, packets_task
from gallery.pipeline.published import published_files
from gallery.pipeline.reading import resource, shipped_resources
from gallery.pipeline.store import Entry
from gallery.publication.films import Film
from gallery.publication.show import Show
from gallery.resources import SHIPPED, TEMPLATES
from gallery.tasks import Resource, Task
from gallery.typography.lines import default_fonts

HEAD = {
    "width": 192, "height": 144, "aspect": "1/1", "frames": 52, "duration": "21/10", "rate": "25/1", "start": "0/1",
    "codec": "h264", "format": "mp4", "interlaced": False, "rotation": 0, "has_sound": False, "has_colour": False,
    "warnings": [],
}  # fmt: skip
"""What a film's file says of itself."""

SERVING = {"scales": [1.0]}
"""How :func:`small_weights` are served."""

_KEPT: dict[str, Path] = {}
"""Digest of a resource → its folder."""


def resources(*, weights: Mapping[str, Path] | None = None, theme: Path | None = None) -> dict[str, Resource]:
    """The resources of a show: shipped templates, the default fonts, ``weights`` (else :func:`small_weights`), and
    where there is one the theme in a folder."""
    found = _steady() | {"weights": resource("weights", weights or small_weights())}
    return found if theme is None else found | {"theme": resource("theme", theme_files(theme))}


@cache
def _steady() -> dict[str, Resource]:
    return shipped_resources() | {"fonts": resource("fonts", default_fonts().by_role())}


@cache
def small_weights() -> dict[str, Path]:
    """Files that pass for weights where nobody opens the network."""
    folder = _place() / "small-weights"
    folder.mkdir()
    (folder / CARD).write_text(json.dumps({"serving": SERVING}), encoding="utf-8")
    (folder / NETWORK).write_bytes(b"No network.")
    return {name: folder / name for name in (CARD, NETWORK)}


def films_of(exhibit: Exhibit) -> dict[str, Film]:
    """What may be known of each film of ``exhibit``: two shots."""
    times = tuple(number / 25 for number in range(52))
    film = Film(head=HEAD, shots=((0, 30, 0, 0), (30, 52, 0, 0)), times=times, poster=5)
    return {work.id: film for work in exhibit.works if work.is_film}


def folder_of(found: Resource) -> Path:
    """The folder in which a step finds a resource: templates where they are shipped, all else copied once."""
    if found.name in SHIPPED:
        return TEMPLATES / found.name
    if found.digest not in _KEPT:
        folder = _place() / f"{found.name}-{len(_KEPT)}"
        for name, path in found.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / name)
        _KEPT[found.digest] = folder
    return _KEPT[found.digest]


_PREFIX = "gallery-resources-"
_LEFT = 24 * 3600
"""Seconds after which a folder is nobody's: its process was killed, and could not remove it."""


@cache
def _place() -> Path:
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if time.time() - left.stat().st_mtime > _LEFT:
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def fonts() -> Path:
    """The folder of the default fonts, as steps find it."""
    return folder_of(_steady()["fonts"])


def keys(tasks: Iterable[Task], show: Show) -> dict[str, str]:
    """The key of each of a publication's tasks, by :func:`keys_of`."""
    tasks, works = list(tasks), show.exhibit.works
    before = [colorize_task(work, show.masters[work.id], show.exhibit.colorizer, colorize_step) for work in works]
    before += [packets_task(work, show, packets_step) for work in works]
    found = keys_of(checked_plan([*before, *tasks], masters_of(show), show.resources))
    return {task.id: found[task.id] for task in tasks}


def keys_of(plan: Plan) -> dict[str, str]:
    """The key of each task, as if what it needs came out anew wherever that has another key."""
    digests = {name: found.digest for name, found in plan.resources.items()}
    contents = {given.id: given.sha256 for given in plan.givens.values()}
    for task in plan.tasks:
        contents[task.id] = task_key(task, contents, digests)
    return {task.id: contents[task.id] for task in plan.tasks}


def masters_of(show: Show) -> list[Given]:
    """The master of every work, which lies nowhere: tests have finished derivatives."""
    return [Given(f"master/{work.id}", show.masters[work.id], None) for work in show.exhibit.works]


def inputs_of(task: Task, show: Show, made: Mapping[str, Path]) -> dict[str, Path]:
    """What the step of ``task`` gets: the finished folders of what it needs, and the resources that it reads."""
    needed = {need: made[need] for need in task.needs}
    return needed | {name: folder_of(show.resources[name]) for name in task.reads}


def run(tasks: Iterable[Task], show: Show, made: Mapping[str, Path], scratch: Path, output: Path) -> dict[str, Path]:
    """Run ``tasks`` in order, given the finished folders ``made``, and publish them into ``output``, labels put in.

    The packets that the tasks need or are stamped with are written too. Gives all finished folders by task id.
    """
    tasks = list(tasks)
    named = {packet.rpartition("/")[0] for task in tasks for packet in task.stamps.values()}
    finished = write_packets(named.union(*(task.needs for task in tasks)), show, made, scratch)
    finished = _run(tasks, show, finished, scratch)
    publish(tasks, finished, output)
    return finished


def write_packets(wanted: Iterable[str], show: Show, made: Mapping[str, Path], scratch: Path) -> dict[str, Path]:
    """Run those of the tasks called ``wanted`` that write packets, unless they are ``made``; all finished folders."""
    missing = set(wanted) - made.keys()
    works = [work for work in show.exhibit.works if packets_id(work.id) in missing]
    return _run([packets_task(work, show, packets_step) for work in works], show, made, scratch)


def _run(tasks: Iterable[Task], show: Show, made: Mapping[str, Path], scratch: Path) -> dict[str, Path]:
    finished = dict(made)
    for task in tasks:
        out = scratch / task.id
        out.mkdir(parents=True)
        task.step(inputs_of(task, show, finished), plain(task.parameters), out)
        finished[task.id] = out
    return finished


def publish(tasks: Iterable[Task], finished: Mapping[str, Path], output: Path) -> None:
    """Write what ``tasks`` publish, with what is stamped into it, below ``output``."""
    tasks = tuple(tasks)
    writers = {packet.rpartition("/")[0] for task in tasks for packet in task.stamps.values()}
    entries = {name: _entry(finished[name]) for name in writers.union(task.id for task in tasks)}
    for item in published_files(Plan(tasks), entries):
        target = output / item.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(item.content())


def _entry(folder: Path) -> Entry:
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    digests = {name: sha256_of(path) for name, path in files.items()}
    records = {name: [digests[name], path.stat().st_size] for name, path in files.items()}
    return Entry(str(folder), folder, records, content_digest(digests))
