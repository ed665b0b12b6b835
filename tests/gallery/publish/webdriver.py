"""Firefox and WebKit, driven through W3C WebDriver: WebKit's driver by HTTP, Firefox's Marionette by a socket.

Source: https://www.w3.org/TR/webdriver2/ and https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

KEYS = {
    "Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "Space": " ", "End": "\ue010", "Home": "\ue011",
    "ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015",
}  # fmt: skip
PATHS = {
    "Navigate": "url", "ExecuteScript": "execute/sync", "PerformActions": "actions", "SwitchToFrame": "frame",
    "SetWindowRect": "window/rect",
}  # fmt: skip
"""Marionette's name of a command → its path in HTTP."""

PREFERENCES = {
    "marionette.port": 0, "ui.prefersReducedMotion": 1, "webgl.disabled": True, "media.autoplay.default": 0,
    "browser.shell.checkDefaultBrowser": False, "datareporting.policy.dataSubmissionEnabled": False,
    "app.normandy.enabled": False, "services.settings.server": "http://127.0.0.1:9/",
    "browser.aboutwelcome.enabled": False,
}  # fmt: skip
PATIENCE = 30
"""Seconds for a browser to start, and for a page to become what it should."""

Send = Callable[[str, dict[str, Any]], Any]


class Browser:
    """What a test asks of a browser, by commands of WebDriver that ``send`` carries out."""

    def __init__(self, name: str, send: Send) -> None:
        self.name = name
        self.send = send

    def visit(self, address: str) -> None:
        """Opens a page that holds the one to look at in a frame: no window is as narrow as a telephone."""
        self.send("SwitchToFrame", {"id": None})
        self.send("Navigate", {"url": address})
        self.send("SwitchToFrame", {"id": 0})
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def read(self, script: str, *arguments: Any) -> Any:
        """The value of an expression in the page; ``arguments`` are ``arguments[0]`` … in it."""
        return self.send("ExecuteScript", {"script": f"return ({script});", "args": list(arguments)})

    def until(self, condition: str) -> None:
        end = time.monotonic() + PATIENCE
        while not self.read(f"Boolean({condition})"):
            assert time.monotonic() < end, f"{self.name} never came to {condition}"
            time.sleep(0.05)

    def click(self, selector: str, *, at: tuple[float, float] = (0.5, 0.5)) -> None:
        """A click there: shares of the width and height of the first element that is seen."""
        script = (
            "(element => { element.scrollIntoView({block: 'center', behavior: 'instant'});"
            " const {x, y, width, height} = element.getBoundingClientRect(); return [x, y, width, height]; })"
            "([...document.querySelectorAll(arguments[0])].find(each => each.checkVisibility()))"
        )
        left, top, width, height = self.read(script, selector)
        x, y = round(left + width * at[0]), round(top + height * at[1])
        actions = [
            {"type": "pointerMove", "duration": 0, "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self.send("PerformActions", {"actions": [{"type": "pointer", "id": "mouse", "actions": actions}]})

    def press(self, *keys: str) -> None:
        """Keys by their names, or characters, one after the other."""
        actions = [{"type": way, "value": KEYS.get(key, key)} for key in keys for way in ("keyDown", "keyUp")]
        self.send("PerformActions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def focus(self, selector: str) -> None:
        self.read("window.focus(), document.querySelector(arguments[0]).focus()", selector)


class Chromium(Browser):
    """The same asked of a page that Playwright drives."""

    def __init__(self, page: Any) -> None:
        super().__init__("Chromium", self._refuse)
        self.page = page

    @staticmethod
    def _refuse(command: str, parameters: dict[str, Any]) -> Any:
        raise NotImplementedError(command)

    def visit(self, address: str) -> None:
        self.page.goto(address)
        self.page.frames[1].wait_for_load_state()

    def read(self, script: str, *arguments: Any) -> Any:
        made = f"args => (function() {{ return ({script}); }}).apply(null, args)"
        return self.page.frames[1].evaluate(made, list(arguments))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)


@contextmanager
def _started(command: list[str], **environment: str) -> Iterator[None]:
    """A program and all that it starts, ended at the end."""
    silent = subprocess.DEVNULL
    process = subprocess.Popen(
        command, stdout=silent, stderr=silent, env=os.environ | environment, start_new_session=True
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _patiently(what: Callable[[], Any], *errors: type[Exception]) -> Any:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return what()
        except errors:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


@contextmanager
def firefox(folder: Path) -> Iterator[Browser]:
    """Firefox without a window and without WebGL, with a profile in ``folder``."""
    written = "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
    (folder / "user.js").write_text(written, encoding="utf-8")
    with _started(["firefox", "--headless", "--marionette", "--no-remote", "--profile", str(folder)], HOME=str(folder)):
        port = _patiently(lambda: int((folder / "MarionetteActivePort").read_text()), OSError, ValueError)
        with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("rb") as stream:

            def receive() -> Any:
                length = b""
                while (byte := stream.read(1)) != b":":
                    length += byte
                return json.loads(stream.read(int(length)))

            def send(command: str, parameters: dict[str, Any]) -> Any:
                message = json.dumps([0, 1, f"WebDriver:{command}", parameters]).encode()
                connection.sendall(b"%d:%b" % (len(message), message))
                _, _, error, result = receive()
                assert error is None, f"{command}: {error['message']}"
                return result.get("value")

            receive()  # its greeting
            send("NewSession", {"capabilities": {}})
            send("SetWindowRect", {"width": 1300, "height": 900})
            yield Browser("Firefox", send)


def mini_browser() -> Path | None:
    """WebKitGTK's own browser, which its driver starts."""
    return next(Path("/usr/lib").glob("**/webkit2gtk-4*/MiniBrowser"), None)


@contextmanager
def webkit(folder: Path) -> Iterator[Browser]:
    """WebKitGTK's browser on a screen that nobody sees, with its settings in ``folder``."""
    (folder / "gtk-3.0").mkdir()
    (folder / "gtk-3.0" / "settings.ini").write_text("[Settings]\ngtk-enable-animations=0\n", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        "xvfb-run",
        "--auto-servernum",
        "--server-args=-screen 0 1400x1000x24",
        "WebKitWebDriver",
        f"--port={port}",
    ]
    root = f"http://127.0.0.1:{port}/session"
    with _started(command, HOME=str(folder), XDG_CONFIG_HOME=str(folder), LIBGL_ALWAYS_SOFTWARE="1"):
        options = {"binary": str(mini_browser()), "args": ["--automation"]}
        asked = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        opened = _patiently(lambda: requests.post(root, json=asked, timeout=PATIENCE), requests.ConnectionError).json()
        address = f"{root}/{opened['value']['sessionId']}"

        def send(command: str, parameters: dict[str, Any]) -> Any:
            answer = requests.post(f"{address}/{PATHS[command]}", json=parameters, timeout=2 * PATIENCE)
            value = answer.json()["value"]
            assert answer.ok, f"{command}: {value['message']}"
            return value

        send("SetWindowRect", {"width": 1300, "height": 900})
        yield Browser("WebKit", send)
        requests.delete(address, timeout=PATIENCE)


@contextmanager
def browser(name: str, folder: Path) -> Iterator[Browser]:
    """``firefox`` or ``webkit``, with its profile in ``folder``; the test is skipped where it cannot be driven."""
    if reason := _missing(name):
        pytest.skip(reason)
    with {"firefox": firefox, "webkit": webkit}[name](folder) as found:
        yield found


def _missing(name: str) -> str | None:
    wanted = {"firefox": ["firefox"], "webkit": ["WebKitWebDriver", "xvfb-run"]}[name]
    gone = [program for program in wanted if shutil.which(program) is None]
    package = {"firefox": "firefox-esr", "webkit": "webkit2gtk-driver xvfb"}[name]
    return f"no {gone[0]} on PATH: apt-get install {package}" if gone else None
