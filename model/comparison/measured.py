"""What was measured before, kept beside the report: a comparison with one more colourist measures only that one.

A key is the digest of all that decides the result: the weights and how they are served, the pictures, the settings,
and the code that paints and measures.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import model
from model.errors import ModelError
from model.files import json_of, whole
from model.weights import Card

NAME = "measured.json"
FORMAT = 1
"""Raised when results of before can no longer be read."""

MEASURING = ("evaluate.py", "datasets/measuring.py", "metrics", "inference", "color")
"""Files and folders of this package whose code decides what is measured."""


class Measured:
    """Results by key, in one file that is written anew after every result."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._results = _read(path)

    def get(self, of: Mapping[str, Any]) -> Any | None:
        """The result for ``of``, plain JSON values that say all that decides it; None if there is none yet."""
        entry = self._results.get(key_of(of))
        return None if entry is None else entry["result"]

    def put(self, of: Mapping[str, Any], result: Any) -> None:
        """Keep a result, plain JSON values; raises ModelError when the file cannot be written."""
        self._results[key_of(of)] = {"of": dict(of), "result": result}
        # Keys stay in their order, so that a report from kept results is the same as the one from fresh ones.
        text = json_of({"format": FORMAT, "results": self._results})
        keep(self._path, f"{text}\n".encode())


def keep(path: Path, content: bytes) -> None:
    """Write a file of a comparison, whole or not at all; raises ModelError when it cannot be written."""
    try:
        with whole(path) as temporary:
            temporary.write_bytes(content)
    except OSError as error:
        raise ModelError(f"{path} cannot be written ({error.strerror}); choose another --output") from error


def _read(path: Path) -> dict[str, Any]:
    """Results of before; none without the file, or from another version."""
    if not path.exists():
        return {}
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        results = values["results"] if values["format"] == FORMAT else {}
        if not all({"of", "result"} <= set(entry) for entry in results.values()):
            raise ValueError("results without what they are of")
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(
            f"{path} is not what an earlier comparison left ({error}); delete it to measure again, or choose "
            "another --output"
        ) from error
    return dict(results)


def key_of(of: Mapping[str, Any]) -> str:
    """The digest of plain JSON values, whatever the order of their keys."""
    return hashlib.sha256(json.dumps(of, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def served(card: Card) -> dict[str, Any]:
    """What decides a colourist's answers: its weights' hash, how they are served, and the code that serves them."""
    serving: dict[str, Any] = json.loads(json.dumps(asdict(card.serving)))
    return {"onnx": card.files["onnx"], "serving": serving, "code": code()}


@cache
def code() -> str:
    """Digest of the code that paints and measures; comments, layout and docstrings do not count."""
    root = Path(model.__file__).resolve().parent
    digest = hashlib.sha256()
    for name in MEASURING:
        place = root / name
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            digest.update(f"{path.relative_to(root).as_posix()}\n{ast.dump(_without_docstrings(tree))}\n".encode())
    return digest.hexdigest()


def _without_docstrings(tree: ast.AST) -> ast.AST:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            body[:] = [one for one in body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
    return tree
