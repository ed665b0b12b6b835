"""The command line. Each command is a file of its own, loaded when it is called, so that ``--help`` is quick."""

from __future__ import annotations

import importlib
import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

import click

from gallery.cli.saying import say, say_error
from gallery.errors import GalleryError

COMMANDS = {
    "build": "From a manifest to an exhibition: site, panels, packages, report.",
    "preview": "Show an exhibition in the browser while it is being made.",
    "studio": "Work on an exhibition in the browser: colours, labels, order.",
    "serve": "Colorize photographs by HTTP, for other software, and on a page.",
    "check": "Print every problem of a manifest.",
    "init": "Begin an exhibit: with photographs and a table, or with a small example.",
    "table": "Write the labels as a table for a spreadsheet, or bring changes back.",
    "schema": "Print the manifest's JSON Schema, for editors.",
    "colorize": "Colorize photographs and films.",
    "data": "Clean and divide a folder of photographs to train on.",
    "train": "Train a network on CIFAR-10, or on photographs of one's own.",
    "evaluate": "Measure weights by the protocol.",
    "compare": "Measure several colourists, and show them beside one another.",
    "weights": "List and verify the shipped weights.",
    "cache": "Show, verify, prune or clear downloads and finished steps.",
}

INTERRUPTED = 130
"""Exit code after Ctrl-C: 128 + SIGINT."""


class Lazy(click.Group):
    """A group that imports a command's module when the command is asked for, and not for the list of all."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"gallery.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from difflib import get_close_matches

        if args and args[0] not in COMMANDS and (near := get_close_matches(args[0], COMMANDS, n=1)):
            ctx.fail(f"No such command {args[0]!r}; did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="nostalgia-gallery", prog_name="gallery")
def gallery() -> None:
    """Show black-and-white photographs in colour, honestly.

    A curator's manifest goes in, an exhibition comes out.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line.

    Exit codes: 0 done, 1 an expected error, 2 wrong usage, 3 a bug, 130 interrupted, 143 terminated.
    """
    # Pydantic looks for plugins in all that is installed, which takes a tenth of what starting a command does.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    sys.exit(_run(arguments))


@contextmanager
def _ending_in_order() -> Iterator[list[int]]:
    """While it lasts, SIGTERM does what Ctrl-C does: what is half done is put away. The list holds what has come.

    Ctrl-C is noted as well: what is written in C may make another exception of its own, or none.
    """
    received: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield received
        return
    ours = os.getpid()

    def end(number: int, _frame: FrameType | None) -> None:
        if os.getpid() != ours:  # a child that was forked, which shall end as it would without us
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        elif signal.SIGTERM not in received:
            received.append(number)
            # As SIGINT, so that it waits where Ctrl-C has to: while a worker is started, it is held back.
            signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs of a shell ignore it
            signal.raise_signal(signal.SIGINT)

    def interrupt(number: int, frame: FrameType | None) -> None:
        received.append(number)
        signal.default_int_handler(number, frame)

    before = {signal.SIGTERM: signal.signal(signal.SIGTERM, end)}
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        before[signal.SIGINT] = signal.signal(signal.SIGINT, interrupt)
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _StandardError(logging.Handler):
    """Log records as plain lines, above a progress bar if there is one: bars replace ``sys.stderr`` meanwhile."""

    def emit(self, record: logging.LogRecord) -> None:
        from gallery.files import printable

        click.echo(printable(self.format(record)), file=sys.stderr)


def _say_warnings() -> None:
    """What the gallery warns of, such as a colour profile that cannot be used, the user reads as a line."""
    logger = logging.getLogger("gallery")
    if not any(isinstance(handler, _StandardError) for handler in logger.handlers):
        logger.addHandler(_StandardError(logging.WARNING))


def _run(arguments: Sequence[str] | None) -> int:
    _say_warnings()
    with _ending_in_order() as received:
        code = _ended(arguments, received)
    if signal.SIGTERM in received:
        say("terminated", err=True)
        return 128 + signal.SIGTERM
    if code == INTERRUPTED:
        say("interrupted", err=True)
    return code


def _ended(arguments: Sequence[str] | None, received: Sequence[int]) -> int:
    """Run a command, and say what went wrong, unless that came of a signal that was ``received``; the exit code."""
    try:
        code = gallery.main(args=arguments, prog_name="gallery", standalone_mode=False)
        _flush()
        return code if isinstance(code, int) else 0
    except GalleryError as error:
        say(str(error) if error.args else type(error).__name__, err=True)
        return error.exit_code
    except click.ClickException as error:
        say_error(error)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nothing more to say, and nowhere to say it.
        _say_no_more()
        return 1
    except Exception as error:  # noqa: BLE001 - the last stop before the user
        return INTERRUPTED if received else _unexpected(error)


def _unexpected(error: Exception) -> int:
    """Say what went wrong that no command expects: of ours, with what a report needs; the exit code."""
    if isinstance(error, OSError) and _is_of_output(error):
        _say_no_more()
        say(f"standard output cannot be written: {error.strerror}; make room there, or send it elsewhere", err=True)
        return 1
    say("".join(traceback.format_exception(error)), err=True, nl=False)
    say("this is a bug in gallery: please report it with the lines above", err=True)
    return 3


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def _is_of_output(error: OSError) -> bool:
    """Whether ``error`` came of writing to standard output, as on a disk that is full."""
    *_, last = (frame for frame, _ in traceback.walk_tb(error.__traceback__))
    echoing = last.f_code is click.echo.__code__ and not last.f_locals["err"]
    return echoing or last.f_code is _flush.__code__


def _say_no_more() -> None:
    """Nothing more is written to standard output, not even what waits to be."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
