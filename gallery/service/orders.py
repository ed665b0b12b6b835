"""What has to be made for a job, as steps of the pipeline: so it has a key, is kept in the store, and is never half.

photograph ─→ colorize ─→ picture      what is handed out: size, format, what it says of itself
                       └→ panel        when somebody asks for it
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gallery.colorize import CARD, be_ready, colorize_parameters, colorize_step, find_weights
from gallery.errors import GalleryError
from gallery.labels.arrangement import UNITS
from gallery.labels.label import Label, bare_label
from gallery.labels.tombstone import small_print_in
from gallery.manifest.hints import PLACES
from gallery.pictures.planned_mark import mark_in
from gallery.pipeline.code import code_of
from gallery.pipeline.keys import digest, task_key
from gallery.pipeline.orders import default_fonts_in, order_of
from gallery.pipeline.plan import COLORIZING
from gallery.pipeline.reading import keep_resource, place_of, resource
from gallery.pipeline.source_code import recall_code
from gallery.pipeline.steps import Mount, Order
from gallery.pipeline.store import Store
from gallery.pipeline.workers import Worker
from gallery.problems import Problem
from gallery.publish.panels.plan import captions_in
from gallery.service.jobs import Job
from gallery.service.options import MOST_SIDE, SUFFIXES, Options
from gallery.service.steps import COLORIZE, panel_step, picture_step
from gallery.tasks import Resource, Task

PANEL_WIDTH, PANEL_DPI = 2400, 300
"""Pixels of a panel across, and pixels to the inch."""

WORK, MASTER = "photograph", "master/photograph"
"""The work of a job, whether photograph or film, and its file."""


@dataclass(frozen=True)
class Served:
    """Weights that may be asked for."""

    facts: Mapping[str, Any]
    """What their card says."""
    resource: Resource


class Orders:
    """What is made with the weights of one service. Its resources are in the store from the beginning."""

    def __init__(self, weights: tuple[str, ...], store: Store) -> None:
        """Raises GalleryError where there are no such weights, StoreError where the store cannot be written."""
        self.served: dict[str, Served] = {}
        for name in weights:
            found = find_weights(name)
            served = Served(found.facts, resource("weights", found.files))
            self.served[str(found.facts["name"])] = served
            keep_resource(served.resource, store)
        self.default = next(iter(self.served))
        self.fonts = default_fonts_in(store)

    def job(self, master: str, size: tuple[int, int], length: int, options: Options) -> Job:
        """The job for a photograph of ``size`` (width, height) pixels and ``length`` bytes. The same photograph with
        the same options and weights is the same job. Raises GalleryError for what cannot be had of it."""
        chosen = self._chosen(options.of_photograph())
        if options.size is not None and options.size >= max(size):
            chosen["size"] = None
        if (side := chosen["size"] or max(size)) > MOST_SIDE and (chosen["size"] or options.format != "jpeg"):
            message = f"a {options.format} of {side} pixels is too large to be encoded"
            hint = f"ask for size={MOST_SIDE} or less, or for a JPEG of full size"
            raise GalleryError(Problem(code="wrong-option", message=message, hint=hint))
        weights = self.served[chosen["weights"]].facts["sha256"]
        name = digest({"master": master, "options": chosen, "weights": weights})[:32]
        draft = Job(name, master, chosen, *size, bytes=length, colorization="")
        return Job(name, master, chosen, *size, bytes=length, colorization=self.colorization(draft).key)

    def film_job(self, master: str, size: tuple[int, int], seconds: float, length: int, options: Options) -> Job:
        """The same for a film of so many ``seconds``."""
        chosen = self._chosen(options.of_film())
        weights = self.served[chosen["weights"]].facts["sha256"]
        name = digest({"master": master, "options": chosen, "weights": weights})[:32]
        return Job(name, master, chosen, *size, bytes=length, colorization="", seconds=seconds)

    def _chosen(self, options: dict[str, Any]) -> dict[str, Any]:
        """``options`` with the weights that are meant."""
        chosen = options | {"weights": options["weights"] or self.default}
        if chosen["weights"] not in self.served:
            hint = f"there are {', '.join(self.served)}"
            raise GalleryError(Problem(code="wrong-option", message="there are no such weights here", hint=hint))
        return chosen

    def colorization(self, job: Job) -> Order:
        """The step that infers the colours."""
        hints = [placed(hint) for hint in job.options["hints"]]
        task = Task(
            COLORIZE,
            colorize_step,
            colorize_parameters(
                WORK,
                job.master,
                rotate=job.options.get("rotate", 0),
                crop=job.options.get("crop"),
                vividness=job.options["vividness"],
                hints=hints,
            ),
            needs=(MASTER,),
            reads=("weights",),
            infers=True,
            memory=COLORIZING,
        )
        weights = self.weights_of(job).resource
        key = task_key(task, {MASTER: job.master}, {"weights": weights.digest})
        return order_of(task, key, masters={MASTER: job.master}, reads={"weights": weights.digest})

    def picture(self, job: Job, colorization: str, content: str) -> Order:
        """The step that makes what is handed out, of the entry with the key ``colorization`` and that ``content``."""
        options = job.options
        parameters = {
            "suffix": SUFFIXES[options["format"]],
            "size": options["size"],
            "label": self.label(job).to_json(),
            "mark": mark_in(self.label(job).language).to_json() if job.options.get("mark", True) else None,
        }
        reads = {"fonts": self.fonts.digest} if parameters["mark"] else {}
        task = Task("picture/photograph", picture_step, parameters, (COLORIZE,), reads=tuple(reads))
        return _after(task, colorization, content, reads)

    def panel(self, job: Job, colorization: str, content: str) -> Order:
        """The step that makes the panel."""
        label, sheet = self.label(job), [PANEL_WIDTH, None]
        said = {"captions": captions_in(label.language), "small_print": small_print_in(label.language)}
        mark = mark_in(label.language).to_json()
        parameters = {
            "label": label.to_json(),
            "pictures": {"work": WORK, "format": sheet, "formats": ["jpeg"], "mark": mark},
            "panel": {
                "label": label.to_json(),
                "format": sheet,
                "tall": None,
                "dpi": PANEL_DPI,
                "unit": PANEL_WIDTH / PANEL_DPI * 25.4 / UNITS,
                "words": said,
                "for_the_site": False,
            },
        }
        task = Task("panel/photograph", panel_step, parameters, (COLORIZE,), reads=("fonts",))
        return _after(task, colorization, content, {"fonts": self.fonts.digest})

    def be_ready(self, worker: Worker, mount: Mount) -> None:
        """Have ``worker`` load the weights that are asked for most."""
        worker.wake(_be_ready, mount, self.served[self.default].resource.digest)

    def label(self, job: Job) -> Label:
        """What is said of the photograph, in the picture's metadata and on a panel."""
        kind = "film" if job.is_film else "photograph"
        title = f"{kind.title()} {job.master[:12]}"
        return bare_label(title, self.weights_of(job).facts, id=WORK, original=job.master, kind=kind)

    def weights_of(self, job: Job) -> Served:
        """Those that were asked for. Raises GalleryError where they are not served any more."""
        name = job.options["weights"]
        if name not in self.served:
            raise GalleryError(f"the weights {name} are not served any more; ask again for those that are")
        return self.served[name]


def _be_ready(mount: Mount, weights: str) -> None:
    recall_code(mount.folder)
    for step in (colorize_step, picture_step):
        code_of(step)
    be_ready(str(place_of("weights", weights, mount.store()) / CARD))


def placed(hint: Mapping[str, Any]) -> dict[str, Any]:
    """A hint as the step takes it: where, which colour, how far, and whether it is assumed."""
    place = {name: hint[name] for name in PLACES if hint.get(name) is not None}
    assumed = {"assumed": True} if hint.get("assumption") else {}
    return {**place, "color": hint["color"].lower(), "radius": hint["radius"], **assumed}


def _after(task: Task, colorization: str, content: str, reads: Mapping[str, str]) -> Order:
    key = task_key(task, {COLORIZE: content}, reads)
    return order_of(task, key, needs={COLORIZE: colorization}, reads=reads)
