"""What is done with the texts of manifests, as functions for a worker: each takes a text, and none writes it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from gallery.colorize import Weights, colorize_step, find_weights
from gallery.errors import GalleryError, ManifestError
from gallery.files import HASHES, Hashes
from gallery.intake.applying import new_problems
from gallery.manifest.colorizer import Colorizer
from gallery.manifest.mending import read_mended
from gallery.manifest.nodes import Tree
from gallery.manifest.reader import read_draft
from gallery.manifest.schema import UrlSource, Work
from gallery.manifest.unfinished import is_todo
from gallery.pipeline.films.findings import film_in
from gallery.pipeline.films.looking import LookedThrough
from gallery.pipeline.films.planning import poster_tasks
from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.inspect import inspect
from gallery.pipeline.keys import task_key
from gallery.pipeline.orders import order_of
from gallery.pipeline.plan import Given, colorize_task
from gallery.pipeline.reading import keep_resource, resource
from gallery.pipeline.steps import Order
from gallery.problems import Problem
from gallery.publication.approval import colours_of, holds
from gallery.sources import FetchOptions, locate
from gallery.studio.changes import changed, changes_of
from gallery.studio.described import exhibit_in, language_in, normal, pictured, todo_in, told, works_of
from gallery.tasks import Resource


@dataclass(frozen=True)
class Commission:
    """What has to be made for the pictures of a work."""

    order: Order
    given: Given
    """Its master."""
    shown: Work
    """What decides the pictures, and no label."""
    vividness: float | None = None
    """That of works without one of their own; None: the weights' own."""
    is_last: bool = True
    """Whether the pictures are there then; of a film its poster is made before."""


@dataclass(frozen=True)
class Description:
    """What a text says."""

    exhibit: Mapping[str, Any]
    """As the page is told of it, but for what is not in the text."""
    commissions: Mapping[str, Commission] = field(default_factory=dict)
    """By the work's id; without those whose pictures cannot be made."""
    failures: Mapping[str, str] = field(default_factory=dict)
    """Why not, by the work's id."""
    weights: str = ""
    """Digest of the weights as a resource, which is in the store; empty where there are none."""


@dataclass(frozen=True)
class Case:
    """What a clerk works on: which exhibit, and how far to go for its photographs."""

    manifest: Path
    options: FetchOptions

    @property
    def name(self) -> str:
        """The manifest's, in messages."""
        return self.manifest.name


def describe(case: Case, text: str) -> Description:
    """What the page is told of an exhibit, and what its pictures are made of. What is wrong is told, not raised."""
    problems = _problems(case, text)
    try:
        tree = read_mended(text.removeprefix("\ufeff"), case.name)
    except ManifestError:
        bare: dict[str, Any] = {
            "title": {},
            "language": "en",
            "languages": ["en"],
            "rooms": [],
            "works": [],
            "weights": None,
        }
        return Description(bare | {"problems": told(None, problems)})
    looked = _Looked(case, tree, text)
    works = [looked.work(number, keys, work) for number, (keys, work) in enumerate(works_of(tree), start=1)]
    said = told(tree, problems)
    for work in works:
        work["problems"] = [one for one in said if one["work"] == work["id"]]
    facts = looked.weights.facts if looked.weights else None
    exhibit = exhibit_in(tree) | {
        "works": works,
        "problems": said,
        "looked": {"done": sum(map(_is_looked_at, works)), "of": len(works)},
        "weights": facts
        and {"name": facts["name"], "vividness": _first(looked.colorizer.vividness, facts["vividness"])},
    }
    looked.hashes.save()
    digest = looked.resource.digest if looked.resource else ""
    return Description(exhibit, looked.commissions, looked.failures, digest)


def _first(value: Any, other: Any) -> Any:
    return other if value is None else value


def _is_looked_at(work: Mapping[str, Any]) -> bool:
    if not work["colorize"]:
        return bool(work["reason"])
    return bool(work["approved"] and work["approved"]["valid"])


def _problems(case: Case, text: str) -> list[Problem]:
    found = inspect(case.manifest, case.options, text=text).problems
    # The studio has one manifest: no need to say which.
    return [replace(one, path=case.name if one.path == str(case.manifest) else one.path) for one in found]


class _Looked:
    """Looks at the works of a text, one by one."""

    def __init__(self, case: Case, tree: Tree, text: str) -> None:
        draft = read_draft(case.manifest, text)
        self.case, self.tree, self.colorizer = case, tree, draft.colorizer
        self.hashes = Hashes(case.options.cache / HASHES / "inputs.json")
        self.language = language_in(tree)
        self.weights, self.resource, self.refused = _weights(case, draft.colorizer)
        self.commissions: dict[str, Commission] = {}
        self.failures: dict[str, str] = {}

    def work(self, number: int, keys: tuple[str | int, ...], work: Mapping[str, Any]) -> dict[str, Any]:
        """What the page is told of a work."""
        fields = normal(self.tree, keys, (Work,), self.language)
        shown = pictured(work)
        colours = None if shown is None else self.commission(shown)
        if shown is None:
            self.failures[str(work["id"])] = "what decides its pictures is not well-formed; mend its problems first"
        approved = None if shown is None else shown.approved
        return {
            "id": str(work["id"]),
            "number": number,
            "room": keys[1],
            "position": keys[3],
            "fields": fields,
            "todo": todo_in(work),
            "approved": approved
            and shown
            and {"date": approved.date, "valid": colours is not None and holds(shown, colours)},
            "film": bool(shown and shown.is_film),
            "colorize": work.get("colorize", True) is not False,
            "reason": _said(fields.get("reason")),
        }

    def commission(self, work: Work) -> str | None:
        """Note what has to be made; the digest of what decides its colours, where there are any to be had."""
        options = replace(self.case.options, hashed=self.hashes.sha256_of)
        try:
            master = locate(work.source, self.case.manifest.parent, options)
        except GalleryError as error:
            self.failures[work.id] = error.problems[0].message
            return None
        if work.colorize and (self.weights is None or self.resource is None):
            self.failures[work.id] = self.refused
            return None
        given = Given(
            f"master/{work.id}",
            master.sha256,
            master.path,
            work.source if isinstance(work.source, UrlSource) else None,
        )
        if (found := self._film_order(work, given) if work.is_film else (self._order(work, given), True)) is None:
            self.failures[work.id] = "the film has not been looked through; its problems say why, or a build does it"
            return None
        self.commissions[work.id] = Commission(found[0], given, work, self.colorizer.vividness, is_last=found[1])
        if self.weights is None:
            return None
        return colours_of(work, self.colorizer, master.sha256, self.weights.facts["sha256"])

    def _order(self, work: Work, given: Given) -> Order:
        task = colorize_task(work, given.sha256, self.colorizer, colorize_step)
        reads = self._reads(work)
        key = task_key(task, {given.id: given.sha256}, reads)
        return order_of(task, key, masters={given.id: given.sha256}, reads=reads)

    def _film_order(self, work: Work, given: Given) -> tuple[Order, bool] | None:
        """What is to be made next of a film, and whether that is all: its poster, or what is made of it. None where
        nobody has looked through the film."""
        looked = LookedThrough(self.case.options.cache).get(given.sha256)
        if looked is None:
            return None
        poster, colours = poster_tasks(work, film_in(work, looked), given.sha256, self.colorizer)
        masters, reads = {given.id: given.sha256}, self._reads(work)
        first = order_of(poster, task_key(poster, masters, {}), masters=masters)
        entry = FolderStore(self.case.options.cache).get(first.key)
        if entry is None:
            return first, False
        key = task_key(colours, {**masters, poster.id: entry.digest}, reads)
        return order_of(colours, key, needs={poster.id: first.key}, masters=masters, reads=reads), True

    def _reads(self, work: Work) -> dict[str, str]:
        return {"weights": self.resource.digest} if work.colorize and self.resource else {}


def _said(reason: Any) -> Any:
    return None if reason is None or any(map(is_todo, reason.values())) else reason


def _weights(case: Case, colorizer: Colorizer) -> tuple[Weights | None, Resource | None, str]:
    try:
        found = _found(colorizer.weights, case.manifest.parent)
        kept = resource("weights", found.files)
        keep_resource(kept, FolderStore(case.options.cache))
    except GalleryError as error:
        return None, None, error.problems[0].message
    return found, kept, ""


@lru_cache(maxsize=2)
def _found(name: str, folder: Path) -> Weights:
    return find_weights(name, folder)


def make(case: Case, text: str, changes: Any) -> tuple[str, list[dict[str, Any]]]:
    """``text`` with the changes in plain JSON, and what keeps it from being saved, as the page is told of it: all that
    is wrong now and was not before, but for what is unfinished. Raises GalleryError for changes that cannot be made.
    """
    made = changed_text(case, text, changes)
    wrong = _told(made, case, new_problems(text, made, case.manifest))
    return made, [one for one in wrong if not _waits(one)]


def _waits(problem: Mapping[str, Any]) -> bool:
    """Whether it is that a room waits for its first work; a room without a title is placed there too."""
    return bool(problem["field"][-1:] == ["works"] and problem["code"] != "missing-key")


def check(case: Case, text: str, changes: Any) -> list[dict[str, Any]]:
    """What ``gallery check`` would say of ``text`` with the changes, as the page is told of it."""
    made = changed_text(case, text, changes)
    return _told(made, case, _problems(case, made))


def changed_text(case: Case, text: str, changes: Any) -> str:
    """``text`` with the changes, whatever is wrong then. Raises GalleryError for those that cannot be made."""
    return changed(text, case.name, changes_of(changes), lambda now, work: _approval(case, now, work))


def _told(text: str, case: Case, problems: Sequence[Problem]) -> list[dict[str, Any]]:
    try:
        return told(read_mended(text.removeprefix("\ufeff"), case.name), problems)
    except ManifestError:
        return told(None, problems)


def _approval(case: Case, text: str, work: str) -> dict[str, str]:
    """What the approval of a work says today. Raises GalleryError where its colours cannot be had."""
    tree = read_mended(text.removeprefix("\ufeff"), case.name)
    shown = next((pictured(one) for _, one in works_of(tree) if str(one["id"]) == work), None)
    looked = _Looked(case, tree, text)
    colours = None if shown is None else looked.commission(shown)
    if shown is None or colours is None:
        why = looked.failures.get(work, "mend its problems first")
        raise GalleryError(Problem(code="no-colours", message=f"the colours of {work!r} cannot be told: {why}"))
    return {"date": datetime.date.today().isoformat(), "colours": colours}
