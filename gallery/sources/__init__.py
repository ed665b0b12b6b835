"""Sources: where masters come from. Each kind is a module that knows nothing of the others.

local      ``path``     a file in the exhibit's folder
http       ``url``      a file on the web, pinned by its SHA-256; cache, then mirror, then network
package    ``package``  a file inside an installed Python package
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gallery.errors import SourceError
from gallery.files import printable
from gallery.sources.base import FetchOptions, Master, default_cache

if TYPE_CHECKING:
    from gallery.manifest.schema import PackageSource, PathSource, UrlSource

__all__ = ["FetchOptions", "Master", "default_cache", "fetch", "locate", "obtain"]


def locate(source: UrlSource | PathSource | PackageSource, folder: Path, options: FetchOptions) -> Master:
    """The master that ``source`` names, for a manifest in ``folder``.

    Files in the folder and in packages are confined, hashed and compared with their pin. A pinned address is
    known without being fetched: its ``path`` is None unless the cache holds it. Raises SourceError; for an
    address without a pin the message tells the hash to add (which takes one download, whose result is remembered).
    """
    # Imported here, so that each kind costs time only where it is used.
    from gallery.manifest.schema import PackageSource, PathSource

    with _printable():
        if isinstance(source, PathSource):
            from gallery.sources.local import locate as locate_local

            return locate_local(source, folder, options)
        if isinstance(source, PackageSource):
            from gallery.sources.package import locate as locate_package

            return locate_package(source, options)
        from gallery.sources.http import locate as locate_url

        return locate_url(source, options)


def fetch(source: UrlSource, options: FetchOptions) -> Path:
    """The verified master of a pinned address: from the cache, else the mirror, else the network.

    Raises SourceError that names the address and what went wrong.
    """
    from gallery.sources.http import fetch as fetch_url

    with _printable():
        return fetch_url(source, options)


def obtain(url: str, options: FetchOptions, *, anew: bool = False) -> Path:
    """The file that an address without a pin has, in the cache, where its name is its SHA-256.

    What was had before and is still in the cache is not asked for again, but ``anew``. Raises SourceError.
    """
    from gallery.sources.http import obtain as obtain_url

    with _printable():
        return obtain_url(url, options, anew=anew)


@contextmanager
def _printable() -> Iterator[None]:
    """Every message leaves as one line that a terminal may show, whatever a server or a file's name brought in."""
    try:
        yield
    except SourceError as error:
        message = printable(str(error)).replace("\n", "\\n").replace("\t", "\\t")
        raise type(error)(message) from error
