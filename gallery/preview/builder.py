"""One build, in a process of its own: what it kept in memory, and the program it ran, are as new the next time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from multiprocessing.resource_tracker import ensure_running
from pathlib import Path
from types import FrameType

from gallery.errors import GalleryError
from gallery.pipeline.executors import limit_threads
from gallery.pipeline.processes import end_with_parent, interrupts_blocked
from gallery.pipeline.progress import Progress
from gallery.problems import Problem, errors_in
from gallery.sources import FetchOptions

GRACE = 5.0
"""Seconds in which a build that is to stop can put its things away."""

BUG = "this is a bug in gallery: please report it with the lines in the terminal"

Watch = Callable[[], AbstractContextManager[Progress]]
"""Makes the progress that a build reports to; found by its name in the build's process."""


@dataclass(frozen=True)
class Commission:
    """What is to be built, into which folder, and by what means."""

    manifest: Path
    output: Path
    options: FetchOptions
    jobs: int | None = None
    """Steps at a time; None for one for each CPU."""
    replace: bool = False
    """The exhibition may take the place of another one."""


@dataclass(frozen=True)
class Outcome:
    """How a build ended."""

    problems: tuple[Problem, ...] = ()
    """With an error among them, the output is as it was."""
    steps: int = 0
    """Steps that ran."""
    changed: int = 0
    """Files of the exhibition that were written or removed."""
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether there is no new exhibition."""
        return bool(errors_in(self.problems))


def build(commission: Commission, watch: Watch) -> Outcome:
    """Build in a new process, and wait for it. An interrupt ends the process too."""
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(commission, watch, sending))
    # Ctrl-C reaches the whole terminal; a process that is still starting could only complain.
    if hasattr(signal, "pthread_sigmask"):
        ensure_running()  # multiprocessing's own helper, which unblocks the signal when it is started
    with interrupts_blocked():
        process.start()
    sending.close()
    try:
        outcome: Outcome = receiving.recv()
        process.join()
    except EOFError:
        process.join()
        return Outcome((_death(process),))
    finally:
        _end(process)
        receiving.close()
    return outcome


def _death(process: SpawnProcess) -> Problem:
    if process.exitcode == 1:
        return Problem(message="the program could not be started", hint="the lines in the terminal say why")
    message = f"the build's process died (exit code {process.exitcode}), perhaps for want of memory"
    return Problem(message=message, hint="--jobs 1 takes the least; any change builds again")


def _end(process: SpawnProcess) -> None:
    """End a build that has not ended, with its workers."""
    if process.is_alive() and process.pid is not None:
        # The signal that Ctrl-C gives: where it must not come between, such as when a worker starts, it is held back.
        if hasattr(signal, "pthread_sigmask"):
            os.kill(process.pid, signal.SIGINT)
        else:
            process.terminate()
        process.join(GRACE)
    if process.is_alive():
        process.kill()
        process.join()


def _work(commission: Commission, watch: Watch, sending: Connection) -> None:
    """What the process does: build, and send the outcome."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if hasattr(signal, "pthread_sigmask") and signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()):
            # Held back here, and so taken by a thread of some library: it has to wait until this thread takes it.
            signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        elif not stopping.is_set():
            stopping.set()
            raise KeyboardInterrupt

    threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        signal.signal(signal.SIGINT, stop)  # once: the terminal gives it to us, and so does the preview
        signal.signal(signal.SIGTERM, stop)  # as service managers give it to every process of theirs
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        sending.send(_outcome(commission, watch))
    except KeyboardInterrupt:
        return
    except Exception as error:  # noqa: BLE001 - the preview goes on, and says whose fault it is
        if stopping.is_set():
            return  # the interrupt came at a bad moment
        traceback.print_exc()
        said = f"internal error: {type(error).__name__}: {error}"
        sending.send(Outcome((Problem(message=said, hint=BUG, trace=traceback.format_exc()),)))


def _outcome(commission: Commission, watch: Watch) -> Outcome:
    limit_threads()  # before any numerical library is there, which reads the limit once

    from gallery.pipeline.exhibition import Wish, build_inspected
    from gallery.pipeline.inspect import inspect

    began = time.monotonic()
    try:
        inspection = inspect(commission.manifest, commission.options)
        if inspection.errors:
            return Outcome(inspection.problems)
        with watch() as progress:
            wish = Wish(commission.output, commission.options, commission.jobs, replace=commission.replace)
            built = build_inspected(inspection, wish, progress)
    except GalleryError as error:
        return Outcome(error.problems)
    return Outcome(inspection.problems, len(built.execution.ran), built.changed, time.monotonic() - began)
