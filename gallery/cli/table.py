"""``gallery table``: the labels of an exhibit as a table, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gallery.cli import options
from gallery.cli.saying import say, say_json

if TYPE_CHECKING:
    from gallery.intake.applying import Applied

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(name="table")
@options.exhibit
@click.option("--out", type=_FILE, metavar="FILE", help="Write the labels into FILE: .xlsx or .csv.")
@click.option(
    "--apply", "changed", type=_FILE, metavar="FILE", help="Bring the changes in FILE (.xlsx, .ods or .csv) back."
)
@click.option(
    "--encoding", metavar="NAME", help="With --apply: encoding of a CSV table, such as cp1250. Default: found out."
)
@click.option("--replace", is_flag=True, help="With --out: take the place of a FILE that is there.")
@click.option("--dry-run", is_flag=True, help="With --apply: say what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(
    *,
    exhibit: Path | None,
    out: Path | None,
    changed: Path | None,
    encoding: str | None,
    replace: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Write the labels of EXHIBIT as a table, a row a work and of texts a column a language; or bring changes back.

    Works are known by their id. Comments, order and style of the manifest stay. A work that was changed in the
    manifest too since its table was written is a conflict: it is shown and left as it is, with exit code 1. Cells that
    are wrong are told, and then nothing is changed.
    """
    if (out is None) == (changed is None):
        raise click.UsageError("say what to do: --out FILE writes the table, --apply FILE brings it back")
    if changed is None and (dry_run or encoding):
        raise click.UsageError("--dry-run and --encoding belong to --apply")
    if replace and out is None:
        raise click.UsageError("--replace belongs to --out")
    path = options.find_exhibit(exhibit, "taking")
    if out is not None:
        _write(path, out, replace=replace, as_json=as_json)
    elif changed is not None:
        _apply(path, changed, encoding, dry_run=dry_run, as_json=as_json)


def _write(path: Path, out: Path, *, replace: bool, as_json: bool) -> None:
    from gallery.errors import GalleryError
    from gallery.files import whole
    from gallery.intake.labels import as_table
    from gallery.intake.spreadsheets import table_bytes
    from gallery.manifest.nodes import read_tree
    from gallery.manifest.reader import manifest_text

    if out.suffix.lower() not in (".xlsx", ".csv"):
        raise click.UsageError(f"{out} is neither .xlsx nor .csv")
    if out.exists() and not replace:
        # Somebody may have worked on it, and not brought it back yet.
        raise GalleryError(f"{out} is there already", "name another file, or add --replace")
    header, rows = as_table(read_tree(manifest_text(path), str(path)))
    content = table_bytes(out.suffix.lower(), header, rows)
    try:
        with whole(out) as draft:
            draft.write_bytes(content)
    except OSError as error:
        raise GalleryError(f"{out} cannot be written: {error.strerror or error}") from error
    if as_json:
        say_json({"exhibit": str(path), "table": str(out), "works": len(rows), "columns": header}, indent=1)
    else:
        say(f"{out}: {_count(len(rows), 'work')}, {_count(len(header), 'column')}")


def _apply(path: Path, changed: Path, encoding: str | None, *, dry_run: bool, as_json: bool) -> None:
    from gallery.errors import GalleryError
    from gallery.intake.applying import apply
    from gallery.intake.labels import ID, parse
    from gallery.intake.tables import read_table
    from gallery.manifest.reader import written_text
    from gallery.manifest.saving import save_manifest
    from gallery.spreadsheets.comma_separated import unguarded

    table = read_table(changed, lambda name: name.strip().casefold() == ID or parse(name) is not None, encoding)
    if all(name.casefold() != ID for name in table.columns):
        raise GalleryError(f"{changed} has no column 'id', which says whose row it is")
    before = written_text(path)
    done = apply(before, path, table, unguarded if table.encoding else str)
    unread = [f"sheets that were not read: {', '.join(table.unread)}"] if table.unread else []
    remarks = [*unread, *(remark for remark in table.remarks if remark not in done.problems)]
    if done.text != before and not dry_run:
        save_manifest(path, done.text)
    if as_json:
        say_json({**_facts(path, done, dry_run=dry_run), "remarks": remarks}, indent=1)
    else:
        say("\n".join([*remarks, *_lines(path, done, dry_run=dry_run)]))
    if done.problems or done.conflicts:
        raise SystemExit(GalleryError.exit_code)


def _facts(path: Path, done: Applied, *, dry_run: bool) -> dict[str, object]:
    return {
        "exhibit": str(path),
        "dry_run": dry_run,
        "changed": done.changed,
        "conflicts": done.conflicts,
        "problems": done.problems,
        "columns_without_field": done.ignored,
        "state_known": not done.no_state,
    }


def _lines(path: Path, done: Applied, *, dry_run: bool) -> list[str]:
    lines = [f"{name}: {', '.join(columns)}" for name, columns in done.changed.items()]
    if done.ignored:
        lines.append(f"columns that a work has no field for: {', '.join(done.ignored)}")
    if done.no_state and done.changed:
        lines.append("the table has no column _state: whether the manifest was changed meanwhile cannot be told")
    if done.conflicts:
        lines += ["changed in the manifest and in the table, and left as it is in the manifest:"]
        lines += [f"  {conflict}" for conflict in done.conflicts]
    if done.problems:
        lines += [*done.problems, f"{_count(len(done.problems), 'problem')}; {path} is as it was"]
    elif dry_run:
        lines.append(f"{path}: {_count(len(done.changed), 'work')} would be changed")
    else:
        lines.append(f"{path}: {_count(len(done.changed), 'work')} of {done.works} changed")
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
