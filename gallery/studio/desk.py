"""The manifest as it is now, and changes to it: each is saved whole, or meets others and is not saved."""

from __future__ import annotations

import asyncio
import difflib
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gallery.errors import GalleryError
from gallery.manifest.reader import written_text
from gallery.manifest.saving import save_manifest
from gallery.manifest.scalars import lines_of
from gallery.pipeline.workers import Worker
from gallery.problems import Problem
from gallery.studio import clerk
from gallery.studio.journal import Entry, Journal, current, digest_of
from gallery.studio.news import News

LOOK = 0.5
"""Seconds between two looks at whether the file was changed in an editor."""

SHOWN = 20
"""Texts that a page may still be changing."""


class ConflictError(Exception):
    """Somebody else changed the manifest meanwhile; ``content`` is what the page is told."""

    def __init__(self, content: dict[str, Any]) -> None:
        super().__init__(content["code"])
        self.content = content


class RefusedError(Exception):
    """The manifest would be wrong with the changes; ``problems`` are told as the page is told of them."""

    def __init__(self, problems: list[dict[str, Any]]) -> None:
        super().__init__(problems[0]["message"])
        self.problems = problems


@dataclass(frozen=True)
class Now:
    """The manifest as it is."""

    text: str
    digest: str
    description: clerk.Description


class Desk:
    """The one place where the manifest of a studio is read and written."""

    def __init__(self, case: clerk.Case, worker: Worker, journal: Journal, news: News) -> None:
        """``worker`` is the clerk."""
        self.case, self.clerk, self.journal, self.news = case, worker, journal, news
        self._saving = asyncio.Lock()
        self._told = ""
        self._shown: dict[str, str] = {}
        """The last texts that pages were told of, by digest."""

    async def now(self) -> Now:
        """The manifest, looked at anew: files that it names may have changed too. Raises GalleryError."""
        text = await self.text()
        description = await self.clerk.call(clerk.describe, self.case, text)
        digest = digest_of(text)
        self._shown[digest] = text
        for old in list(self._shown)[:-SHOWN]:
            del self._shown[old]
        return Now(text, digest, description)

    async def save(self, digest: str, changes: Any, summary: str) -> None:
        """Make changes to the text that has ``digest``, and save it.

        Raises ConflictError where the file has another text by now, RefusedError where it would be wrong, GalleryError
        for changes that cannot be made, or when the file cannot be written.
        """
        async with self._saving:
            text = await self.text()
            if digest_of(text) != digest:
                raise ConflictError(await self._conflict(digest, changes, text))
            made, wrong = await self.clerk.call(clerk.make, self.case, text, changes)
            if wrong:
                raise RefusedError(wrong)
            await self._write(text, made, summary)

    async def grow(self, make: Callable[[str], str], summary: str) -> None:
        """Save what ``make`` makes of the text as it is now: something that no change of others can meet. Raises
        GalleryError, and whatever ``make`` raises."""
        async with self._saving:
            text = await self.text()
            await self._write(text, await asyncio.to_thread(make, text), summary)

    async def restore(self, digest: str, number: int) -> None:
        """Save what entry ``number`` of the journal says, in place of the text that has ``digest``."""
        entries = await asyncio.to_thread(self.journal.entries)
        wanted = next((entry for entry in entries if entry.number == number), None)
        if wanted is None:
            message = f"save {number} is not in the journal any more"
            raise GalleryError(Problem(code="no-such-save", message=message, hint="load the page again"))
        async with self._saving:
            text = await self.text()
            if digest_of(text) != digest:
                raise ConflictError(await self._conflict(digest, None, text, wanted.after))
            origin = wanted.number if wanted.of is None else wanted.of
            await self._write(text, wanted.after, wanted.summary, origin)

    async def check(self, changes: Any) -> list[dict[str, Any]]:
        """What ``gallery check`` would say of the manifest with changes. Raises GalleryError."""
        return await self.clerk.call(clerk.check, self.case, await self.text(), changes)

    async def history(self) -> list[dict[str, Any]]:
        """The journal, the newest first."""
        text = await self.text()
        entries = await asyncio.to_thread(self.journal.entries)
        now = current(entries, digest_of(text))
        return [_shown(entry, now) for entry in reversed(entries)]

    async def watch(self) -> None:
        """Tell pages when the file was changed by somebody else, until cancelled."""
        seen = _stamp(self.case)
        while True:
            await asyncio.sleep(LOOK)
            stamp = _stamp(self.case)
            if stamp == seen:
                continue
            seen = stamp
            try:
                self._tell(digest_of(await self.text()))
            except GalleryError:
                self._tell("")  # gone for a moment: an editor is replacing it

    async def text(self) -> str:
        """The manifest's text. Raises GalleryError."""
        return await asyncio.to_thread(written_text, self.case.manifest)

    async def _write(self, before: str, after: str, summary: str, of: int | None = None) -> None:
        """Note the save, make sure that nobody wrote in the meantime, and write."""
        if after == before:
            return
        entry = await asyncio.to_thread(self.journal.note, before, after, summary[:200], of)
        try:
            if (text := await self.text()) != before:
                raise ConflictError(await self._conflict(digest_of(before), None, text, after))
            await asyncio.to_thread(save_manifest, self.case.manifest, after)
        except (ConflictError, GalleryError):
            await asyncio.to_thread(self.journal.forget, entry)
            raise
        self._tell(digest_of(after))

    def _tell(self, digest: str) -> None:
        if digest != self._told:
            self._told = digest
            self.news.tell("exhibit", {"digest": digest})

    async def _conflict(self, digest: str, changes: Any, theirs: str, yours: str | None = None) -> dict[str, Any]:
        """Both texts, side by side: what the file says now, and what it would say if only the page had changed it."""
        known = current(await asyncio.to_thread(self.journal.entries), digest)
        base = known.after if known else self._shown.get(digest)
        if yours is None and base is not None:
            try:
                yours, _ = await self.clerk.call(clerk.make, self.case, base, changes)
            except GalleryError:
                yours = None
        lines = difflib.unified_diff(
            lines_of(theirs), lines_of(yours or ""), "in the file", "on this page", lineterm=""
        )
        return {
            "code": "changed-meanwhile",
            "digest": digest_of(theirs),
            "theirs": theirs,
            "base": base,
            "yours": yours,
            "changes": "" if yours is None else "\n".join(lines),
        }


def _stamp(case: clerk.Case) -> tuple[int, ...]:
    try:
        facts = os.stat(case.manifest)  # noqa: PTH116 - a link counts as what it leads to
    except OSError:
        return ()
    return facts.st_mtime_ns, facts.st_size, facts.st_ino


def _shown(entry: Entry, now: Entry | None) -> dict[str, Any]:
    return {
        "number": entry.number,
        "time": entry.time,
        "summary": entry.summary,
        "of": entry.of,
        "current": now is not None and entry.number == now.number,
    }
