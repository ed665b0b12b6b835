"""Films by HTTP: accepted, made shot by shot, told in frames, handed out with what has to be said, and forgotten."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("av")
pytest.importorskip("cv2")

sys.path.append(str(Path(__file__).parents[1] / "publish"))

import av
import bars
from PIL import Image

from gallery.errors import FilmError
from gallery.pictures.containers.film import read_packet
from gallery.pictures.metadata import properties_of
from gallery.service.uploads import look_at_arrival

FRAMES = 12


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A film of two shots."""
    return bars.two_shots(tmp_path_factory.mktemp("film") / "two.mp4", FRAMES).read_bytes()


def frames_in(data: bytes, path: Path) -> int:
    path.write_bytes(data)
    with av.open(str(path)) as container:
        return sum(1 for _ in container.decode(video=0))


def test_a_film_is_accepted_made_and_handed_out_with_its_disclosure(service: Any, film: bytes, tmp_path: Path) -> None:
    answer = service.colorize(film, headers={"Content-Type": "video/mp4"})
    assert answer.status_code == 202
    told = answer.json()
    assert told["photograph"] is None
    assert told["film"]["seconds"] == pytest.approx(2 * FRAMES / bars.RATE, abs=0.1)
    with service.session.get(f"{service.url}{told['links']['events']}", stream=True, timeout=60) as events:
        states = [json.loads(line[6:]) for line in events.iter_lines() if line.startswith(b"data: ")]
    assert states[-1]["state"] == "done"
    done = [state["film"]["frames_done"] for state in states]
    assert done == sorted(done)
    assert FRAMES in done  # the first shot was told before the second
    last = states[-1]
    assert last["film"]["frames"] == last["film"]["frames_done"] == 2 * FRAMES
    assert last["disclosure"]["inferred"] is True
    coloured = service.ask("GET", last["links"]["film"])
    assert coloured.headers["Content-Type"] == "video/mp4"
    assert 'rel="original"' in coloured.headers["Link"]
    assert frames_in(coloured.content, tmp_path / "colour.mp4") == 2 * FRAMES
    with (tmp_path / "colour.mp4").open("rb") as file:
        said = properties_of(read_packet(file) or b"")
    assert said["digital_source_type"] == last["disclosure"]["digital_source_type"]
    part = service.ask("GET", last["links"]["film"], headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.content)) == (206, 100)
    for name in ("image", "original", "confidence", "panel"):
        assert service.ask("GET", last["links"][name]).ok, name
    poster = tmp_path / "poster.jpg"
    poster.write_bytes(service.ask("GET", last["links"]["image"]).content)
    with Image.open(poster) as picture:
        assert picture.size == bars.SIZE


def test_the_same_film_is_the_same_job_and_a_deleted_one_leaves_nothing(service: Any, tmp_path: Path) -> None:
    film = bars.two_shots(tmp_path / "another.mp4", FRAMES + 1).read_bytes()
    store = service.cache / "service" / "store"
    before = set(store.glob("??/*"))
    one = service.colorize(film, film_format="webm", mark="false").json()
    assert service.done(one["id"])["state"] == "done"
    again = service.colorize(film, film_format="webm", mark="false")
    assert (again.status_code, again.json()["id"]) == (200, one["id"])
    assert service.ask("GET", f"/v1/colorizations/{one['id']}/film").headers["Content-Type"] == "video/webm"
    # What was looked at, poster, its colours, its picture and the film; the shots are gone already.
    assert len(set(store.glob("??/*")) - before) == 5
    assert service.ask("DELETE", one["links"]["self"]).status_code == 204
    assert set(store.glob("??/*")) == before
    assert not list((service.cache / "service" / "downloads").glob(f"??/{hashlib.sha256(film).hexdigest()}"))


def test_killed_between_two_shots_it_goes_on_with_the_second(new_service: Callable[..., Any], film: bytes) -> None:
    service = new_service()
    id = service.colorize(film).json()["id"]
    told = service.ask("GET", f"/v1/colorizations/{id}").json()
    while told["film"]["frames_done"] < FRAMES:
        assert told["state"] in ("waiting", "running"), told
        time.sleep(0.02)
        told = service.ask("GET", f"/v1/colorizations/{id}").json()
    shots = list((service.cache / "service" / "store").glob("??/*/files/segment.nut"))
    service.kill()
    first = {shot: shot.stat().st_mtime_ns for shot in shots}
    assert first
    again = new_service(cache=service.cache)
    kept = {shot: shot.stat().st_mtime_ns for shot in first if shot.exists()}
    assert kept in ({}, first)  # as it was, or gone after the film was joined
    told = again.done(id)
    assert (told["state"], told["film"]["frames_done"]) == ("done", 2 * FRAMES)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"rotate": "90"}, "wrong-option"),
        ({"hints": '[{"at": [0.5, 0.5], "color": "#ff0000"}]'}, "wrong-option"),
    ],
)
def test_what_films_cannot_be_asked_is_refused_at_once(
    service: Any, film: bytes, query: dict[str, str], code: str
) -> None:
    answer = service.colorize(film, **query)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_hint_of_a_photograph_has_no_time(service: Any, picture: Callable[..., bytes]) -> None:
    hints = '[{"at": [0.5, 0.5], "color": "#ff0000", "time": 1}]'
    answer = service.colorize(picture(5), hints=hints)
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong-option")


def test_what_only_begins_as_a_film_is_refused_without_a_path(service: Any, film: bytes) -> None:
    answer = service.colorize(film[:60] + b"\0" * 500)
    assert answer.status_code == 422
    told = answer.json()
    assert told["code"] == "film"
    assert "/" not in told["detail"]


def test_a_film_that_is_longer_than_allowed_is_refused(film: bytes, tmp_path: Path) -> None:
    path = tmp_path / "film"
    path.write_bytes(film)
    assert look_at_arrival(path, 1_000_000, 3.0) == (*bars.SIZE, pytest.approx(2.0, abs=0.1))
    with pytest.raises(FilmError, match=r"the film lasts 2 seconds, more than the 1\.5 that are allowed"):
        look_at_arrival(path, 1_000_000, 1.5)
