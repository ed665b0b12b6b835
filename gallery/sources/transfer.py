"""Downloads: the one place from which the press sends a request."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from gallery.errors import SourceError
from gallery.sources.base import FetchOptions
from gallery.sources.downloads import Arrival, arriving
from gallery.sources.guard import PublicAdapter, refuse_private_literal

LOG = logging.getLogger(__name__)

AGENT = "nostalgia-gallery (a museum's exhibition builder)"
LONGEST_PAUSE = 60.0
"""Seconds that a server may ask us to wait (Retry-After) before we give up instead."""

Result = TypeVar("Result")

_BLOCK = 1 << 16
_PASSING = {429, 500, 502, 503, 504}
_REDIRECTS = {301, 302, 303, 307, 308}


class _Passing(Exception):  # noqa: N818 - not an error yet
    """A failure that may pass: worth another attempt, after ``pause`` seconds if the server said so."""

    def __init__(self, reason: str, pause: float | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


@dataclass(frozen=True)
class _Errand:
    """One download: what for, how far to go, and until when."""

    url: str
    options: FetchOptions
    session: requests.Session
    end: float

    def left(self) -> float:
        """Seconds left for it. Raises SourceError when there are none."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise SourceError(f"{self.url}: not finished within {self.options.total:g} seconds")
        return left


def download(url: str, pin: str | None, options: FetchOptions) -> Path:
    """The file at ``url`` in the cache, after as many attempts as the options allow.

    With a ``pin``, its SHA-256 is that. Raises SourceError as :func:`gallery.sources.http.fetch` does.
    """
    with _session(options) as session:
        errand = _Errand(url, options, session, time.monotonic() + options.total)
        for attempt in range(options.retries + 1):
            try:
                return _attempt(errand, pin)
            except _Passing as failure:
                _pause_or_give_up(errand, attempt, failure)
            except SourceError as error:
                raise SourceError(str(error) if url in str(error) else f"{url}: {error}") from error
    raise AssertionError("the last attempt returns or raises")


def _session(options: FetchOptions) -> requests.Session:
    session = requests.Session()
    # As the bytes are in the archive, and without credentials from the user's .netrc.
    session.headers.update({"User-Agent": AGENT, "Accept": "image/*, */*;q=0.5", "Accept-Encoding": "identity"})
    session.auth = _no_credentials
    if not options.allow_private:
        session.mount("http://", PublicAdapter())
        session.mount("https://", PublicAdapter())
    return session


def _no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _pause_or_give_up(errand: _Errand, attempt: int, failure: _Passing) -> None:
    pause = failure.pause if failure.pause is not None else errand.options.backoff * 2**attempt
    if attempt == errand.options.retries:
        raise SourceError(f"{errand.url}: {failure}, after {attempt + 1} attempts; try again later") from failure
    if pause > min(LONGEST_PAUSE, errand.left()):
        raise SourceError(f"{errand.url}: {failure}; asks for {pause:.0f} seconds: try again then") from failure
    LOG.info("%s: %s; again in %.1f seconds", errand.url, failure, pause)
    time.sleep(pause)


def _attempt(errand: _Errand, pin: str | None) -> Path:
    response = _answer(errand)
    with response, arriving(errand.options.cache) as arrival:
        _receive(errand, response, arrival)
        if pin is not None and arrival.sha256 != pin:
            at = errand.url if response.url == errand.url else f"{errand.url} (redirected to {response.url})"
            page = ", which is a web page" if b"<html" in arrival.start.lower() else ""
            raise SourceError(
                f"{at} is not the file that was pinned{page}: sha256 is {arrival.sha256},"
                f" the manifest says {pin}; find the file that was pinned, or look at this one and pin it"
            )
        return arrival.settle(errand.options.cache)


def _answer(errand: _Errand) -> requests.Response:
    """The response to the request, after redirects that are each judged like the first address."""
    url = errand.url
    for _ in range(errand.options.redirects + 1):
        _judge(errand, url)
        limit = min(errand.options.timeout, errand.left())
        response = _tried(
            lambda url=url, limit=limit: errand.session.get(  # type: ignore[misc]
                url, stream=True, allow_redirects=False, timeout=(limit, limit)
            )
        )
        if response.status_code not in _REDIRECTS:
            _judge_status(errand, response)
            return response
        response.close()
        target = response.headers.get("Location")
        if not target:
            raise SourceError(f"{errand.url}: redirected to nowhere (status {response.status_code}, no Location)")
        url = urljoin(url, target)
    raise SourceError(f"{errand.url}: more than {errand.options.redirects} redirects; give the final address")


def _judge(errand: _Errand, url: str) -> None:
    """Raise SourceError unless ``url``, the address or where it redirects to, may be requested."""
    via = "" if url == errand.url else f"redirects to {url}: "
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise SourceError(f"{errand.url}: {via}not an address: {error}") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise SourceError(f"{errand.url}: {via}only http and https addresses are fetched")
    if not errand.options.allow_private:
        refuse_private_literal(host)


def _judge_status(errand: _Errand, response: requests.Response) -> None:
    status = response.status_code
    if status == 200:
        return
    reason = f"the server answers {status} {response.reason or ''}".rstrip()
    pause = _retry_after(response.headers.get("Retry-After"))
    response.close()
    if status in _PASSING:
        raise _Passing(reason, pause)
    hint = {401: "; it asks for a password", 403: "; it may want a browser", 404: "; check the address"}
    raise SourceError(f"{errand.url}: {reason}{hint.get(status, '')}")


def _retry_after(value: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, in either of its forms; None when it makes no sense."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    now = datetime.now(UTC)
    return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - now).total_seconds())


def _receive(errand: _Errand, response: requests.Response, arrival: Arrival) -> None:
    """Write the body into ``arrival``, within the limits of size and time."""
    most = errand.options.max_bytes
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > most:
        raise SourceError(f"{errand.url}: {int(length):,} bytes, more than the {most:,} that are allowed")
    raw: urllib3.HTTPResponse = response.raw
    # read1 returns what one packet brought: a server that drips cannot hold us past the time limit.
    while block := _tried(lambda: raw.read1(_BLOCK, decode_content=True)):
        arrival.write(block)
        errand.left()
        if arrival.size > most:
            raise SourceError(f"{errand.url}: more than the {most:,} bytes that are allowed")


def _tried(action: Callable[[], Result]) -> Result:
    """The result of a piece of networking. Raises _Passing for a connection that was slow or broke."""
    try:
        return action()
    except (requests.exceptions.SSLError, urllib3.exceptions.SSLError) as error:
        raise SourceError(f"the server's certificate is not trusted: {_innermost(error)}") from error
    except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
        raise _Passing("the server does not answer in time") from error
    except (requests.ConnectionError, urllib3.exceptions.ProtocolError) as error:
        raise _Passing(f"no connection, or it broke off ({_innermost(error)})") from error
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise SourceError(f"cannot be fetched: {_innermost(error)}") from error


def _innermost(error: BaseException) -> str:
    """The cause below the wrappings that the libraries put around it."""
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    return str(error) or type(error).__name__
