"""What has to be made for a film, as steps of the pipeline: so each shot has a key, is kept in the store, never half.

film ─→ look ─┬→ poster ─→ colorize ─→ picture, panel     as of a photograph: the frame that stands for it
              ├→ shot 1 ─┐
              └→ shot 2 ─┴→ film                          what is handed out
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gallery.film import Encoding
from gallery.pictures.planned_mark import mark_in
from gallery.pipeline.films.planning import CAPTION, MEMORY
from gallery.pipeline.films.steps import poster_colours_step, poster_step, shot_step
from gallery.pipeline.keys import task_key
from gallery.pipeline.orders import order_of
from gallery.pipeline.steps import Order
from gallery.pipeline.store import Entry
from gallery.publication.films import Film
from gallery.service.film_steps import LOOKED, POSTER_TASK, film_step, look_step
from gallery.service.jobs import Job
from gallery.service.orders import MASTER, WORK, Orders, placed
from gallery.service.steps import COLORIZE
from gallery.tasks import Task
from gallery.words.texts import texts_in

LOOK_TASK = "look/film"


class FilmOrders:
    """The steps of one film."""

    def __init__(self, orders: Orders, job: Job) -> None:
        self.orders, self.job = orders, job
        self.label = orders.label(job)
        self.encoding = Encoding(job.options["film_format"])

    def look(self) -> Order:
        """Its head and its shots."""
        return self._order(Task(LOOK_TASK, look_step, {}, needs=(MASTER,), memory=MEMORY))

    def poster(self, film: Film) -> Order:
        """The frame that stands for it."""
        parameters = {"work": WORK, "head": dict(film.head), "number": film.poster}
        return self._order(Task(POSTER_TASK, poster_step, parameters, needs=(MASTER,), memory=MEMORY))

    def colorization(self, film: Film, poster: Entry) -> Order:
        """The derivatives of that frame, in the colours of the film."""
        parameters = self._colouring(film, film.shot_of(film.poster))
        parameters |= {"master": self.job.master, "colorize": True, "number": film.poster}
        task = Task(
            COLORIZE,
            poster_colours_step,
            parameters,
            needs=(MASTER, POSTER_TASK),
            reads=("weights",),
            infers=True,
            memory=MEMORY,
        )
        return self._order(task, {POSTER_TASK: poster})

    def shot(self, film: Film, at: int) -> Order:
        """The shot of that number, from 0."""
        marked = self.job.options["mark"]
        told = marked and film.times[film.shots[at][0]] < CAPTION
        drawn = {
            "mark": mark_in(self.label.language).to_json() if marked else None,
            "caption": texts_in(self.label.language)("mark.caption") if told else None,
            "encoding": self.encoding.to_json(),
        }
        task = Task(
            f"film/shot/{at + 1}",
            shot_step,
            self._colouring(film, at) | drawn,
            needs=(MASTER,),
            reads=("fonts", "weights") if marked else ("weights",),
            infers=True,
            memory=MEMORY,
        )
        return self._order(task)

    def film(self, film: Film, shots: Sequence[Entry]) -> Order:
        """All shots, with what else the film has."""
        made = {f"film/shot/{at + 1}": entry for at, entry in enumerate(shots)}
        parameters = {
            "head": dict(film.head),
            "shots": list(made),
            "label": self.label.to_json(),
            "encoding": self.encoding.to_json(),
        }
        task = Task("film/photograph", film_step, parameters, needs=(MASTER, *made), infers=True, memory=MEMORY)
        return self._order(task, made)

    def _colouring(self, film: Film, at: int) -> dict[str, Any]:
        begins, ends = film.looked(at)
        hints = [_timed(hint) for hint in self.job.options["hints"]]
        return {
            "work": WORK,
            "head": dict(film.head),
            "shot": list(film.shots[at]),
            "vividness": self.job.options["vividness"],
            "hints": [hint for hint in hints if hint["from"] < ends and hint["to"] >= begins],
            "protect": [],
        }

    def _order(self, task: Task, needs: Mapping[str, Entry] | None = None) -> Order:
        needs = needs or {}
        there = {"weights": self.orders.weights_of(self.job).resource.digest, "fonts": self.orders.fonts.digest}
        reads = {name: there[name] for name in task.reads}
        contents = {MASTER: self.job.master, **{name: entry.digest for name, entry in needs.items()}}
        key = task_key(task, contents, reads)
        keys = {name: entry.key for name, entry in needs.items()}
        return order_of(task, key, needs=keys, masters={MASTER: self.job.master}, reads=reads)


def looked_in(folder: Path) -> Film:
    """The film that was looked through."""
    said = json.loads((folder / LOOKED).read_bytes())
    shots = tuple((first, last, before, after) for first, last, before, after in said["shots"])
    return Film(said["head"], shots, tuple(said["times"]), said["poster"])


def _timed(hint: Mapping[str, Any]) -> dict[str, Any]:
    """A hint as the step takes it, with its time."""
    start, end = (hint["time"],) * 2 if hint["time"] is not None else (hint["from"], hint["to"])
    return {**placed(hint), "from": start, "to": end}
