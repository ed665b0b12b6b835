"""What commands say to a terminal, and the numbers that they are told."""

from __future__ import annotations

import json
import math
from typing import Any

import click


def say(text: str, *, err: bool = False) -> None:
    """Print a line. Control characters in what it names, such as a file, do not reach the terminal."""
    from gallery.files import printable

    click.echo(printable(text), err=err)


def json_text(value: object, indent: int | None = None) -> str:
    """``value`` as JSON that people can read. Names of files that are not UTF-8 have escapes in it."""
    return json.dumps(value, ensure_ascii=False, indent=indent).encode(errors="backslashreplace").decode()


class Number(click.FloatRange):
    """A number, in a range if one is given; "nan" is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number, or click's error of usage."""
        found = super().convert(value, param, ctx)
        if math.isnan(found):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return found
