"""``/v1/batches``: many photographs at once, in a ZIP or by their addresses. Each becomes a colorization of its own."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import PurePosixPath
from typing import IO, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gallery.errors import GalleryError
from gallery.manifest.plain_words import EXAMPLES, mistakes
from gallery.manifest.schema import UrlSource
from gallery.problems import Problem
from gallery.service.answers import DESCRIBED, place
from gallery.service.colorizations import asked, options_in, refusal
from gallery.service.jobs import Job
from gallery.service.options import Options
from gallery.service.reception import Reception
from gallery.service.requests import content_type, text_of
from gallery.service.settings import BATCH
from gallery.service.uploads import Upload, fetched, keep_bytes, spool
from gallery.web.bodies import plain_json
from gallery.web.problems import Refusal, document
from gallery.zips import ZIP_ERRORS

BATCHES = "/v1/batches"

ZIPS = frozenset({"application/zip", "application/x-zip-compressed"})

MOST_RATIO = 200
"""How much longer a file may become when it is unpacked; photographs hardly shrink."""

FETCHED_AT_A_TIME = 4

BATCHES_AT_A_TIME = 4
"""They take disk and time; the others wait their turn."""


class Batch(BaseModel):
    """A list of addresses, and options for all of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    addresses: Annotated[tuple[UrlSource, ...], Field(min_length=1, max_length=BATCH)]
    options: Options = Options()


class Batches:
    """What may be asked of many photographs."""

    def __init__(self, reception: Reception) -> None:
        self.reception = reception
        self._fetching = asyncio.Semaphore(FETCHED_AT_A_TIME)
        self._batches = asyncio.Semaphore(BATCHES_AT_A_TIME)

    def routes(self) -> list[Route]:
        """Where they are."""
        return [Route(BATCHES, self.create, methods=["POST"])]

    async def create(self, request: Request) -> Response:
        """Accept what can be accepted of a batch, and say for each photograph what became of it."""
        self.reception.require_room()
        kind = content_type(request)
        if kind not in ZIPS and kind != "application/json":
            hint = 'send a ZIP (application/zip), or {"addresses": [{"url": …}]} as application/json'
            raise Refusal(415, "not-a-batch", f"{kind or 'a body without a type'} is no batch", hint)
        try:
            told = await (self._of_zip(request) if kind in ZIPS else self._of_addresses(request))
        except GalleryError as error:
            raise refusal(error) from error
        except ClientDisconnect as error:
            raise Refusal(400, "cut-short", "the body ended before its end", "send it again") from error
        return JSONResponse({"colorizations": told}, 202, {"Link": DESCRIBED})

    async def _of_addresses(self, request: Request) -> list[dict[str, Any]]:
        batch = _batch(await text_of(request), options_in(request))
        async with self._batches:
            self.reception.require_room(len(batch.addresses))
            return await asyncio.gather(*(self._of_address(source, batch.options) for source in batch.addresses))

    async def _of_address(self, source: UrlSource, options: Options) -> dict[str, Any]:
        async def coming() -> Upload:
            async with self._fetching:
                settings = self.reception.settings
                return await asyncio.to_thread(fetched, source.url, source.sha256, settings.fetching)

        return await self._entry(source.url, coming, options)

    async def _of_zip(self, request: Request) -> list[dict[str, Any]]:
        options, most = asked(request), self.reception.settings.most_bytes
        with spool(self.reception.folder / "unfinished") as file:
            async for block in request.stream():
                file.write(block)
            # Only now it takes one of the places: whoever sends slowly keeps nobody waiting.
            async with self._batches:
                with closing(await asyncio.to_thread(_opened, file)) as archive:
                    names = list(photographs_in(archive, most))
                    self.reception.require_room(len(names))
                    return [await self._of_member(archive, name, options) for name in names]

    async def _of_member(self, archive: zipfile.ZipFile, name: str, options: Options) -> dict[str, Any]:
        def unpack() -> Upload:
            settings = self.reception.settings
            try:
                with archive.open(name) as file:
                    return keep_bytes(file, settings.folder, settings.most_bytes)
            except ZIP_ERRORS as error:
                raise GalleryError(f"it cannot be unpacked: {error}") from error

        async def coming() -> Upload:
            return await asyncio.to_thread(unpack)

        return await self._entry(name, coming, options)

    async def _entry(self, name: str, coming: Any, options: Options) -> dict[str, Any]:
        """What became of one photograph of a batch: a job, or a problem."""
        try:
            job: Job = await self.reception.accept(coming, options)
        except GalleryError as error:
            found = refusal(error)
        except Refusal as error:
            found = error
        else:
            return {"name": name, "id": job.id, "state": job.state, "links": {"self": place(job)}}
        return {"name": name, "problem": document(found.status, found.problem)}


def _batch(text: bytes, query: Mapping[str, Any]) -> Batch:
    """The list in a body, with the options of its address; what both say, the body says. Raises Refusal."""
    try:
        plain = plain_json(text)
        if isinstance(plain, dict) and query and isinstance(own := plain.get("options", {}), dict):
            plain["options"] = {**query, **own}
        return Batch.model_validate(plain)
    except ValueError as error:
        found = mistakes(error, Batch) if isinstance(error, ValidationError) else []
        message = found[0].message if found else f"this is not JSON: {error}"
        hint = (found[0].hint if found else "") or f'write {{"addresses": {EXAMPLES["addresses"]}}}'
        problems = [Problem(code="batch", message=one.message, hint=one.hint) for one in found]
        raise Refusal(400, "batch", message, hint, more=problems if problems[1:] else ()) from error


def _opened(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except ZIP_ERRORS as error:
        raise Refusal(422, "zip", f"it is no ZIP, or damaged: {error}", "pack the photographs again") from error


def photographs_in(archive: zipfile.ZipFile, most: int) -> Iterator[str]:
    """The names of the files in a ZIP, in its order. Raises Refusal for one with too many, with a name that leads out
    of its folder, or with what would be too much when it is unpacked: all of it then, before anything is."""
    infos = [info for info in archive.infolist() if not info.is_dir() and not info.filename.startswith("__MACOSX/")]
    if not infos:
        raise Refusal(422, "zip", "there is no file in the ZIP", "pack the photographs again")
    if len(infos) > BATCH:
        raise Refusal(413, "zip", f"{len(infos)} files are in the ZIP", f"send at most {BATCH} at a time")
    if len({info.filename for info in infos}) != len(infos):
        raise Refusal(422, "zip", "two files in the ZIP have one name", "pack the photographs again")
    for info in infos:
        name = PurePosixPath(info.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in info.filename or "\0" in info.orig_filename:
            raise Refusal(422, "zip", f"the name {info.filename!r} leads out of the ZIP", "pack the photographs again")
        if info.flag_bits & 1:
            raise Refusal(422, "zip", f"{info.filename!r} is encrypted", "pack the photographs without a password")
        if info.file_size > max(1_000_000, MOST_RATIO * info.compress_size):
            raise Refusal(413, "zip", f"{info.filename!r} would become {info.file_size} bytes", "that is no photograph")
    if sum(info.file_size for info in infos) > 4 * most:
        raise Refusal(413, "zip", f"the ZIP holds more than {4 * most / 1e6:g} MB", "send fewer at a time")
    yield from (info.filename for info in infos)
