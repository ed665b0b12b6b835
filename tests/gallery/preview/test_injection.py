"""What the preview adds to a page on its way, and how far it opens the page's policy."""

from __future__ import annotations

import pytest

from gallery.preview.injection import allow_own, with_script

SCRIPT = b'<script defer src="/.preview/preview.js" data-version="a-1"></script>'


def test_the_script_stands_at_the_end_of_the_head_and_knows_its_version() -> None:
    page = b"<!doctype html><html><head><title>T</title></head><body>B</body></html>"
    assert with_script(page, "a-1") == page.replace(b"</head>", SCRIPT + b"</head>")


@pytest.mark.parametrize("page", [b"<title>T</title><body class='x'>B", b"words"])
def test_a_page_without_a_head_has_it_too(page: bytes) -> None:
    before, found, after = page.partition(b"<body")
    assert with_script(page, "a-1") == before + SCRIPT + found + after


def test_the_policy_of_a_page_is_opened_where_it_stands() -> None:
    meta = b"""<META content='default-src &#39;none&#39;; img-src "x"' http-equiv="Content-Security-Policy">"""
    expected = (
        b"""<META content="default-src 'none'; img-src &quot;x&quot;; script-src 'self'; style-src 'self'; """
        b"""connect-src 'self'" http-equiv="Content-Security-Policy">"""
    )
    assert with_script(b"<head>" + meta + b"</head>", "a-1") == b"<head>" + expected + SCRIPT + b"</head>"


def test_other_metas_stay_as_they_are() -> None:
    metas = b'<meta charset="utf-8"><meta name="description" content="default-src \'none\'">'
    assert with_script(b"<head>" + metas + b"</head>", "a-1") == b"<head>" + metas + SCRIPT + b"</head>"


@pytest.mark.parametrize(
    ("policy", "opened"),
    [
        (
            "default-src 'none'; script-src 'self'; style-src 'self'",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'",
        ),
        ("default-src 'self'", "default-src 'self'"),
        ("img-src 'none'", "img-src 'none'"),
        ("connect-src 'none'", "connect-src 'self'"),
        (
            "default-src data:; script-src-elem blob:; style-src *",
            "default-src data:; script-src-elem blob: 'self'; style-src *; connect-src data: 'self'",
        ),
        ("CONNECT-SRC 'NONE'; connect-src *", "connect-src 'self'"),
        ("", ""),
    ],
    ids=["the site's", "own already", "says nothing", "none", "falls back", "first counts", "empty"],
)
def test_a_policy_allows_the_pages_own_server_and_nothing_else_besides(policy: str, opened: str) -> None:
    assert allow_own(policy) == opened
