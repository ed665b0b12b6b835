"""Where the results of ``gallery colorize`` go: their folder, and a name for each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click


def make(out: Path) -> None:
    """Make the folder of the results, or blame --out, and no photograph, where there can be none."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = f"{out} cannot be made a folder: {error.strerror or error}; name another"
        raise click.BadParameter(said, param_hint="--out") from error


def suffixes() -> tuple[str, ...]:
    """Endings of the files that are taken out of folders."""
    from gallery import film, photograph

    return (*photograph.SUFFIXES, *film.SUFFIXES)


def targets(photographs: tuple[Path, ...], out: Path, form: str) -> tuple[list[tuple[Path, Path]], list[Path]]:
    """Each photograph with the path of its result, and the files in folders that are none.

    A result is called after the photograph's whole name, so that what else lies there has no part in it. Only where
    two are called alike, from different folders or on file systems that know no case, or a photograph that was given
    has that name, numbers keep them apart. Earlier results in ``out`` are not photographs, even if ``out`` is in a
    folder that was given.
    """
    from gallery.film import is_film

    taken_from_folders = suffixes()
    sources: list[tuple[Path, Path]] = []
    left_out: list[Path] = []
    for given in photographs:
        if not given.is_dir():
            sources.append((given, out))
            continue
        for source in _files(given, out):
            if source.suffix.lower() in taken_from_folders:
                sources.append((source, out / source.parent.relative_to(given)))
            else:
                left_out.append(source)
    taken = {_place(source) for source, _ in sources}
    found = []
    for source, folder in sources:
        name = "-".join(filter(None, [source.stem, source.suffix.removeprefix(".")]))
        ending = "jpg" if not is_film(source) else "mp4" if form == "mp4" else "webm"
        target, number = folder / f"{name}-colour.{ending}", 2
        while _place(target) in taken:
            target, number = folder / f"{name}-{number}-colour.{ending}", number + 1
        taken.add(_place(target))
        found.append((source, target))
    return found, left_out


def _place(path: Path) -> str:
    """Where ``path`` leads, the same for names that some file system takes for the same. A link in a circle leads
    nowhere, and is refused when it is opened."""
    return os.path.realpath(path).casefold()


def _files(folder: Path, out: Path) -> Iterator[Path]:
    """Every file, and every link that leads to none, below ``folder`` in order, but hidden ones and what is in ``out``,
    if that lies below it."""
    earlier = _place(out) if _place(out) != _place(folder) else None
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        below = earlier is not None and _place(path).startswith(earlier + os.sep)
        if (path.is_file() or (path.is_symlink() and not path.is_dir())) and not hidden and not below:
            yield path
