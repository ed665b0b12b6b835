"""``gallery schema``: the manifest's JSON Schema, for editors."""

from __future__ import annotations

import click

from gallery.cli.saying import say


@click.command(name="schema")
def command() -> None:
    """Print the JSON Schema of exhibit.yaml.

    Editors that know YAML complete and check a manifest whose first line is
    "# yaml-language-server: $schema=exhibit.schema.json".
    """
    from gallery.manifest.json_schema import json_schema

    say(json_schema(), nl=False)
