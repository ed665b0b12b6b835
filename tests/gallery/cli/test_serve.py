"""The command that starts a service: what it refuses, and what it says."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest


def serve(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from gallery.cli import main; main()", "serve", *arguments]
    return subprocess.run(
        program, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=False
    )


def test_another_address_than_this_computers_needs_a_token_and_says_how_to_make_one() -> None:
    done = serve("--host", "0.0.0.0", "--port", "0")
    assert done.returncode == 1
    assert "give it a token" in done.stderr
    assert "--token-file token" in done.stderr


def test_a_cache_that_cannot_be_one_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = serve("--port", "0", "--cache", str(tmp_path / "file" / "cache"))
    assert done.returncode == 1
    assert "choose another folder with --cache DIR" in done.stderr


@pytest.mark.parametrize("token", ["", "short", "with blanks in between", "é" * 20])
def test_a_token_that_is_none_is_refused(tmp_path: Path, token: str) -> None:
    (tmp_path / "token").write_text(token, encoding="utf-8")
    done = serve("--port", "0", "--token-file", str(tmp_path / "token"))
    assert done.returncode == 1
    assert "a token" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_token_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = serve("--port", "0", "--token-file", str(tmp_path / "none"))
    assert (done.returncode, "cannot be read" in done.stderr) == (1, True)


@pytest.mark.parametrize("origin", ["*", "museum.example", "https://museum.example/page"])
def test_what_is_no_origin_is_refused(origin: str) -> None:
    done = serve("--port", "0", "--allow-origin", origin)
    assert (done.returncode, "is no origin" in done.stderr) == (1, True)


@pytest.mark.parametrize("time", ["1", "0h", "1w", "-1h"])
def test_what_is_no_time_is_wrong_usage(time: str) -> None:
    done = serve("--keep", time)
    assert (done.returncode, "is no time" in done.stderr) == (2, True)


def test_a_port_in_use_and_weights_that_are_not_there_are_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = serve("--port", str(taken.getsockname()[1]))
        assert (done.returncode, "is in use" in done.stderr) == (1, True)
    done = serve("--port", "0", "--weights", "none-of-ours")
    assert done.returncode == 1
    assert "none-of-ours" in done.stderr
    assert "Traceback" not in done.stderr
