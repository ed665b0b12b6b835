"""The plan of a build: every task and what it needs, before anything is opened, fetched or run (pure).

    master/<work>  ─given→  colorize/<work>  ─→  label/<work>
                                             ─→  panels/<work>
                                             ─→  artsteps/…
                                             ─→  site/…
                                             ─→  iiif/…
                                             ─→  room/…
                                             ─→  report/…

A master is not made but given: its key is its SHA-256, and where it lies is found out only when a step that
reads it has to run. So a build whose colorizations are all in the store never touches the network, and the
path of a master, which differs between machines, enters no key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from gallery.labels.label import label_of
from gallery.manifest.colorizer import Colorizer
from gallery.manifest.schema import UrlSource, Work
from gallery.pictures.packets import packets_id
from gallery.publication.publication import Publication
from gallery.publication.show import Show
from gallery.tasks import Resource, Step, Task

WHOLE = "./"
"""As a published name: the whole folder of the task."""

COLORIZING = 1_200_000_000
"""Bytes that colorizing takes at most, for a master of the largest size."""

RESERVED = ".gallery"
"""Names in the output folder that begin so are the build's own."""


_NO_NAMES = frozenset({"", ".", ".."})


@dataclass(frozen=True)
class Given:
    """A master: a file that no task makes."""

    id: str
    """``master/<work>``, as tasks name it among their needs."""
    sha256: str
    path: Path | None
    """Where it lies; None for a master that has to be fetched."""
    source: UrlSource | None = None
    """Where to fetch it from."""

    @property
    def subject(self) -> str:
        """The work's id."""
        return self.id.partition("/")[2]

    @property
    def fetch_id(self) -> str:
        """How progress and messages name fetching it."""
        return f"fetch/{self.subject}"


@dataclass(frozen=True)
class Plan:
    """Checked tasks, each after what it needs."""

    tasks: tuple[Task, ...]
    givens: Mapping[str, Given] = field(default_factory=dict)
    resources: Mapping[str, Resource] = field(default_factory=dict)
    """What tasks read beside the results of others, by name."""

    def reads_colours(self) -> frozenset[str]:
        """Ids of tasks that infer colours, and of those that read them, directly or through other tasks."""
        found: set[str] = set()
        for task in self.tasks:
            if task.infers or found.intersection(task.needs):
                found.add(task.id)
        return frozenset(found)


def plan_build(show: Show, masters: Iterable[Given], publications: Sequence[Publication] | None = None) -> Plan:
    """The plan of the exhibition.

    Args:
        masters: one for each work.
        publications: in which forms it may appear; None for all that there are.

    Raises:
        ValueError: the tasks contradict each other (a bug in a publication, never the curator's).
    """
    from gallery.colorize import colorize_step
    from gallery.pictures.packets import packets_step
    from gallery.pipeline.publications import PUBLICATIONS, planned

    works = show.exhibit.works
    colorizer = show.exhibit.colorizer
    tasks = [colorize_task(work, show.masters[work.id], colorizer, colorize_step) for work in works if not work.is_film]
    if films := [work for work in works if work.is_film]:
        from gallery.pipeline.films.planning import film_tasks  # slow to import

        tasks += [task for work in films for task in film_tasks(work, show)]
    tasks += [packets_task(work, show, packets_step) for work in works]
    tasks += planned(show, PUBLICATIONS if publications is None else publications)
    return checked_plan(tasks, masters, show.resources)


def colorize_task(work: Work, master: str, colorizer: Colorizer, step: Step) -> Task:
    """The task that makes a work's derivatives of the master with that SHA-256. Nothing of the label enters, which
    changes more often."""
    from gallery.colorize import colorize_parameters

    own = work.vividness if work.vividness is not None else colorizer.vividness
    return Task(
        f"colorize/{work.id}",
        step,
        colorize_parameters(
            work.id,
            master,
            colorize=work.colorize,
            rotate=work.rotate,
            crop=work.crop,
            vividness=own,
            hints=[hint.told for hint in work.hints],
            protect=work.protect,
        ),
        needs=(f"master/{work.id}",),
        reads=("weights",) if work.colorize else (),
        infers=work.colorize,
        memory=COLORIZING,
        subject=work.id,
    )


def packets_task(work: Work, show: Show, step: Step) -> Task:
    """The task that writes what the picture files of a work say of themselves."""
    label = replace(label_of(work, show.exhibit, 0), description=None, place=None, dimensions=None)
    label = replace(label, lender=None, loan=None, inventory=None)
    return Task(
        packets_id(work.id),
        step,
        {"label": label.to_json()},
        needs=(f"colorize/{work.id}",),
        light=True,
        subject=work.id,
    )


def checked_plan(
    tasks: Sequence[Task], masters: Iterable[Given] = (), resources: Mapping[str, Resource] | None = None
) -> Plan:
    """``tasks`` in an order in which each comes after what it needs; otherwise in the order given.

    Raises:
        ValueError: an id twice, an unknown need, a circle, or a path published twice, inside another one or
            outside the exhibition.
    """
    givens = {given.id: given for given in masters}
    by_id = {task.id: task for task in tasks}
    if len(by_id) != len(tasks):
        twice = sorted(name for name, count in Counter(task.id for task in tasks).items() if count > 1)
        raise ValueError(f"planned twice: {', '.join(twice)}")
    for task in tasks:
        for need in task.needs:
            if need not in by_id and need not in givens:
                raise ValueError(f"{task.id} needs {need}, which nobody makes")
        for packet in task.stamps.values():
            if packet.rpartition("/")[0] not in by_id:
                raise ValueError(f"{task.id} is stamped with {packet}, which nobody writes")
    _check_published(tasks)
    return Plan(tuple(_ordered(tasks, by_id)), givens, resources or {})


def _ordered(tasks: Sequence[Task], by_id: Mapping[str, Task]) -> list[Task]:
    placed: dict[str, Task] = {}
    waiting = list(tasks)
    while waiting:
        later = []
        for task in waiting:
            if all(need in placed for need in task.needs if need in by_id):
                placed[task.id] = task
            else:
                later.append(task)
        if len(later) == len(waiting):
            raise ValueError(f"a circle of needs among {', '.join(task.id for task in later)}")
        waiting = later
    return list(placed.values())


def _check_published(tasks: Iterable[Task]) -> None:
    """Files are compared here; what a published folder holds is known, and compared, only when it is made."""
    owners: dict[str, str] = {}
    for task in tasks:
        for name, path in task.publishes.items():
            if name.endswith("/") != path.endswith("/"):
                raise ValueError(f"{task.id} publishes {name!r} as {path!r}: both or neither end in '/'")
            if name != WHOLE:
                check_confined(name.rstrip("/"), task.id)
            check_confined(path.rstrip("/"), task.id)
            if not path.endswith("/"):
                claim(owners, path, task.id)
    check_nesting(owners)


def claim(owners: dict[str, str], path: str, owner: str) -> None:
    """Note that ``owner`` publishes ``path``; raises ValueError if another does.

    Some file systems take ``Panels/a.jpg`` and ``panels/a.jpg`` for the same, so letters are folded.
    """
    other = owners.setdefault(path.casefold(), owner)
    if other != owner:
        raise ValueError(f"{owner} and {other} both publish {path!r}")


def check_nesting(owners: Mapping[str, str]) -> None:
    """Raises ValueError if one of the published files would have to be a folder for another."""
    seen: set[str] = set()
    for path, owner in owners.items():
        folder = path.rpartition("/")[0]
        while folder and folder not in seen:
            if folder in owners:
                raise ValueError(f"{owner} publishes {path!r} inside the file {folder!r} of {owners[folder]}")
            seen.add(folder)
            folder = folder.rpartition("/")[0]


def check_confined(path: str, owner: str) -> None:
    """Raises ValueError unless ``path`` is relative, with forward slashes, and stays inside its folder."""
    parts = path.split("/")
    if not _NO_NAMES.isdisjoint(parts) or "\\" in path or ":" in parts[0] or "\0" in path:
        raise ValueError(f"{owner} publishes {path!r}, which is not a path inside the exhibition")
    if parts[0].startswith(RESERVED):
        raise ValueError(f"{owner} publishes {path!r}, a name that the build keeps for itself")
