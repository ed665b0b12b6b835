"""``gallery init``: a manifest to begin with, out of what there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gallery.cli import options
from gallery.cli.saying import say, say_json

if TYPE_CHECKING:
    from gallery.intake.beginning import Intake
    from gallery.sources import FetchOptions

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(name="init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--example", is_flag=True, help="An example with two photographs, to look at and to change.")
@click.option(
    "--from",
    "photographs",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="PHOTOGRAPHS",
    help="Folder of photographs that become works. Those outside FOLDER are copied into FOLDER/photographs.",
)
@click.option("--table", type=_FILE, metavar="FILE", help="Table of their labels: CSV, XLSX or ODS, a row for each.")
@click.option("--language", metavar="TAG", help="Language of the texts. Default: that of the table's columns, else en.")
@click.option("--encoding", metavar="NAME", help="Encoding of a CSV table, such as cp1250. Default: found out.")
@click.option(
    "--iiif",
    metavar="ADDRESS",
    help="A IIIF Manifest or Collection, Presentation 2 or 3, whose photographs become works: its address or a file.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="With --iiif: at most so many photographs are added. Default: 200; done again, it goes on.",
)
@options.fetching
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def command(
    *,
    folder: Path,
    example: bool,
    photographs: Path | None,
    table: Path | None,
    language: str | None,
    encoding: str | None,
    iiif: str | None,
    limit: int | None,
    fetching: FetchOptions,
    as_json: bool,
) -> None:
    """Write a commented exhibit.yaml, and its schema for editors, into FOLDER.

    The manifest is complete: 'gallery build FOLDER' builds it. An exhibit.yaml that is there already is left
    as it is, with exit code 1.

    With --example it shows two photographs, which are copied into FOLDER/photographs, and a correction.

    With --from or --table the photographs become works of the exhibit, with what the table and the files themselves
    say of them; what is missing stands as TODO, and 'gallery check' counts it. Done again, it adds new photographs to
    the exhibit that is there, and touches nothing else.

    With --iiif the photographs that a description names become works, at their addresses and with their hashes, for
    which they are downloaded into the cache. Done again, it goes on where it stopped.
    """
    if re.match(r"https?:/", str(folder)):
        address = str(folder).replace(":/", "://", 1)
        raise click.UsageError(f"FOLDER is where the exhibit comes to lie; write: gallery init FOLDER --iiif {address}")
    if example and (photographs is not None or table is not None or iiif is not None):
        raise click.UsageError("--example stands alone: it brings its own photographs")
    if iiif is not None:
        if photographs is not None or table is not None or encoding:
            raise click.UsageError("--iiif stands alone: --from, --table and --encoding are for photographs here")
        _refuse_language(language)
        _from_iiif(folder, iiif, fetching, {"language": language} | ({"limit": limit} if limit else {}), as_json)
        return
    if limit:
        raise click.UsageError("--limit belongs to --iiif")
    if photographs is None and table is None:
        if language or encoding or as_json:
            raise click.UsageError("--language, --encoding and --json belong to --from, --table or --iiif")
        _start(folder, example)
        return
    from gallery.intake.beginning import carry_out, prepare
    from gallery.intake.gathering import Place

    _refuse_language(language)
    intake = prepare(Place(folder, photographs), table, language, encoding)
    carry_out(intake)
    _tell(intake, as_json)


def _start(folder: Path, example: bool) -> None:
    from gallery.intake.starting import write_example, write_starter

    manifest = write_example(folder) if example else write_starter(folder)
    say(f"{manifest} is ready: edit it, then 'gallery check {folder}' and 'gallery build {folder}'")


def _from_iiif(folder: Path, given: str, fetching: FetchOptions, wish: dict[str, Any], as_json: bool) -> None:
    from gallery.intake.beginning import carry_out
    from gallery.intake.iiif.importing import prepare

    intake = prepare(folder, given, fetching, say=lambda line: say(line, err=True), **wish)
    carry_out(intake)
    _tell(intake, as_json)


def _tell(intake: Intake, as_json: bool) -> None:
    from gallery.intake.beginning import lines, summary

    if as_json:
        say_json(summary(intake), indent=1)
    else:
        say("\n".join(lines(intake)))


def _refuse_language(language: str | None) -> None:
    import re

    from gallery.manifest.kinds import LANGUAGE

    if language is not None and not re.match(LANGUAGE, language):
        raise click.UsageError(f"{language!r} is no language; use a BCP 47 tag such as 'en' or 'pt-BR'")
