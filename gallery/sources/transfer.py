"""Downloads: the one place from which the press sends a request.

A session of requests prepares each request (addresses, proxies and certificates of the user's environment) and hands
it to its adapter here. ``Session.send`` is left out: even with redirects off it prepares the next hop, for which it
reads the body whole and interprets what a server wrote. Nor does urllib3's ``Retry`` serve: it repeats a request that
fails, and cannot repeat a body that breaks off; and a pause of five thousand digits is a ValueError to it.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from http.client import HTTPException
from pathlib import Path
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from gallery.errors import SourceError
from gallery.files import printable
from gallery.manifest.addresses import address_problem
from gallery.sources.base import FetchOptions
from gallery.sources.connections import Adapter, Limits
from gallery.sources.downloads import Arrival, arriving
from gallery.sources.guard import refuse_private_literal

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
    limits: Limits


def download(url: str, pin: str | None, options: FetchOptions) -> Path:
    """The file at ``url`` in the cache, after as many attempts as the options allow.

    With a ``pin``, its SHA-256 is that. Raises SourceError as :func:`gallery.sources.http.fetch` does.
    """
    limits = Limits.from_now(options)
    with _session(limits) as session:
        errand = _Errand(url, options, session, limits)
        try:
            for attempt in range(options.retries + 1):
                try:
                    return _attempt(errand, pin)
                except _Passing as failure:
                    _pause_or_give_up(errand, attempt, failure)
        except SourceError as error:
            raise type(error)(str(error) if url in str(error) else f"{url}: {error}") from error
    raise AssertionError("the last attempt returns or raises")


def _session(limits: Limits) -> requests.Session:
    session = requests.Session()
    # As the bytes are in the archive, and without credentials from the user's .netrc.
    session.headers.update({"User-Agent": AGENT, "Accept": "image/*, */*;q=0.5", "Accept-Encoding": "identity"})
    session.auth = _no_credentials
    adapter = Adapter(limits, guarded=not limits.options.allow_private)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


def _no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _pause_or_give_up(errand: _Errand, attempt: int, failure: _Passing) -> None:
    pause = failure.pause if failure.pause is not None else errand.options.backoff * 2**attempt
    if attempt == errand.options.retries:
        raise SourceError(f"{failure}, after {attempt + 1} attempts; try again later") from failure
    if pause > min(LONGEST_PAUSE, errand.limits.left()):
        raise SourceError(f"{failure}; asks for {pause:.0f} seconds: try again then") from failure
    LOG.info("%s: %s; again in %.1f seconds", printable(errand.url), printable(str(failure)), pause)
    time.sleep(pause)


def _attempt(errand: _Errand, pin: str | None) -> Path:
    response, final = _answer(errand)
    with response, arriving(errand.options.cache) as arrival:
        _receive(errand, response, arrival)
        if pin is not None and arrival.sha256 != pin:
            at = errand.url if final == errand.url else f"{errand.url} (redirected to {final})"
            page = ", which is a web page" if b"<html" in arrival.start.lower() else ""
            raise SourceError(
                f"{at} is not the file that was pinned{page}: sha256 is {arrival.sha256},"
                f" the manifest says {pin}; find the file that was pinned, or look at this one and pin it"
            )
        return arrival.settle(errand.options.cache)


def _answer(errand: _Errand) -> tuple[requests.Response, str]:
    """The response to the request and its address, after redirects that are each judged like the first address."""
    url = errand.url
    for _ in range(errand.options.redirects + 1):
        response = _tried(partial(_send, errand, url))
        if response.status_code not in _REDIRECTS:
            _judge_status(response)
            return response, url
        response.close()  # what comes with a redirect is not read
        url = _target(url, response)
    raise SourceError(f"more than {errand.options.redirects} redirects; give the final address")


def _send(errand: _Errand, url: str) -> requests.Response:
    """What the server at ``url`` answers, of which only the headers are read."""
    session = errand.session
    request = session.prepare_request(requests.Request("GET", url))
    sent_to = str(request.url)  # in ASCII, as it goes out
    if not errand.options.allow_private:
        refuse_private_literal(urlsplit(sent_to).hostname or "")
    settings = session.merge_environment_settings(sent_to, {}, True, None, None)
    response = session.get_adapter(sent_to).send(
        request,
        stream=True,
        timeout=errand.limits.wait(),
        verify=True if settings["verify"] is None else settings["verify"],
        proxies=settings["proxies"],
    )
    session.cookies.update(response.cookies)  # some archives give one and redirect
    return response


def _target(url: str, response: requests.Response) -> str:
    """Where the response to a request for ``url`` redirects to, if that may be requested."""
    location = response.headers.get("Location")
    if not location:
        raise SourceError(f"redirected to nowhere (status {response.status_code}, no Location)")
    try:
        # Headers come as Latin-1. What is not ASCII in one is UTF-8, if anything.
        text = location.encode("latin-1").decode("utf-8").strip().replace(" ", "%20")
        target = urljoin(url, text)
        problem = address_problem(target)
    except ValueError as error:
        target, problem = location, f"no address can be read there ({error})"
    if problem is not None:
        shown = target if len(target) <= 200 else target[:199] + "…"
        raise SourceError(f"redirects to {shown}: {problem.partition(';')[0]}; give another address")
    return target


def _judge_status(response: requests.Response) -> None:
    status = response.status_code
    if status == 200:
        return
    response.close()
    reason = f"the server answers {status} {(response.reason or '')[:200]}".rstrip()
    if status in _PASSING:
        raise _Passing(reason, _retry_after(response.headers.get("Retry-After")))
    hint = {401: "; it asks for a password", 403: "; it may want a browser", 404: "; check the address"}
    raise SourceError(f"{reason}{hint.get(status, '')}")


def _retry_after(value: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, in either of its forms; None when it makes no sense."""
    if value is None:
        return None
    if re.fullmatch(r"\s*[0-9]{1,9}\s*", value):
        return float(value)
    try:
        when = parsedate_to_datetime(value)
        return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):  # all of them come from one unlucky date or another
        return None


def _receive(errand: _Errand, response: requests.Response, arrival: Arrival) -> None:
    """Write the body into ``arrival``, within the limits of size and time."""
    most = errand.options.max_bytes
    length = response.headers.get("Content-Length", "").strip()
    if re.fullmatch("[0-9]+", length) and (len(length) > 15 or int(length) > most):
        said = f"{int(length):,}" if len(length) <= 15 else "a number"
        raise SourceError(f"{said} bytes, more than the {most:,} that are allowed")
    raw: urllib3.HTTPResponse = response.raw
    while block := _tried(lambda: raw.read1(_BLOCK, decode_content=True)):
        arrival.write(block)
        errand.limits.left()
        if arrival.size > most:
            raise SourceError(f"more than the {most:,} bytes that are allowed")


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
    except (requests.RequestException, urllib3.exceptions.HTTPError, HTTPException, OSError, ValueError) as error:
        # ValueError is what the libraries raise for text that is no address, header or number.
        raise SourceError(f"cannot be fetched: {_innermost(error)}") from error


def _innermost(error: BaseException) -> str:
    """The cause below the wrappings that the libraries put around it."""
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    return str(error)[:500] or type(error).__name__
