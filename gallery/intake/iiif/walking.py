"""From a Collection to its Manifests, page after page, no further than is sensible."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from gallery.errors import GalleryError
from gallery.intake.iiif.documents import Part, address_of, canvases, kind_of, members, next_page

MAX_DOCUMENTS = 2000
"""Descriptions that are fetched for one import."""
MAX_DEPTH = 8
"""Collections within Collections."""

Reader = Callable[[str], Any]
"""Gives the JSON at an address. Raises GalleryError."""


class Walk:
    """The Manifests below one description, in order; each address is read once."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._seen: set[str] = set()
        self.refused: list[str] = []
        """Descriptions that could not be read, and why."""
        self.is_cut = False
        """There are more than :data:`MAX_DOCUMENTS`."""

    def manifests(self, document: Any, address: str) -> Iterator[tuple[Part, str]]:
        """Each Manifest with its address. Raises GalleryError where ``document`` itself is none, nor a Collection."""
        if kind_of(document) not in ("Manifest", "Collection"):
            kind = kind_of(document)
            said = f"a IIIF {kind}" if kind else "no IIIF description"
            hint = "give the address of a IIIF Manifest or Collection, Presentation 2 or 3"
            raise GalleryError(f"{address} is {said}", hint)
        self._seen.add(address)
        yield from self._below(document, address, 0)

    def _below(self, document: Part, address: str, depth: int) -> Iterator[tuple[Part, str]]:
        if kind_of(document) == "Manifest":
            yield document, address_of(document) or address
            return
        page: Part | None = document
        while page is not None:
            for member in members(page):
                found = self._member(member, address)
                if found is None:
                    continue
                if kind_of(found) == "Collection" and depth >= MAX_DEPTH:
                    self.refused.append(f"{address_of(member)}: more than {MAX_DEPTH} collections within one another")
                else:
                    yield from self._below(found, address_of(member), depth + 1)
            following = next_page(page)
            page = self._fetched(following) if following else None

    def _member(self, member: Part, within: str) -> Part | None:
        """The whole description of ``member``: fetched, unless it is here already."""
        if kind_of(member) == "Manifest" and canvases(member, within):
            return member
        if kind_of(member) == "Collection" and any(True for _ in members(member)):
            return member
        found = self._fetched(address_of(member))
        if found is not None and kind_of(found) not in ("Manifest", "Collection"):
            self.refused.append(f"{address_of(member)} is no IIIF Manifest or Collection")
            return None
        return found

    def _fetched(self, address: str) -> Part | None:
        if address in self._seen:
            return None
        if len(self._seen) >= MAX_DOCUMENTS:
            self.is_cut = True
            return None
        self._seen.add(address)
        try:
            found = self._read(address)
        except GalleryError as error:
            self.refused.append(str(error))
            return None
        return found if isinstance(found, dict) else None
