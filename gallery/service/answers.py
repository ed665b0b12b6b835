"""How a job is told: as JSON, as links in a header, as a picture. Each says that colours were inferred, and by what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse, Response

from gallery.derivatives import FACTS, Derivatives
from gallery.pipeline.store import Entry
from gallery.problems import Problem
from gallery.service.film_steps import FILM
from gallery.service.jobs import Job
from gallery.service.options import SUFFIXES
from gallery.service.press import Press
from gallery.service.steps import PICTURE
from gallery.web.answers import FileAnswer
from gallery.web.problems import Refusal, document

COLORIZATIONS = "/v1/colorizations"
METHOD = "/method"
"""The page that says how colours are inferred."""

DESCRIBED = f'<{METHOD}>; rel="describedby"'
"""Link (RFC 8288) to it."""

_FAULTS = {"bug": 500, "died": 503, "late": 503, "busy": 503, "changed": 503, "disk": 507, "gone": 410}
"""Status of problems that are not the photograph's."""

PARTS = ("image", "original", "confidence", "panel")
"""Pictures of a job, as the ends of its address."""


def place(job: Job, part: str = "") -> str:
    """The address of a job, or of a part of it."""
    return f"{COLORIZATIONS}/{job.id}{f'/{part}' if part else ''}"


def told(job: Job, press: Press) -> dict[str, Any]:
    """A job as JSON (the schema ``Colorization``)."""
    links = {"self": place(job), "events": place(job, "events"), "method": METHOD}
    if job.state == "done":
        links |= {part: place(job, part) for part in (*PARTS, *([FILM] if job.is_film else ()))}
    what = {"sha256": job.master, "width": job.width, "height": job.height}
    return {
        "id": job.id,
        "state": job.state,
        "place": press.jobs.place(job),
        "photograph": None if job.is_film else what,
        "film": what | _length(job, press) if job.is_film else None,
        "options": dict(job.options),
        "disclosure": _disclosure(job, press),
        "problem": None if job.problem is None else document(422, job.problem),
        "kept_until": _kept_until(job, press.keep),
        "links": links,
    }


def _length(job: Job, press: Press) -> dict[str, Any]:
    """How long a film is, and how far."""
    done = job.frames if job.state == "done" else press.frames.get(job.id, 0)
    return {"seconds": round(job.seconds, 3), "frames": job.frames or None, "frames_done": done}


def _disclosure(job: Job, press: Press) -> dict[str, Any] | None:
    """What has to stand beside the picture wherever it is shown; None while there is no picture."""
    entry = press.entry(job.colorization) if job.state == "done" else None
    if entry is None:
        return None
    facts, label = Derivatives.read(entry.folder).facts, press.orders.label(job)
    return {
        "inferred": True,
        "notice": label.notice,
        "digital_source_type": label.digital_source_type,
        "method": METHOD,
        "original_sha256": job.master,
        "weights": {"name": facts.weights, "sha256": facts.weights_sha256, "date": facts.weights_date},
        "network": facts.network,
        "vividness": facts.vividness,
        "confidence_mean": facts.confidence_mean,
        "hints": facts.hints,
    }


def _kept_until(job: Job, keep: float) -> str | None:
    if not job.over:
        return None
    return datetime.fromtimestamp(job.changed + keep, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def link_header(job: Job) -> str:
    """Link (RFC 8288): the method, the job, and the original, which comes first wherever both are shown."""
    return f'{DESCRIBED}, <{place(job)}>; rel="about", <{place(job, "original")}>; rel="original"'


def json_answer(
    job: Job, press: Press, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None
) -> Response:
    """The job as JSON; one that is not over says when to ask again."""
    more = dict(headers or {}) | {"Link": link_header(job)}
    if not job.over:
        more["Retry-After"] = str(min(30, 1 + press.jobs.place(job)))
    return JSONResponse(told(job, press), status, more)


def part_of(job: Job, part: str, press: Press) -> Response:
    """A picture of a job that is done. Raises Refusal where there is none."""
    require_done(job)
    if part == FILM:
        return _film(job, press)
    if part == "image":
        entry, name = press.entry(job.picture), f"{PICTURE}{SUFFIXES[job.options['format']]}"
    else:
        entry, name = press.entry(job.colorization), {"original": "original.jpg", "confidence": "confidence.png"}[part]
    if entry is None or (part != "image" and FACTS not in entry.files):
        raise gone()
    return picture(entry, name, job)


def _film(job: Job, press: Press) -> Response:
    if not job.is_film:
        raise Refusal(404, "no-such-address", "it is a photograph, and has no film", "ask for its image")
    entry = press.entry(job.film)
    if entry is None:
        raise gone()
    return picture(entry, f"{FILM}.{job.options['film_format']}", job)


def picture(entry: Entry, name: str, job: Job) -> Response:
    """A file of an entry, with what has to be said of it."""
    headers = {
        "Link": link_header(job),
        "ETag": f'"{entry.files[name].sha256}"',
        "Content-Disposition": f'inline; filename="{job.id[:12]}-{name}"',
    }
    return FileAnswer(entry.folder / name, headers)


def require_done(job: Job) -> None:
    """Raise Refusal unless there is a picture."""
    if job.state == "failed":
        raise failure(job.problem or Problem(message="it failed"))
    if job.state != "done":
        hint = "ask again, or listen to its events"
        raise Refusal(409, "not-done", f"it is {job.state}, and not done", hint, headers={"Retry-After": "1"})


def failure(problem: Problem) -> Refusal:
    """The answer that a photograph could not be colorized."""
    return Refusal(_FAULTS.get(problem.code, 422), problem.code, problem.message, problem.hint)


def gone() -> Refusal:
    """The answer where what was made is not there any more."""
    return Refusal(410, "gone", "what was made of it is not there any more", "send the photograph or film again")
