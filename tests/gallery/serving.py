"""Servers of ours, each a process of its own on the loopback: how they are started, asked and ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

import requests


class Server:
    """One server with a cache of its own."""

    HEALTH = "/"
    """An address that answers as soon as the server does."""

    def __init__(self, cache: Path, *arguments: str, log: Path, files: int | None = None, **environment: str) -> None:
        """``arguments`` are those of the program; ``log`` is for what it says on standard error; ``files`` is how many
        it may have open, if not as many as this process."""
        self.cache, self.arguments, self._log_path, self._files = cache, arguments, log, files
        self._environment = {**os.environ, "GALLERY_CACHE": str(cache), **environment}
        self.session = requests.Session()
        self.session.trust_env = False

    def start(self) -> Self:
        """Start it, and wait until it answers."""
        program = [sys.executable, "-c", "from gallery.cli import main; main()", *self.arguments]
        if self._files:
            program = ["sh", "-c", f'ulimit -n {self._files}; exec "$@"', "sh", *program]
        self._log = self._log_path.open("ab")
        self.process = subprocess.Popen(
            program, env=self._environment, stdout=subprocess.PIPE, stderr=self._log, start_new_session=True
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().decode().strip().rstrip("/")
        assert self.url, self.log()
        self.port = int(self.url.rpartition(":")[2])
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                if self.ask("GET", self.HEALTH).ok:
                    return self
            except requests.ConnectionError:
                time.sleep(0.05)
        raise AssertionError(f"it does not answer: {self.log()}")

    def kill(self) -> None:
        """End it and its workers as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._close()

    def stop(self) -> int:
        """End it as Ctrl-C does; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        code = self.process.wait(60)
        self._close()
        return code

    def _close(self) -> None:
        self.session.close()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._log.close()

    def log(self) -> str:
        """What it said on standard error."""
        return self._log_path.read_text(encoding="utf-8")

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send a request."""
        return self.session.request(method, self.url + path, timeout=120, **options)

    def raw(self, text: bytes, seconds: float = 20) -> bytes:
        """Send bytes, and read until the server ends the connection or the time is over."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            connection.sendall(text)
            found = b""
            try:
                while part := connection.recv(65536):
                    found += part
            except (TimeoutError, ConnectionResetError):
                return found
        return found
