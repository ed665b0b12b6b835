"""``gallery schema``."""

from __future__ import annotations

from click.testing import CliRunner

from gallery.cli.schema import command
from gallery.manifest.json_schema import json_schema


def test_it_prints_the_schema_and_nothing_else() -> None:
    result = CliRunner().invoke(command, [])
    assert result.exit_code == 0
    assert result.stdout == json_schema()
