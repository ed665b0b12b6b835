"""Every problem with the films of an exhibit, and with what a manifest says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gallery.errors import GalleryError, SourceError
from gallery.files import read_bytes
from gallery.manifest.hints import Captions
from gallery.manifest.positions import Keys
from gallery.manifest.schema import Exhibit, Source, UrlSource, Work, is_film
from gallery.manifest.webvtt import MAX_BYTES, cues_of
from gallery.pipeline.films.looking import LookedThrough, look_through
from gallery.problems import Problem
from gallery.publication.films import Film, Track
from gallery.sources import Master, fetch
from gallery.sources.paths import confined

if TYPE_CHECKING:
    from gallery.pipeline.findings import Findings

INSTALL = "pip install 'nostalgia-gallery[film]'"
NEEDED = ("av", "cv2")
"""Packages of that extra, as they are imported."""


def parted(
    masters: Iterable[tuple[Keys, Master]], sources: Mapping[Keys, Source]
) -> tuple[list[tuple[Keys, Master]], list[tuple[Keys, Master]]]:
    """The photographs among ``masters``, and the films."""
    found: tuple[list[tuple[Keys, Master]], list[tuple[Keys, Master]]] = ([], [])
    for keys, master in masters:
        found[is_film(sources[keys])].append((keys, master))
    return found


def films_of(found: Findings, exhibit: Exhibit, looked: Mapping[Keys, Mapping[str, Any]]) -> dict[str, Film]:
    """Every film that was looked through, by the id of its work."""
    works: dict[Keys, Work] = {
        ("rooms", at, "works", place, "source"): work
        for at, room in enumerate(exhibit.rooms)
        for place, work in enumerate(room.works)
    }
    return {works[keys].id: film_of(found, keys, works[keys], said) for keys, said in looked.items()}


def look_at_films(
    found: Findings, masters: Iterable[tuple[Keys, Master]], sources: Mapping[Keys, Source], *, fetching: bool
) -> dict[Keys, dict[str, Any]]:
    """What :func:`look_through` says of each film that could be looked through, by the keys of its source; what is
    wrong with the others goes to ``found``.

    A pinned address is fetched only where ``fetching``: a build has to know its shots, a check can go without.
    """
    kept = LookedThrough(found.options.cache)
    looked: dict[Keys, dict[str, Any]] = {}
    for keys, master in masters:
        if any(find_spec(package) is None for package in NEEDED):
            message = "a film is read and coloured with packages that are not installed"
            found.problems.append(found.written.problem(keys, "film-extra", message, INSTALL))
            continue
        try:
            said = kept.get(master.sha256)
            path = master.path if said is not None else _here(master, sources[keys], found, fetching=fetching)
            if said is None and path is not None:
                kept.keep(master.sha256, said := look_through(path))
        except GalleryError as error:
            code = "source" if isinstance(error, SourceError) else "film"
            found.problems += found.written.told(keys, code, error)
            continue
        if said is not None:
            looked[keys] = said
            for warning in said["head"]["warnings"]:
                problem = found.written.problem(keys, "film", warning, "have it copied anew where that matters")
                found.problems.append(replace(problem, severity="warning"))
    return looked


def _here(master: Master, source: Source, found: Findings, *, fetching: bool) -> Path | None:
    if master.path is None and fetching and isinstance(source, UrlSource):
        return fetch(source, found.options)
    return master.path


def film_of(found: Findings, keys: Keys, work: Work, looked: Mapping[str, Any]) -> Film:
    """The film of ``work``, whose source stands at ``keys``; what its manifest asks of it and it has not, goes to
    ``found``."""
    film = replace(film_in(work, looked), tracks=tuple(_tracks(found, keys, work.captions)))
    found.problems += [found.written.placed((*keys[:-1], *where), wrong) for where, wrong in _beyond(work, film)]
    return film


def film_in(work: Work, looked: Mapping[str, Any]) -> Film:
    """What :func:`look_through` says, as the film of ``work``; without its captions."""
    film = Film(
        head=looked["head"],
        shots=tuple((first, last, before, after) for first, last, before, after in looked["shots"]),
        times=tuple(looked["times"]),
        poster=looked["poster"],
    )
    return film if work.poster is None else replace(film, poster=film.number_at(work.poster))


def _beyond(work: Work, film: Film) -> Iterator[tuple[Keys, Problem]]:
    """What is to be after the film's end."""
    end = film.duration
    last = f"the film lasts {end:g} seconds"
    if work.poster is not None and work.poster > end:
        yield ("poster",), Problem(code="wrong-time", message=f"the poster's frame is at {work.poster:g}: {last}")
    for index, hint in enumerate(work.hints):
        if hint.span is not None and hint.span[0] > end:
            message = f"the hint begins at {hint.span[0]:g}: {last}"
            yield ("hints", index), Problem(code="wrong-time", message=message, hint="count from the first frame")


def _tracks(found: Findings, keys: Keys, captions: Iterable[Captions]) -> Iterator[Track]:
    for index, one in enumerate(captions):
        place = (*keys[:-1], "captions", index, "path")
        try:
            data = read_bytes(confined(found.written.folder, one.path), MAX_BYTES)
            text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
            yield Track(one.language, text, cues_of(text))
        except SourceError as error:
            found.problems += found.written.told(place, "captions", error)
        except UnicodeDecodeError:
            message = f"{one.path} is not UTF-8 text"
            found.problems.append(found.written.problem(place, "wrong-captions", message, "save it as UTF-8"))
        except OSError as error:
            message = f"{one.path} cannot be read: {error.strerror or error}"
            found.problems.append(found.written.problem(place, "captions", message))
        except ValueError as error:
            message, _, hint = f"{one.path}: {error}".partition("; ")
            found.problems.append(found.written.problem(place, "wrong-captions", message, hint))
