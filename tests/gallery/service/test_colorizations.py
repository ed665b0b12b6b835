"""One photograph in, its colorization out, by a real service."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from gallery.photograph.strips import strip_rows
from gallery.pictures.mark import patch
from gallery.pictures.metadata import read_disclosure
from gallery.pictures.planned_mark import mark_in
from gallery.typography.lines import default_fonts

AI = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
RED = {"at": [0.5, 0.5], "color": "#c02020", "radius": 0.2}


def test_a_small_photograph_is_answered_by_the_picture_which_says_what_it_is(
    service: Any, picture: Callable[..., bytes], tmp_path: Path
) -> None:
    sent = picture(1)
    answer = service.colorize(sent, {"Accept": "image/*"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    (tmp_path / "picture.jpg").write_bytes(answer.content)
    said = read_disclosure(tmp_path / "picture.jpg")
    assert said["digital_source_type"] == AI
    assert "Colours inferred by a neural network" in said["description"]
    assert hashlib.sha256(sent).hexdigest() in said["description"]
    assert '</method>; rel="describedby"' in answer.headers["Link"]
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.size == (48, 40)
    assert service.ask("GET", answer.headers["Content-Location"]).content == answer.content


def test_json_says_state_disclosure_and_links(service: Any, picture: Callable[..., bytes]) -> None:
    sent = picture(2)
    told = service.colorize(sent).json()
    assert told["state"] == "done"
    assert told["photograph"] == {"sha256": hashlib.sha256(sent).hexdigest(), "width": 48, "height": 40}
    assert told["disclosure"]["digital_source_type"] == AI
    assert told["disclosure"]["original_sha256"] == told["photograph"]["sha256"]
    assert told["disclosure"]["weights"]["name"] == "default"
    assert 0 < told["disclosure"]["confidence_mean"] < 1
    for name, kind in (("image", "image/jpeg"), ("original", "image/jpeg"), ("confidence", "image/png")):
        part = service.ask("GET", told["links"][name])
        assert (part.status_code, part.headers["Content-Type"]) == (200, kind)
        assert 'rel="describedby"' in part.headers["Link"]
    assert service.ask("GET", told["links"]["method"]).status_code == 200


def test_the_panel_has_both_and_discloses(service: Any, picture: Callable[..., bytes], tmp_path: Path) -> None:
    told = service.colorize(picture(3, (96, 64))).json()
    for _ in range(2):
        panel = service.ask("GET", told["links"]["panel"])
        assert (panel.status_code, panel.headers["Content-Type"]) == (200, "image/jpeg")
    (tmp_path / "panel.jpg").write_bytes(panel.content)
    assert read_disclosure(tmp_path / "panel.jpg")["digital_source_type"] == AI


def test_the_same_question_twice_is_one_colorization(service: Any, picture: Callable[..., bytes]) -> None:
    first = service.colorize(picture(4), vividness="0.5").json()
    assert service.colorize(picture(4), vividness="0.50").json()["id"] == first["id"]
    assert service.colorize(picture(4), vividness="0.5", size="4000").json()["id"] == first["id"]
    for other in ({"vividness": "0.6"}, {"vividness": "0.5", "format": "png"}, {}):
        assert service.colorize(picture(4), **other).json()["id"] != first["id"]
    assert service.colorize(picture(5), vividness="0.5").json()["id"] != first["id"]


@pytest.mark.parametrize(("kind", "suffix"), [("jpeg", "JPEG"), ("png", "PNG"), ("webp", "WEBP")])
def test_size_and_format_are_as_asked_for_and_each_discloses(
    service: Any, picture: Callable[..., bytes], tmp_path: Path, kind: str, suffix: str
) -> None:
    answer = service.colorize(picture(6, (96, 64)), {"Accept": "image/*"}, size="48", format=kind)
    assert answer.headers["Content-Type"] == f"image/{kind}"
    with Image.open(io.BytesIO(answer.content)) as image:
        assert (image.format, image.size) == (suffix, (48, 32))
    (tmp_path / "picture").write_bytes(answer.content)
    assert read_disclosure(tmp_path / "picture")["digital_source_type"] == AI


def test_a_hint_gives_its_colour_in_the_query_and_in_a_form(service: Any, picture: Callable[..., bytes]) -> None:
    by_query = service.colorize(picture(7), hints=json.dumps([RED])).json()
    files = {"photograph": ("../../etc/passwd", picture(7), "image/png")}
    form = {**files, "options": (None, json.dumps({"hints": [RED]}), "application/json")}
    by_form = service.ask("POST", "/v1/colorizations", files=form, headers={"Accept": "application/json"}).json()
    assert by_form["id"] == by_query["id"]
    assert by_query["disclosure"]["hints"] == 1
    image = Image.open(io.BytesIO(service.ask("GET", by_query["links"]["image"]).content)).convert("RGB")
    red, green, blue = np.asarray(image)[20, 24].astype(int)
    assert red > green + 20
    assert red > blue + 20


def test_a_tiff_that_no_browser_reads_is_shown_as_a_jpeg(service: Any, picture: Callable[..., bytes]) -> None:
    told = service.colorize(picture(8, kind="TIFF")).json()
    assert service.ask("GET", told["links"]["original"]).content.startswith(b"\xff\xd8")


def test_who_does_not_wait_is_told_where_it_will_be_and_when(service: Any, picture: Callable[..., bytes]) -> None:
    answer = service.colorize(picture(9), {"Prefer": "respond-async"})
    assert answer.status_code == 202
    assert answer.headers["Preference-Applied"] == "respond-async"
    told = answer.json()
    assert answer.headers["Location"] == f"/v1/colorizations/{told['id']}"
    assert told["state"] in ("waiting", "running")
    assert told["place"] == (1 if told["state"] == "waiting" else 0)
    assert int(answer.headers["Retry-After"]) >= 1
    assert service.done(told["id"])["state"] == "done"


def test_a_large_photograph_is_not_waited_for(service: Any, picture: Callable[..., bytes]) -> None:
    answer = service.colorize(picture(10, (2400, 1800), "JPEG"))
    assert answer.status_code == 202
    early = service.ask("GET", f"{answer.headers['Location']}/image")
    assert (early.status_code, early.json()["code"]) == (409, "not-done")
    told = service.done(answer.json()["id"])
    assert told["state"] == "done"
    service.ask("DELETE", told["links"]["self"])


def test_its_states_can_be_listened_to(service: Any, picture: Callable[..., bytes]) -> None:
    told = service.colorize(picture(11), {"Prefer": "respond-async"}).json()
    stream = service.ask("GET", told["links"]["events"], stream=True)
    assert stream.headers["Content-Type"].startswith("text/event-stream")
    states = [json.loads(line[6:])["state"] for line in stream.iter_lines() if line.startswith(b"data: ")]
    assert states[-1] == "done"
    assert states == sorted(set(states), key=["waiting", "running", "done"].index)


def test_what_is_deleted_leaves_nothing_behind_and_may_come_again(service: Any, picture: Callable[..., bytes]) -> None:
    sent = picture(12)
    told = service.colorize(sent).json()
    sha256 = told["photograph"]["sha256"]
    master = service.cache / "service" / "downloads" / sha256[:2] / sha256
    assert master.read_bytes() == sent
    entries = set((service.cache / "service" / "store").glob("??/*"))
    assert service.ask("DELETE", told["links"]["self"]).status_code == 204
    assert not master.exists()
    assert len(set((service.cache / "service" / "store").glob("??/*"))) == len(entries) - 2
    gone = service.ask("GET", told["links"]["image"])
    assert (gone.status_code, gone.json()["code"]) == (404, "no-such-colorization")
    assert service.ask("DELETE", told["links"]["self"]).status_code == 404
    assert service.colorize(sent).json()["id"] == told["id"]


def test_another_rendering_of_a_photograph_outlives_the_first(service: Any, picture: Callable[..., bytes]) -> None:
    one, other = (service.colorize(picture(13), format=kind).json() for kind in ("jpeg", "png"))
    service.ask("DELETE", one["links"]["self"])
    for part in ("image", "original", "confidence"):
        assert service.ask("GET", other["links"][part]).status_code == 200


@pytest.mark.parametrize(
    ("body", "query", "status", "code"),
    [
        (b"", {}, 400, "no-photograph"),
        (b"no picture at all", {}, 422, "photograph"),
        (b"<!doctype html>", {}, 422, "photograph"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, {}, 422, "photograph"),
        (b"x", {"vividness": "2"}, 400, "wrong-option"),
        (b"x", {"hints": "[{"}, 400, "wrong-option"),
        (b"x", {"hints": "{}"}, 400, "wrong-option"),
        (b"x", {"hints": "[" * 3000}, 400, "wrong-option"),
        (b"x", {"hints": json.dumps([{"color": "red"}])}, 400, "wrong-option"),
        (b"x", {"colour": "red"}, 400, "unknown-option"),
        (b"x", {"size": "1e9"}, 400, "wrong-option"),
        (b"x" * 5_000_000, {}, 413, "too-long"),
    ],
)
def test_what_is_wrong_is_told_with_its_code(
    service: Any, body: bytes, query: dict[str, str], status: int, code: str
) -> None:
    answer = service.colorize(body, **query)
    assert answer.headers["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert (answer.status_code, said["status"], said["code"]) == (status, status, code)
    assert said["type"] == f"/docs#{code}"
    assert str(service.cache) not in answer.text


def test_weights_are_those_that_are_served_and_never_a_path(service: Any, picture: Callable[..., bytes]) -> None:
    for name in ("other", "../../secret.json", "/etc/passwd"):
        answer = service.colorize(picture(14), weights=name)
        assert (answer.status_code, answer.json()["code"]) == (400, "wrong-option")
        assert answer.json()["hint"] == "there are default"


def test_a_photograph_cut_short_fails_with_a_reason(service: Any, picture: Callable[..., bytes]) -> None:
    answer = service.colorize(picture(15, (320, 240), "JPEG")[:-400])
    assert (answer.status_code, answer.json()["code"]) == (422, "photograph")
    assert "damaged or cut short" in answer.json()["detail"]
    assert "downloads" not in answer.text


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "application/zip"])
def test_what_is_said_to_be_something_else_is_not_taken(service: Any, kind: str) -> None:
    answer = service.colorize(b"{}", {"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "not-a-photograph")


def test_a_form_of_another_kind_is_refused(service: Any, picture: Callable[..., bytes]) -> None:
    many = [("photograph", ("a", picture(16), "image/png"))] + [("more", ("a", b"x", "image/png"))] * 9
    for files in ({"other": ("a", picture(16), "image/png")}, many):
        answer = service.ask("POST", "/v1/colorizations", files=files)
        assert (answer.status_code, answer.json()["code"]) == (400, "form")
    for content in ("multipart/form-data", "multipart/form-data; boundary=x"):
        answer = service.colorize(b"--y\r\nnot a form", {"Content-Type": content})
        assert answer.status_code == 400


def test_a_form_without_its_last_boundary_is_cut_short_and_nothing_of_it_is_kept(
    service: Any, picture: Callable[..., bytes]
) -> None:
    said = b'--x\r\nContent-Disposition: form-data; name="photograph"; filename="a.png"\r\n\r\n'
    options = b'\r\n--x\r\nContent-Disposition: form-data; name="options"\r\n\r\n{}'
    kept = set((service.cache / "service").rglob("*"))
    for body in (
        b"",
        said[:20],
        said,
        said + picture(77),
        said + picture(77) + options,
        said + picture(77) + b"\r\n--x",
    ):
        answer = service.colorize(body, {"Content-Type": "multipart/form-data; boundary=x"})
        assert (answer.status_code, answer.json()["code"]) == (400, "cut-short"), answer.text
        assert "last boundary" in answer.json()["detail"]
    assert set((service.cache / "service").rglob("*")) == kept
    for end in (b"\r\n--x--", b"\r\n--x--\r\n", b"\r\n--x--\r\nand more"):
        answer = service.colorize(said + picture(77) + end, {"Content-Type": "multipart/form-data; boundary=x"})
        assert answer.status_code in (200, 202), answer.text


def test_what_strangers_write_in_forms_does_not_come_out_on_the_servers_output(service: Any) -> None:
    before = service.log()
    for body in (b"--y\r\nnot a form", b"--x\r\nbad header\r\n\r\n", b"--x--\r\nmore", b"--x\r\n\x00: 1\r\n\r\n"):
        answer = service.colorize(body, {"Content-Type": "multipart/form-data; boundary=x"})
        assert answer.status_code == 400
    assert service.log() == before


def test_what_is_given_twice_is_refused_and_nothing_is_dropped(service: Any, picture: Callable[..., bytes]) -> None:
    photograph, options = ("photograph", ("a", picture(16), "image/png")), ("options", (None, "{}"))
    for files in ([photograph, photograph], [photograph, options, options]):
        answer = service.ask("POST", "/v1/colorizations", files=files)
        assert (answer.status_code, answer.json()["code"]) == (400, "form")
    answer = service.ask("POST", "/v1/colorizations?size=16&size=32", files=[photograph])
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong-option")
    assert "'size' is given twice" in answer.json()["detail"]


def pixels(answer: Any) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB")).astype(int)


@pytest.mark.parametrize("format", ["jpeg", "png"])
def test_the_picture_has_the_mark_in_its_corner_unless_told_otherwise(
    service: Any, picture: Callable[..., bytes], format: str
) -> None:
    sent, size = picture(40, (640, 1000)), {"size": "300"} if format == "png" else {}
    marked, plain = (
        pixels(service.colorize(sent, {"Accept": "image/*"}, format=format, mark=mark, **size))
        for mark in ("true", "false")
    )
    height, width = plain.shape[:2]
    drawn = patch((width, height), mark_in("en"), default_fonts().serif_semibold)
    corner = (slice(drawn.top, None), slice(0, drawn.image.width))
    assert np.abs(marked[corner] - np.asarray(drawn.image)).mean() < 6  # it is a JPEG's
    rest = np.ones((height, width), bool)
    rest[drawn.top // 8 * 8 - 8 :, : drawn.image.width + 16] = False
    off = np.abs(marked - plain)[rest]  # a JPEG's strip in which the mark lies is coded once more
    assert off.max() <= (6 if format == "jpeg" else 0)
    assert off.mean() < 0.2
    above = drawn.top // strip_rows(width) * strip_rows(width) if format == "jpeg" else drawn.top
    assert above > 0
    assert np.array_equal(marked[:above], plain[:above])
    assert np.abs(marked - plain)[corner].mean() > 20


def test_a_photograph_is_turned_and_cut_before_anything_else(service: Any, picture: Callable[..., bytes]) -> None:
    sent = picture(41, (320, 240))
    told = service.colorize(sent, rotate="90", crop="[0, 0.5, 1, 1]").json()
    assert (told["photograph"]["width"], told["photograph"]["height"]) == (240, 160)
    original = pixels(service.ask("GET", told["links"]["original"]))
    upright = np.rot90(np.asarray(Image.open(io.BytesIO(sent)).convert("RGB")).astype(int), -1)[160:]
    assert np.abs(original - upright).mean() < 2
    askew = service.colorize(sent, rotate="-1.4").json()
    assert (askew["photograph"]["width"], askew["photograph"]["height"]) == (314, 232)
    assert pixels(service.ask("GET", askew["links"]["image"])).shape == (232, 314, 3)
    refused = service.colorize(sent, crop="[0, 0, 0.1, 1]")
    assert (refused.status_code, refused.json()["code"]) == (422, "photograph")
    assert "the crop leaves 32×240" in refused.json()["detail"]


def test_an_area_gives_its_colour(service: Any, picture: Callable[..., bytes]) -> None:
    hint = {"area": [[0, 0], [1, 0], [1, 1], [0, 1]], "color": "#c02020"}
    told = service.colorize(picture(42, (160, 120)), hints=json.dumps([hint])).json()
    red, green, blue = pixels(service.ask("GET", told["links"]["image"])).mean((0, 1))
    assert red > max(green, blue) + 20
