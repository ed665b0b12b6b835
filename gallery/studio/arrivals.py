"""``/api/photographs``: photographs that are dropped on the page become files of the exhibit and draft works.

They are looked at in a worker before anything is made of them. Of the name that a file came with only letters, digits
and hyphens are left, and no file takes the place of another.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
from functools import partial
from pathlib import Path, PurePosixPath, PureWindowsPath

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gallery.errors import GalleryError, PhotographError
from gallery.files import sha256_of
from gallery.intake.drafts import DraftWork, ids_in, slug, with_own_ids, with_works
from gallery.intake.gathering import Gathered, Place, gather
from gallery.manifest.mending import read_mended
from gallery.manifest.saving import unwritable
from gallery.photograph import SUFFIXES, look_at
from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.workers import Worker, WorkerDiedError, WorkerLateError
from gallery.problems import Problem
from gallery.studio.described import language_in
from gallery.studio.exhibits import Exhibits
from gallery.web.problems import Refusal

PHOTOGRAPHS = "/api/photographs"

SECONDS = 60.0
"""That looking at a photograph may take."""


class Arrivals:
    """Takes photographs in."""

    def __init__(self, exhibits: Exhibits, worker: Worker, store: FolderStore) -> None:
        """``worker`` is who looks at what comes, which waits in ``store`` meanwhile."""
        self.exhibits, self._worker, self._store = exhibits, worker, store

    def routes(self) -> list[Route]:
        """Where they are."""
        return [Route(PHOTOGRAPHS, self.add, methods=["POST"])]

    async def add(self, request: Request) -> Response:
        """A photograph as the body, under the name in the query; the exhibit with it, and the new work's id."""
        name = file_name(request.query_params.get("name", ""))
        with self._store.room("arriving") as folder:
            await _receive(request, folder / name)
            draft = await self._take(folder, name)
        return JSONResponse(await self.exhibits.told() | {"added": draft.id})

    async def _take(self, folder: Path, name: str) -> DraftWork:
        """Make the photograph in ``folder`` a file of the exhibit and a work. Raises GalleryError."""
        desk = self.exhibits.desk
        home = desk.case.manifest.parent
        try:
            found = await self._worker.call(looked_at, home, folder, await desk.text(), desk.case.name)
        except (WorkerDiedError, WorkerLateError):
            raise GalleryError(_refused(f"{name}: it could not be read; the process that tried ended")) from None
        if found.there:
            raise GalleryError(Problem(code="there", message=f"{name} is in the exhibit already"))
        if found.refused or not found.drafts:
            said = found.refused[0].replace(f"{folder}{os.sep}", "") if found.refused else f"{name} is no photograph"
            raise GalleryError(_refused(said))
        target = home / found.drafts[0].source["path"]
        named: list[DraftWork] = []
        is_new = await asyncio.to_thread(_settle, folder / name, target)
        try:
            await desk.grow(partial(_grown, draft=found.drafts[0], name=desk.case.name, named=named), name)
        except BaseException:
            if is_new:
                target.unlink(missing_ok=True)
            raise
        return named[0]


def file_name(given: str) -> str:
    """The name of a file as it is kept, of what somebody calls it. Raises GalleryError for what is no photograph's."""
    last = PureWindowsPath(PurePosixPath(given[-300:]).name).name
    suffix = next((ending for ending in sorted(SUFFIXES, key=len) if last.lower().endswith(ending)), "")
    if not suffix:
        shown = ", ".join(sorted(ending.removeprefix(".") for ending in SUFFIXES))
        raise GalleryError(_refused(f"{last[:100] or 'the file'} is not called like a photograph", f"one of {shown}"))
    return f"{slug(last[: -len(suffix)])}{suffix}"


def looked_at(home: Path, folder: Path, text: str, name: str) -> Gathered:
    """What the photograph in ``folder`` says of itself, for the exhibit in ``home``; for a worker.

    All of it is decoded: what is damaged becomes no work.
    """
    try:
        for path in folder.iterdir():
            look_at(path, thorough=True)
    except PhotographError as error:
        return Gathered(refused=[str(error)])
    tree = read_mended(text.removeprefix("\ufeff"), name)
    return gather(Place(home, folder), None, language_in(tree), tree.value)


def _grown(text: str, *, draft: DraftWork, name: str, named: list[DraftWork]) -> str:
    taken = ids_in(read_mended(text.removeprefix("\ufeff"), name).value)
    named[:] = with_own_ids([draft], taken)
    return with_works(text, named, name)


def _settle(source: Path, target: Path) -> bool:
    """Copy a file to where nothing is yet; whether it is new: the same file may lie there. Raises GalleryError."""
    draft = target.with_name(f".{secrets.token_hex(8)}.part{target.suffix}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and sha256_of(target) == sha256_of(source):
            return False
        shutil.copyfile(source, draft)
        _rename(draft, target)
    except FileExistsError:
        raise GalleryError(_refused(f"another {target.name} appeared meanwhile", "send it again")) from None
    except OSError as error:
        raise unwritable(target.parent, error) from error
    finally:
        draft.unlink(missing_ok=True)
    return True


def _rename(draft: Path, target: Path) -> None:
    """Give a file its name; FileExistsError where that is taken."""
    try:
        os.link(draft, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError(target) from None
        draft.replace(target)


async def _receive(request: Request, path: Path) -> None:
    size = 0
    try:
        with path.open("xb") as file:
            async for block in request.stream():
                size += len(block)
                await asyncio.to_thread(file.write, block)
    except ClientDisconnect:
        raise Refusal(400, "cut-short", "the body ended before its end", "send it again") from None
    except OSError as error:
        raise unwritable(path.parent.parent, error) from error
    if not size:
        raise Refusal(400, "no-photograph", "there is no photograph in the request", "send its bytes as the body")


def _refused(message: str, hint: str = "send a photograph as TIFF, JPEG or PNG") -> Problem:
    return Problem(code="photograph", message=message, hint=hint)
