"""What runs on the workers of a cluster, and how it is sent to them.

A scheduler, and the message loop of a worker, unpickle what passes through them: one that lacks the program, or has
another version of it, would go down. So calls travel as bytes that are unpickled only where they are to run, inside a
task, and whatever goes wrong there is that task's own failure.
"""

from __future__ import annotations

import pickle
import secrets
import sys
from collections.abc import Callable, Mapping
from typing import Any

from gallery.errors import StoreError
from gallery.pipeline.code import code_of
from gallery.pipeline.executors import limit_threads
from gallery.pipeline.steps import DIFFERS, STORE, Mount, Order, code_differences, run_order
from gallery.problems import Problem

Report = tuple[str, Problem | None]
"""The address of the worker that took an order, and what became of it."""


class _Call:
    """Unpickled, it is what the call returns."""

    def __init__(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        self._function, self._arguments = function, arguments

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self._function, self._arguments


def sealed(function: Callable[..., Any], *arguments: Any) -> bytes:
    """The call as bytes: ``pickle.loads`` of them makes it, and returns what it returns."""
    return pickle.dumps(_Call(function, arguments))


def greet(token: str, code: Mapping[str, str]) -> str:
    """What keeps this worker from working for a build, in words; empty when nothing does.

    Args:
        token: key of an entry that the build has just put into its store.
        code: :func:`~gallery.pipeline.code.code_of` this function where the build was planned.
    """
    # Before the first step imports a numerical library.
    limit_threads()
    if differing := code_differences(code_of(greet), code):
        return differing
    try:
        mount = Mount()
        if sys.getfilesystemencoding() != "utf-8" and not str(mount.folder).isascii():
            return "its Python takes the names of files for another encoding than UTF-8; start it with PYTHONUTF8=1"
        store = mount.store()
        if store.get(token) is None:
            return f"{UNSEEN} {mount.folder} is not the build's store; {SAME_STORE}"
    except StoreError as error:
        return f"{error}; {SAME_STORE}"
    try:
        mark = secrets.token_hex(32)
        store.make(mark, lambda out: (out / "worker").touch(), "a worker that is greeted")
        store.forget(mark)
    except StoreError as error:
        return str(error)
    return ""


UNSEEN = "its store in"
SAME_STORE = "set GALLERY_CACHE on the worker to the folder that the build uses, on a disk that all machines share"


def work(sealed_order: bytes) -> Report:
    """Run the order, unless its result is there already: a scheduler sends an order again when the worker that had it
    is lost, perhaps after it was done."""
    from distributed import get_worker

    address = str(get_worker().address)
    try:
        order: Order = pickle.loads(sealed_order)
    except (ImportError, AttributeError) as error:
        return address, Problem(code=DIFFERS, message=f"it has no such step: {error}")
    try:
        there = Mount().store().get(order.key) is not None
    except StoreError as error:
        return address, Problem(code=STORE, message=str(error), task=order.id)
    return address, None if there else run_order(order, Mount())
