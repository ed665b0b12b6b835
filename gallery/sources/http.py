"""A photograph on the web, pinned by its SHA-256: from the cache, else the mirror, else the network."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from gallery.errors import SourceError
from gallery.manifest.addresses import address_problem
from gallery.manifest.schema import UrlSource
from gallery.sources.base import FetchOptions, Master
from gallery.sources.downloads import cached, from_mirror, keep
from gallery.sources.remembered import remember, remembered


def locate(source: UrlSource, options: FetchOptions) -> Master:
    """The master at a pinned address, without a request; its path is None unless the cache holds it.

    Raises SourceError for an address without a pin, which tells the hash to add. That takes a download, unless
    there was one before and the cache still holds it.
    """
    _refuse_malformed(source.url)
    if source.sha256 is not None:
        return Master(cached(options.cache, source.sha256, options.hashed), source.sha256, source.url)
    earlier = remembered(options.cache, source.url)
    if earlier is not None:
        raise SourceError(
            f"{source.url} has no sha256; the file there had {earlier.path.name} on {earlier.day}: look at it at"
            f" {earlier.path}, then add 'sha256: {earlier.path.name}', or remove it there to have it anew"
        )
    if options.offline:
        raise SourceError(
            f"{source.url} has no sha256; offline it cannot be computed; run once without --offline, which prints it"
        )
    found = _download(source.url, None, options)
    remember(options.cache, source.url, found)
    raise SourceError(
        f"{source.url} has no sha256; the file there has {found.name}: look at it at {found},"
        f" then add 'sha256: {found.name}'"
    )


def fetch(source: UrlSource, options: FetchOptions) -> Path:
    """The verified file of a pinned address, in the cache.

    Raises SourceError that names the address: when it cannot be had, leads where it may not, is too large or
    too slow, or is not the file that was pinned.
    """
    _refuse_malformed(source.url)
    if source.sha256 is None:
        raise SourceError(f"{source.url} has no sha256; 'gallery check' prints the one to add")
    found = cached(options.cache, source.sha256)
    if found is not None:
        return found
    if options.mirror is not None:
        name = unquote(PurePosixPath(urlsplit(source.url).path).name)
        copy = from_mirror(options.mirror, source.sha256, name, options.max_bytes)
        if copy is not None:
            return keep(copy, options.cache)
    if options.offline:
        missing = " nor in the mirror" if options.mirror is not None else ""
        raise SourceError(
            f"{source.url} is not in the cache{missing}, and offline nothing is fetched;"
            f" build without --offline, or put the file with sha256 {source.sha256} into a --mirror"
        )
    return _download(source.url, source.sha256, options)


def obtain(url: str, options: FetchOptions, *, anew: bool = False) -> Path:
    """The file at an address without a pin, in the cache by its hash; one that was had before unless ``anew``.

    Raises SourceError as :func:`fetch` does.
    """
    _refuse_malformed(url)
    if not anew and (earlier := remembered(options.cache, url)) is not None:
        return earlier.path
    if options.offline:
        raise SourceError(f"{url} is not in the cache, and offline nothing is fetched; run it without --offline")
    found = _download(url, None, options)
    remember(options.cache, url, found)
    return found


def _refuse_malformed(url: str) -> None:
    problem = address_problem(url)
    if problem is not None:
        raise SourceError(f"{url}: {problem}")


def _download(url: str, pin: str | None, options: FetchOptions) -> Path:
    # Imported only now: the HTTP client opens a socket as it is imported (to learn whether there is IPv6),
    # and offline there is to be none.
    from gallery.sources.transfer import download

    return download(url, pin, options)
