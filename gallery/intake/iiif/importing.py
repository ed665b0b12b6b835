"""``gallery init --iiif``: a IIIF Manifest or Collection becomes works whose photographs are pinned on the web.

Every picture is downloaded once, since its hash is the pin, and kept in the cache; done again after an interruption it
goes on from there, and adds what is new.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from gallery.errors import GalleryError, PhotographError, PrivateAddressError, SourceError
from gallery.files import read_bytes
from gallery.intake.beginning import Intake, begun
from gallery.intake.drafts import DraftWork
from gallery.intake.gathering import Gathered, known_sources
from gallery.intake.iiif.documents import Canvas, Image, canvases, said
from gallery.intake.iiif.images import addresses
from gallery.intake.iiif.values import Words, text
from gallery.intake.iiif.walking import MAX_DOCUMENTS, Walk
from gallery.intake.iiif.works import known_of, wished_id
from gallery.photograph import look_at
from gallery.sources import FetchOptions, obtain

MAX_DESCRIPTION = 32_000_000
"""Bytes of one description."""
MAX_PICTURE = 500_000_000
"""Bytes of one picture."""
MAX_BYTES = 20_000_000_000
"""Bytes of all pictures of one run."""
LIMIT = 200
"""Photographs that one run adds, unless told otherwise."""


@dataclass
class _Import:
    """One run."""

    options: FetchOptions
    language: str
    left: int
    say: Callable[[str], None]
    found: Gathered = field(default_factory=Gathered)
    other: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    more: int = 0
    """Photographs that are left for another run."""

    def read(self, address: str) -> Any:
        """The JSON at ``address``. Raises GalleryError."""
        path = obtain(address, replace(self.options, max_bytes=MAX_DESCRIPTION), anew=not self.options.offline)
        return _parsed(path.read_bytes(), address)

    def add(self, canvas: Canvas, known_urls: set[str]) -> None:
        """Add the work of ``canvas``, unless the exhibit has it."""
        title = text(canvas.whole.label or canvas.own.label, self.language)
        name = next(iter(title.values())) if isinstance(title, dict) else title or canvas.manifest
        if canvas.image is None:
            self.found.refused.append(f"{name}: Canvas {canvas.number} has no picture")
            return
        if known_urls & set(_likely(canvas.image)):
            self.found.there.append(name)
            return
        if self.left == 0 or self.bytes > MAX_BYTES:
            self.more += 1
            return
        try:
            url, path = self._picture(canvas.image)
            look_at(path)
        except (SourceError, PhotographError) as error:
            self.found.refused.append(f"{name}: {error}")
            return
        if url in known_urls:
            self.found.there.append(name)
            return
        known_urls.add(url)
        self.left -= 1
        self.bytes += path.stat().st_size
        known = known_of(canvas, self.language, self.other)
        comments = {key: " ".join(lines) for key, lines in known.comments.items() if lines}
        source = {"url": url, "sha256": path.name}
        wished = wished_id(canvas, name)
        self.found.drafts.append(DraftWork(wished, source, known.fields, tuple(known.todo), comments))
        self.say(f"{len(self.found.drafts)}: {name}")

    def _picture(self, image: Image) -> tuple[str, Path]:
        """The address and the file of the largest picture to be had. Raises SourceError."""
        info = None
        if image.service is not None:
            try:
                info = self.read(f"{image.service}/info.json")
            except GalleryError:
                info = None  # the address in the description serves too
        failure: SourceError | None = None
        for url in addresses(image, info):
            try:
                return url, obtain(url, replace(self.options, max_bytes=MAX_PICTURE))
            except SourceError as error:
                failure = failure or error
                if isinstance(error, PrivateAddressError):
                    break
        raise failure or SourceError(f"{image.address} cannot be had")


def _likely(image: Image) -> list[str]:
    """Addresses under which an exhibit may have a picture already, told without asking for any."""
    own = addresses(image)
    return own if image.service is None else own[:-1]


def _parsed(data: bytes, address: str) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        hint = "give the address of a IIIF Manifest or Collection, which is JSON"
        raise GalleryError(f"{address} holds no JSON ({str(error)[:100]})", hint) from error


def prepare(
    folder: Path,
    given: str,
    options: FetchOptions,
    language: str | None = None,
    *,
    limit: int = LIMIT,
    say: Callable[[str], None] = lambda _: None,
) -> Intake:
    """What the description ``given``, an address or a file, makes of the exhibit in ``folder``. Writes into the cache.

    Args:
        language: of the texts, for a new exhibit; None for that in which most titles are.
        limit: at most so many photographs are added.
        say: takes a line for each.

    Raises GalleryError where nothing can be had.
    """
    old, exhibit = known_sources(folder)
    run = _Import(options, language or "en", limit, say)
    document = run.read(given) if given.lower().startswith(("http://", "https://")) else _from_file(given)
    walk = Walk(run.read)
    found = [canvas for part, address in walk.manifests(document, given) for canvas in canvases(part, address)]
    if isinstance(exhibit, dict):
        run.language = str(exhibit.get("language", "en"))
    elif language is None:
        run.language = _usual(canvas.whole.label for canvas in found)
    urls = set(old.urls)
    for canvas in found:
        run.add(canvas, urls)
    _tell(run, walk)
    if not run.found.drafts and not run.found.there:
        if not run.found.refused:
            said = f"{given}: nothing to begin with, there are no canvases with pictures in this IIIF description"
            raise GalleryError(said, "name a manifest, or a collection of manifests, of photographs")
        raise GalleryError("\n".join(["nothing to begin with", *run.found.refused[:20]]))
    return begun(folder, run.found, run.language, facts=_facts(document, run.language))


def _from_file(given: str) -> Any:
    try:
        return _parsed(read_bytes(Path(given), MAX_DESCRIPTION), given)
    except OSError as error:
        hint = "give the address of a IIIF Manifest or Collection, or a file that holds one"
        raise GalleryError(f"{given} cannot be read: {error.strerror}", hint) from error


def _usual(labels: Iterable[Words]) -> str:
    """The language in which most titles are; English where they do not say."""
    votes = Counter(tongue for label in labels for tongue in label if tongue)
    return max(votes, key=lambda tongue: (votes[tongue], tongue == "en")) if votes else "en"


def _facts(document: Any, language: str) -> Mapping[str, Any]:
    """What is known of a new exhibit: its title, and what it is."""
    told = said(document)
    known = {"title": text(told.label, language), "statement": text(told.summary, language, "\n\n")}
    return {key: value for key, value in known.items() if value}


def _tell(run: _Import, walk: Walk) -> None:
    """What there is to say besides the works."""
    run.found.refused += walk.refused
    run.found.other_facts = dict(run.other.most_common())
    if run.more:
        run.found.left_for_later = f"{run.more} photographs are left: run it again for more, or with a larger --limit"
    if walk.is_cut:
        run.found.refused.append(f"more than {MAX_DOCUMENTS} descriptions: the others were not read")
