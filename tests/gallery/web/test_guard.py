"""Who is let through, and what every answer carries."""

from __future__ import annotations

import json
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from gallery.web.guard import POLICY, Guard, Policy
from gallery.web.names import Names

NAMES = Names("127.0.0.1", ip_address("127.0.0.1"))
TOKEN = "a token that nobody guesses"
HOST = "localhost:8000"


def guarded(**policy: Any) -> Guard:
    return Guard(PlainTextResponse("done"), Policy(NAMES, **policy))


def test_a_program_on_this_computer_may_read_and_write(ask: Callable[..., Any]) -> None:
    for method in ("GET", "POST", "DELETE"):
        assert ask(guarded(), method, host=HOST).status == 200


def test_every_answer_forbids_to_load_to_guess_and_to_keep(ask: Callable[..., Any]) -> None:
    for answer in (ask(guarded(), host=HOST), ask(guarded(), host="evil.example")):
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:8000", ""])
def test_a_name_that_was_bent_to_us_is_told_that_we_are_not_called_so(ask: Callable[..., Any], host: str) -> None:
    answer = ask(guarded(), host=host)
    assert answer.status == 421
    assert answer.headers["content-type"] == "application/problem+json"
    said = json.loads(answer.body)
    assert said["code"] == "unknown-host"
    assert said["status"] == 421
    assert "--name" in said["hint"]


def test_a_request_that_names_no_host_is_refused(ask: Callable[..., Any]) -> None:
    assert ask(guarded()).status == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:9999"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": f"http://{HOST}", "sec_fetch_site": "cross-site"},
    ],
)
def test_pages_of_others_may_not_write(ask: Callable[..., Any], headers: dict[str, str]) -> None:
    for method in ("POST", "DELETE", "PUT", "PATCH"):
        answer = ask(guarded(), method, host=HOST, **headers)
        assert (answer.status, json.loads(answer.body)["code"]) == (403, "foreign-origin")
    assert ask(guarded(), "GET", host=HOST, **headers).status == 200


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_page_may_write(ask: Callable[..., Any], site: str) -> None:
    assert ask(guarded(), "POST", host=HOST, origin=f"http://{HOST}", sec_fetch_site=site).status == 200


def test_an_origin_that_is_named_may_read_and_write_and_no_other(ask: Callable[..., Any]) -> None:
    app = guarded(origins=frozenset({"https://museum.example"}))
    named = {"host": HOST, "origin": "https://museum.example", "sec_fetch_site": "cross-site"}
    answer = ask(app, "POST", **named)
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "https://museum.example"
    assert answer.headers["vary"] == "Origin"
    preflight = ask(app, "OPTIONS", **named, access_control_request_method="DELETE")
    assert preflight.status == 204
    assert "DELETE" in preflight.headers["access-control-allow-methods"]
    other = ask(app, "OPTIONS", host=HOST, origin="https://evil.example", access_control_request_method="POST")
    assert "access-control-allow-methods" not in other.headers
    assert ask(app, "POST", host=HOST, origin="https://evil.example").status == 403


@pytest.mark.parametrize(
    "given", [None, "", "Bearer", f"Basic {TOKEN}", "Bearer wrong", f"Bearer {TOKEN}x", "Bearer é"]
)
def test_without_the_token_nothing_is_done(ask: Callable[..., Any], given: str | None) -> None:
    headers = {} if given is None else {"authorization": given}
    answer = ask(guarded(token=TOKEN, is_open=lambda path: path == "/"), "GET", "/v1/x", host=HOST, **headers)
    assert answer.status == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert TOKEN not in answer.body.decode()


def test_with_the_token_all_is_done_and_open_addresses_need_none(ask: Callable[..., Any]) -> None:
    app = guarded(token=TOKEN, is_open=lambda path: path == "/")
    assert ask(app, "POST", "/v1/x", host=HOST, authorization=f"Bearer {TOKEN}").status == 200
    assert ask(app, "GET", "/", host=HOST).status == 200
    assert ask(app, "GET", "/", host="evil.example").status == 421
