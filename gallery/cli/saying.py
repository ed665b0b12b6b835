"""What commands say to a terminal, and the numbers that they are told."""

from __future__ import annotations

import math
from io import StringIO
from typing import Any

import click


def say(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print a line. Control characters in what it names, such as a file, do not reach the terminal."""
    from gallery.files import printable

    click.echo(printable(text), err=err, nl=nl)


def say_json(value: object, indent: int | None = None) -> None:
    """Print ``value`` as JSON that people can read. Control characters, and what is no UTF-8, have escapes in it."""
    from gallery.files import printable_json

    click.echo(printable_json(value, indent))


def say_error(error: click.ClickException) -> None:
    """Say what click has to say of an error, with the usage of the command where that was wrong."""
    said = StringIO()
    error.show(said)
    say(said.getvalue(), err=True, nl=False)


class Number(click.FloatRange):
    """A number, in a range if one is given; "nan" is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number, or click's error of usage."""
        found = super().convert(value, param, ctx)
        if math.isnan(found):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return found
