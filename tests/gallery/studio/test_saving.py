"""A real studio: what is saved, what is refused, what meets other changes, and what a crash leaves."""

from __future__ import annotations

import difflib
import io
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from gallery.manifest.reader import parse_manifest
from gallery.resources import EXHIBITS
from gallery.sources import FetchOptions
from gallery.studio.clerk import Case
from gallery.studio.desk import Desk
from gallery.studio.journal import MOST, Journal, current, digest_of
from gallery.studio.news import News


def put(work: str, field: list[str | int], value: Any) -> dict[str, Any]:
    return {"do": "set", "work": work, "field": field, "value": value}


def test_a_save_changes_its_lines_only_and_can_be_gone_back_from(fresh: Any) -> None:
    before = fresh.manifest.read_text(encoding="utf-8")
    answer = fresh.save(put("moon", ["title", "en"], "The Moon"))
    told = answer.json()
    assert answer.status_code == 200, answer.text
    after = fresh.manifest.read_text(encoding="utf-8")
    assert after == before.replace("title: Moon  #", "title: The Moon  #")
    assert told["works"][0]["fields"]["title"] == {"en": "The Moon"}
    history = fresh.ask("GET", "/api/journal").json()
    assert [entry["summary"] for entry in history[:2]] == ["a test", "found"]
    assert told["journal"]["number"] == history[0]["number"]
    back = fresh.ask("POST", f"/api/journal/{history[1]['number']}", json={"digest": told["digest"]})
    assert back.status_code == 200, back.text
    assert fresh.manifest.read_text(encoding="utf-8") == before
    newest = fresh.ask("GET", "/api/journal").json()[0]
    assert (newest["of"], newest["current"]) == (history[1]["number"], True)
    assert fresh.ask("POST", "/api/journal/4000", json={"digest": told["digest"]}).status_code == 404


def test_unfinished_fields_and_problems_are_told_with_the_work_and_the_field(fresh: Any) -> None:
    moon, coins = fresh.exhibit()["works"]
    assert (moon["todo"], coins["todo"]) == ([], ["rights", "alt"])
    assert [(one["field"], one["severity"]) for one in coins["problems"]] == [
        (["rights"], "unfinished"),
        (["alt"], "unfinished"),
    ]
    assert moon["fields"]["date"] == "1936"
    long = {"changes": [put("moon", ["alt", "en"], "a" * 300)]}
    (problem,) = [one for one in fresh.ask("POST", "/api/check", json=long).json()["problems"] if one["work"] == "moon"]
    assert (problem["field"], problem["code"]) == (["alt"], "alt-too-long")


def test_what_check_would_refuse_is_not_saved(fresh: Any) -> None:
    before = fresh.manifest.read_bytes()
    for change, field in (
        (put("moon", ["date"], "some day"), ["date"]),
        (put("moon", ["hints"], [{"at": [0.1, 0.1], "color": "#112233"}]), ["hints", 0]),
        (put("moon", ["colorize"], False), ["colorize"]),
    ):
        answer = fresh.save(change)
        assert answer.status_code == 422
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert field in [one["field"] for one in answer.json()["problems"]]
    assert fresh.save({"do": "set", "work": "mars", "field": ["title"], "value": 1}).json()["code"] == "wrong-change"
    assert fresh.manifest.read_bytes() == before


def test_what_an_editor_changed_meanwhile_is_shown_beside_and_never_written_over(fresh: Any) -> None:
    digest = fresh.exhibit()["digest"]
    theirs = fresh.manifest.read_text(encoding="utf-8").replace("curator: Me", "curator: You")
    fresh.manifest.write_text(theirs, encoding="utf-8")
    answer = fresh.save(put("moon", ["title", "en"], "The Moon"), digest=digest)
    told = answer.json()
    assert (answer.status_code, told["code"]) == (409, "changed-meanwhile")
    assert told["theirs"] == theirs == fresh.manifest.read_text(encoding="utf-8")
    assert told["yours"] == told["base"].replace("title: Moon  #", "title: The Moon  #")
    assert [line for line in told["changes"].splitlines() if line.startswith(("-c", "+c"))] == [
        "-curator: You",
        "+curator: Me",
    ]
    assert fresh.save(put("moon", ["title", "en"], "The Moon"), digest=told["digest"]).status_code == 200


@pytest.mark.skipif(sys.platform != "linux", reason="the limits of another process are set on Linux only")
@pytest.mark.parametrize("what", ["a change", "a photograph"])
def test_where_nothing_can_be_written_the_answer_is_507_with_the_remedy(fresh: Any, what: str) -> None:
    import resource

    before, digest = fresh.manifest.read_bytes(), fresh.exhibit()["digest"]
    limits = resource.prlimit(fresh.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(fresh.process.pid, resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        if what == "a change":
            answer = fresh.save(put("moon", ["title", "en"], "The Moon"), digest=digest)
        else:
            data = (fresh.folder / "moon.png").read_bytes()
            answer = fresh.ask("POST", "/api/photographs?name=sun.png", data=data)
    finally:
        resource.prlimit(fresh.process.pid, resource.RLIMIT_FSIZE, limits)
    assert (answer.status_code, answer.json()["code"]) == (507, "disk"), answer.text
    assert answer.json()["hint"].startswith("free space there")
    assert fresh.manifest.read_bytes() == before
    assert not (fresh.folder / "sun.png").exists()
    assert fresh.save(put("moon", ["title", "en"], "The Moon")).status_code == 200


def test_a_full_disk_with_the_manifest_is_507_too_and_leaves_it_as_it_was(
    new_studio: Callable[..., Any], tmp_path: Path
) -> None:
    """The journal is in the cache, on another disk, where there is room."""
    place = tmp_path / "exhibit"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        (place / "exhibit.yaml").write_text("title: T\nstatement: S\nrooms: []\n", encoding="utf-8")
        made = new_studio(place)
        digest = made.exhibit()["digest"]
        with suppress(OSError), (place / "filling").open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        answer = made.save({"do": "add-room", "title": {"en": "One"}}, digest=digest)
        told = answer.json()
        assert (answer.status_code, told["code"]) == (507, "disk"), answer.text
        assert "exhibit.yaml cannot be written: No space left on device" in told["detail"]
        assert told["hint"] == "free space there, and save again"
        assert (place / "exhibit.yaml").read_text(encoding="utf-8") == "title: T\nstatement: S\nrooms: []\n"
        assert made.ask("GET", "/api/journal").json()[0]["summary"] == "found"
        made.stop()
    finally:
        subprocess.run(["umount", place], check=True)


def test_pages_hear_of_changes_whoever_made_them(fresh: Any) -> None:
    with fresh.ask("GET", "/api/events", stream=True) as stream:
        lines = stream.iter_lines(decode_unicode=True)
        next(lines)
        changed = fresh.manifest.read_text(encoding="utf-8") + "# more\n"
        threading.Timer(0.5, lambda: fresh.manifest.write_text(changed, encoding="utf-8")).start()
        heard: list[str] = []
        for line in lines:
            heard.append(line)
            if digest_of(changed) in line:
                break
    assert "event: exhibit" in heard


def test_a_manifest_that_is_no_yaml_is_told_of_and_not_written(fresh: Any) -> None:
    fresh.manifest.write_text("title: 'x\nrooms: [\n", encoding="utf-8")
    told = fresh.exhibit()
    assert told["problems"]
    assert fresh.save(put("moon", ["title", "en"], "x"), digest=told["digest"]).status_code == 422
    assert fresh.manifest.read_text(encoding="utf-8") == "title: 'x\nrooms: [\n"


def test_a_session_on_witnesses_changes_nothing_beside_its_lines(
    new_studio: Callable[..., Any], shared_data: Path, tmp_path: Path
) -> None:
    """Three hints, a label, a protected area, a work moved and one approved: the difference is these lines."""
    folder = tmp_path / "witnesses"
    shutil.copytree(EXHIBITS / "witnesses", folder)
    made = new_studio(folder, "--mirror", str(shared_data / "photographs"))
    before = made.manifest.read_text(encoding="utf-8")
    told = made.exhibit()
    hints = next(one for one in told["works"] if one["id"] == "first-flight")["fields"]["hints"]
    hints += [
        {"at": [0.2, 0.9], "color": "#c8b48c", "radius": 0.02, "evidence": {"en": "Sand, as it is there today."}},
        {"along": [[0.1, 0.1], [0.9, 0.1]], "color": "#a8c4e0", "evidence": {"en": "A clear day, says a diary."}},
        {"area": [[0.4, 0.5], [0.6, 0.5], [0.5, 0.6]], "color": "#222222", "evidence": {"en": "Black cloth."}},
    ]
    area = [[0.7, 0.4], [0.8, 0.4], [0.8, 0.8], [0.7, 0.8]]
    answer = made.save(
        put("first-flight", ["hints"], hints),
        put("nc-4", ["place", "en"], "Garden City, New York"),
        put("ovington", ["protect"], [area]),
        {"do": "move", "work": "vickers-vimy", "room": 1, "position": 0},
        {"do": "approve", "work": "first-flight", "approved": True},
    )
    assert answer.status_code == 200, answer.text
    after = made.manifest.read_text(encoding="utf-8")
    block = before[before.index("      - id: vickers-vimy") : before.index("      - id: control-tower")]
    assert block in after
    lines = list(
        difflib.unified_diff(before.replace(block, "").splitlines(), after.replace(block, "").splitlines(), n=0)
    )
    changed = [line for line in lines[2:] if line[:1] in "+-"]
    (approved,) = [line for line in changed if "approved: {date: " in line]
    assert [line for line in changed if line != approved] == [
        '+          - {at: [0.2, 0.9], color: "#c8b48c", radius: 0.02, evidence: "Sand, as it is there today."}',
        '+          - {along: [[0.1, 0.1], [0.9, 0.1]], color: "#a8c4e0", evidence: "A clear day, says a diary."}',
        '+          - {area: [[0.4, 0.5], [0.6, 0.5], [0.5, 0.6]], color: "#222222", evidence: Black cloth.}',
        "+        protect:",
        "+          - [[0.7, 0.4], [0.8, 0.4], [0.8, 0.8], [0.7, 0.8]]",
        "-        place: New York",
        "+        place: Garden City, New York",
    ]
    assert parse_manifest(after, made.manifest).exhibit.rooms[1].works[0].id == "vickers-vimy"
    first = answer.json()["works"][0]
    assert (first["approved"]["valid"], answer.json()["looked"]["done"]) == (True, told["looked"]["done"] + 1)
    again = made.save(put("first-flight", ["title", "en"], "The first flight")).json()["works"][0]
    assert again["approved"]["valid"], "a label does not decide colours"
    again = made.save(put("first-flight", ["vividness"], 0.1)).json()["works"][0]
    assert not again["approved"]["valid"]


def _desk(folder: Path) -> Desk:
    case = Case(folder / "exhibit.yaml", FetchOptions(folder / "cache"))
    return Desk(case, None, Journal(folder / "cache", case.manifest), News())  # type: ignore[arg-type]


def _text(number: int) -> str:
    return f"title: {number}\n" + "# a line that takes time to write\n" * 20_000


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked here, to be killed")
@pytest.mark.parametrize("seed", range(8))
def test_killed_at_any_moment_the_manifest_is_whole_and_the_journal_names_the_last_save(
    seed: int, tmp_path: Path, in_a_loop: Callable[..., Any]
) -> None:
    (tmp_path / "exhibit.yaml").write_text(_text(0), encoding="utf-8")
    child = os.fork()
    if child == 0:
        import asyncio

        async def save_for_ever() -> None:
            desk = _desk(tmp_path)
            for number in range(1, 10_000):
                await desk.grow(lambda _text_now, number=number: _text(number), f"save {number}")

        try:
            asyncio.run(save_for_ever())
        finally:
            os._exit(1)
    time.sleep(0.1 + random.Random(seed).random() * 0.3)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    now = (tmp_path / "exhibit.yaml").read_text(encoding="utf-8")
    number = int(now.partition("\n")[0].removeprefix("title: "))
    assert now == _text(number)
    entries = _desk(tmp_path).journal.entries()
    assert len(entries) <= MOST + 1
    if entries:
        known = current(entries, digest_of(now))
        assert known is not None
        assert known in entries[-2:], "at most one save was noted and not made"
        assert known.summary == (f"save {number}" if number else "found")
    desk = _desk(tmp_path)
    in_a_loop(desk.grow(lambda _text_now: _text(77_777), "afterwards"))
    assert current(desk.journal.entries(), digest_of(_text(77_777))).summary == "afterwards"  # type: ignore[union-attr]
    leftovers = [path.name for path in tmp_path.iterdir() if path.name not in ("exhibit.yaml", "cache")]
    assert all(name.startswith(".") and ".part" in name for name in leftovers)


def test_a_studio_that_was_killed_goes_on_where_it_was(new_studio: Callable[..., Any]) -> None:
    made = new_studio()
    assert made.save(put("moon", ["title", "en"], "Before")).status_code == 200
    unfinished = made.cache / "store" / "unfinished"
    head = f"POST /api/photographs?name=a.jpg HTTP/1.1\r\nHost: 127.0.0.1:{made.port}\r\nContent-Length: 900000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", made.port)) as connection:
        connection.sendall(head.encode() + bytes(1000))
        end = time.monotonic() + 30
        while not list(unfinished.glob("arriving*/a.jpg")) and time.monotonic() < end:
            time.sleep(0.05)
        left = list(unfinished.glob("arriving*/a.jpg"))
        made.kill()
    again = new_studio(made.folder, cache=made.cache)
    assert [path.exists() for path in left] == [False], "what was arriving is swept"
    told = again.exhibit()
    assert told["works"][0]["fields"]["title"] == {"en": "Before"}
    assert [entry["summary"] for entry in again.ask("GET", "/api/journal").json()] == ["a test", "found"]
    assert again.ask("POST", "/api/journal/1", json={"digest": told["digest"]}).status_code == 200
    assert again.exhibit()["works"][0]["fields"]["title"] == {"en": "Moon"}


def test_the_journal_keeps_its_last_saves(tmp_path: Path, in_a_loop: Callable[..., Any]) -> None:
    (tmp_path / "exhibit.yaml").write_text("title: 0\n", encoding="utf-8")
    desk = _desk(tmp_path)
    for number in range(1, MOST + 12):
        in_a_loop(desk.grow(lambda _now, number=number: f"title: {number}\n", str(number)))
    entries = desk.journal.entries()
    assert [entry.summary for entry in entries] == [str(number) for number in range(12, MOST + 12)]
    (desk.journal.folder / "000099.json").write_text("{", encoding="utf-8")
    assert len(_desk(tmp_path).journal.entries()) == MOST


def test_a_number_that_no_save_has_is_told(fresh: Any) -> None:
    body = {"digest": fresh.exhibit()["digest"]}
    for number in ("9" * 4400, "0x1", "-1", "999999999"):
        answer = fresh.ask("POST", f"/api/journal/{number}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-save")


def test_numbers_without_end_and_halves_of_characters_are_not_saved(fresh: Any) -> None:
    digest, before = fresh.exhibit()["digest"], fresh.manifest.read_bytes()
    for value in ("NaN", "1e999", r'"\ud800"'):
        change = f'{{"do": "set", "work": "moon", "field": ["title"], "value": {value}}}'
        for summary in ('"a test"', value):
            data = f'{{"digest": "{digest}", "changes": [{change}], "summary": {summary}}}'
            answer = fresh.ask("POST", "/api/changes", data=data)
            assert (answer.status_code, answer.json()["code"]) == (400, "json")
    assert fresh.manifest.read_bytes() == before


def test_a_room_whose_title_is_taken_away_is_not_saved(fresh: Any) -> None:
    answer = fresh.save({"do": "remove", "room": 0, "field": ["title"]})
    assert answer.status_code == 422
    assert "title" in answer.json()["detail"]


def test_a_photograph_that_is_cut_short_becomes_neither_a_file_nor_a_work(fresh: Any) -> None:
    before = fresh.manifest.read_bytes()
    pixels = np.random.default_rng(3).integers(0, 255, (300, 300), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG")
    answer = fresh.ask("POST", "/api/photographs?name=cut.jpg", data=file.getvalue()[:20_000])
    assert (answer.status_code, answer.json()["code"]) == (422, "photograph")
    assert "/" not in answer.json()["detail"].partition(":")[0]
    assert fresh.manifest.read_bytes() == before
    assert not list(fresh.folder.rglob("cut*"))
