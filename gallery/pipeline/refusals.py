"""What a build refuses to publish into: what is somebody else's, another exhibit, or what it is made from itself."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from pathlib import Path

from gallery.errors import OutputError
from gallery.files import printable
from gallery.pipeline.record import Record, read_record


def refuse_sources(output: Path, sources: Iterable[Path]) -> None:
    """The output is inside what the exhibit is made from, and so the next build would be made from this one."""
    sources_by_number: dict[tuple[int, int], Path] = {}
    for source in sources:
        if source.is_dir():
            facts = source.stat()
            sources_by_number[facts.st_dev, facts.st_ino] = source
    # By numbers and not by names: folders have several, by links and by capitals.
    place = Path(os.path.realpath(output))
    for folder in (place, *place.parents):
        if not folder.is_dir():
            continue
        facts = folder.stat()
        found = sources_by_number.get((facts.st_dev, facts.st_ino))
        if found is not None:
            raise OutputError(
                f"{output} lies inside {found}, which the exhibit is made from, so that each build would be made from "
                f"the one before; build beside it, with --output {_shell_path(_free_folder(folder, output.name))}"
            )


def refuse_other_owner(output: Path, record: Record, owner: str) -> None:
    """Raises OutputError where the folder holds another exhibit than ``owner``; empty names are not compared."""
    if not owner or not record.owner or record.owner == owner:
        return
    raise OutputError(
        f"{output} holds another exhibit, {printable(record.owner)}; this one is {printable(owner)}, and would take "
        f"its place. Build into another folder with --output {_other_folder(output, owner)}; if this exhibit was "
        "moved or renamed, or the other is not wanted there any more, build with --replace"
    )


def refuse_links(output: Path, paths: Iterable[str]) -> None:
    """A folder of ``paths`` is a link, and so leads elsewhere."""
    for folder in sorted(_folders(paths)):
        if (output / folder).is_symlink():
            raise OutputError(
                f"{output / folder} is a symbolic link, and publishing through it would write outside {output}; "
                "remove the link, or build into another folder with --output DIR"
            )


def refuse_foreign(output: Path, paths: Sequence[str], old: Mapping[str, str]) -> None:
    """A file or folder that no build of ours made is in the way."""
    # Each folder is looked at once, and each file: there are thousands of them, and few folders.
    foreign = {folder for folder in _folders(paths) if folder not in old and (output / folder).is_file()}
    for path in paths:
        in_the_way = [output / folder for folder in _folders([path]) & foreign] if foreign else []
        in_the_way += _foreign_at(output, path, old)
        if in_the_way:
            raise OutputError(
                f"{in_the_way[0]} is not from a build and is in the way of {path}; "
                "move it, or build into another folder with --output DIR"
            )


def _folders(paths: Iterable[str]) -> set[str]:
    """Every folder that ``paths`` lie in."""
    folders: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


def _foreign_at(output: Path, path: str, old: Mapping[str, str]) -> list[Path]:
    """What lies at ``path`` itself, or in a folder there, and is not ours."""
    if not os.path.lexists(f"{output}/{path}"):
        return []
    place = output / path
    found = [place] if path not in old and (place.is_symlink() or place.is_file()) else []
    if place.is_dir() and not place.is_symlink():
        ours = {known for known in old if known.startswith(f"{path}/")}
        found += (inner for inner in place.rglob("*") if not inner.is_dir() and _relative(inner, output) not in ours)
    return found


def _relative(path: Path, output: Path) -> str:
    return path.relative_to(output).as_posix()


def _other_folder(output: Path, owner: str) -> str:
    """A folder beside ``output`` that this exhibit may be built into, as one writes it in a shell."""
    return _shell_path(next(other for other in _numbered(output) if not other.exists() or _is_owned(other, owner)))


def _free_folder(beside: Path, name: str) -> Path:
    """A folder beside another one that does not exist yet, called ``name`` if that can be."""
    place = beside.with_name(name)
    return next(other for other in chain([place], _numbered(place)) if not other.exists())


def _shell_path(path: Path) -> str:
    """``path`` as one writes it in a shell that is in the current folder."""
    here = Path.cwd()
    return shlex.quote(str(path.relative_to(here) if path.is_relative_to(here) else path))


def _numbered(folder: Path) -> Iterator[Path]:
    return (folder.with_name(f"{folder.name}-{number}") for number in count(2))


def _is_owned(output: Path, owner: str) -> bool:
    # The way from there to the manifest is the same as from the folder beside it.
    try:
        return read_record(output).owner == owner
    except (OutputError, OSError):
        return False
