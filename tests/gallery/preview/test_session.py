"""Serving, building and waiting, in turn."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gallery.errors import GalleryError
from gallery.pipeline.record import RECORD
from gallery.preview import session
from gallery.preview.builder import Commission, Outcome
from gallery.preview.session import check_beginning, open_server, preview
from gallery.problems import Problem
from gallery.sources import FetchOptions
from gallery.web import ports


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[list[str], list[str]]]:
    """Preview with given outcomes of the builds; what was said, and the versions that were shown."""
    manifest = tmp_path / "exhibit.yaml"
    manifest.write_text("title: T")

    def start(*outcomes: Outcome, while_building: Callable[[int], None] = lambda number: None) -> Any:
        builds = iter(enumerate(outcomes))

        def build(commission: Commission, watch: object) -> Outcome:
            number, outcome = next(builds, (0, None))
            if outcome is None:
                raise KeyboardInterrupt
            while_building(number)
            watches.append(watch)
            return outcome

        def wait(scope: object, before: Mapping[Path, object]) -> list[Path]:
            return [manifest, tmp_path / "a.png"]

        said: list[str] = []
        shown: list[str] = []
        watches: list[object] = []
        monkeypatch.setattr(session, "build", build)
        monkeypatch.setattr(session, "wait_for_change", wait)
        server = open_server("127.0.0.1", 0, tmp_path / "out")
        commission = Commission(manifest, tmp_path / "out", FetchOptions(cache=tmp_path / "cache"))
        with pytest.raises(KeyboardInterrupt):
            preview(commission, server, watching, said.append, lambda: shown.append(server.news.version))
        assert all(watch is watching for watch in watches[:1])
        assert all(watch is session.quietly for watch in watches[2:])
        return said, [version.partition("-")[2] for version in shown]

    def watching() -> Any:
        raise AssertionError("the builds are made up")

    return start


def test_each_build_is_told_and_only_what_changed_files_is_another_version(run: Callable[..., Any]) -> None:
    said, versions = run(
        Outcome((), 19, 52, 6.71), Outcome((Problem("exhibit.yaml", 1, 1, message="wrong"),)), Outcome((), 0, 0, 0.4)
    )
    assert said == [
        "built in 6.7 s: 19 steps, 52 files changed",
        "exhibit.yaml and 1 other file changed",
        "exhibit.yaml:1:1: wrong",
        "1 problem: the last good build stays; waiting for a change",
        "exhibit.yaml and 1 other file changed",
        "built in 0.4 s: 0 steps, 0 files changed",
        "exhibit.yaml and 1 other file changed",
    ]
    assert versions == ["1", "1", "1"]


def test_what_is_wrong_with_half_a_change_is_not_told(run: Callable[..., Any], tmp_path: Path) -> None:
    """The manifest changes while the first build reads it: there is another one at once."""

    def write(number: int) -> None:
        if number == 0:
            (tmp_path / "exhibit.yaml").write_text("title: Something else")

    said, versions = run(Outcome((Problem(message="half"),)), Outcome((), 3, 1, 1.0), while_building=write)
    assert "half" not in said
    assert said[1] == "built in 1.0 s: 3 steps, 1 file changed"
    assert versions == ["1"]


def test_without_a_port_the_next_free_one_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(ports, "PORT", taken.getsockname()[1])
        server = open_server("127.0.0.1", None, tmp_path)
        server.server_close()
        assert ports.PORT < server.server_address[1] < ports.PORT + ports.PORTS
        monkeypatch.setattr(ports, "PORTS", 1)
        with pytest.raises(GalleryError, match="are all in use; name another with --port N"):
            open_server("127.0.0.1", None, tmp_path)


@pytest.mark.parametrize("host", ["192.0.2.7", "museum..example", "m" * 64, "\x9b2J"])
def test_an_address_that_is_not_ours_is_said(host: str, tmp_path: Path) -> None:
    """Also what cannot be a name at all: with an empty part, too long, of control characters."""
    said = f"{host!r} is no address of this computer; leave out --host to serve this computer alone"
    with pytest.raises(GalleryError, match=f"^{re.escape(said)}$"):
        open_server(host, 0, tmp_path)


def test_another_exhibit_s_output_is_shown_over_only_when_asked(tmp_path: Path) -> None:
    (tmp_path / "exhibit.yaml").write_text("title: T")
    output = tmp_path / "out"
    output.mkdir()
    write_owner(output, "winter/exhibit.yaml (0123456789ab)")
    commission = Commission(tmp_path / "exhibit.yaml", output, FetchOptions(cache=tmp_path / "cache"))
    with pytest.raises(GalleryError, match="winter"):
        check_beginning(commission)
    check_beginning(replace(commission, replace=True))


def write_owner(output: Path, owner: str) -> None:
    """As a build of another exhibit leaves its output."""
    (output / RECORD).write_text(json.dumps({"format": 1, "files": {}, "owner": owner}), encoding="utf-8")
