"""Addresses on the web: which can be asked for, and what is wrong with the others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.manifest.addresses import address_problem, web_address
from gallery.manifest.reader import read_manifest

GOOD = """
    https://archive.example/a.jpg http://archive.example:8080/a/b%20c.tif?id=1&x=[2]#top https://archive.example.
    http://127.0.0.1:1/a http://[::1]:8000/a http://[fe80::1%25eth0]/ http://2130706433/ HTTPS://Archive.Example/A.JPG
    https://zürich.example/Übersicht.jpg https://例え.テスト/絵 https://xn--zrich-kva.example/ http://a_b.example/%zz
    http://archive.example: https://straße.example/ http://a/@me
"""


@pytest.mark.parametrize("url", GOOD.split())
def test_addresses_that_can_be_asked_for_pass(url: str) -> None:
    assert address_problem(url) is None
    assert web_address(url) == url


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://[x/", "its host cannot be read (Invalid IPv6 URL); check what stands between '//' and the next '/'"),
        ("http://[::1", "its host cannot be read"),
        ("http://[1.2.3.4]/", "; c"),
        ("http://[v1.x]/", "; c"),
        ("http://[::g]/", "IPv6"),
        ("ftp://archive.example/a", "it begins with neither http:// nor https://"),
        ("archive.example/a", "it begins with neither http:// nor https://"),
        ("", "it begins with neither http:// nor https://"),
        ("http:///a.jpg", "it names no host; write https://host/path"),
        ("http://:80/", "it names no host"),
        ("http:a.jpg", "it names no host"),
        ("http://archive.example:port/", "its port is not a number from 1 to 65535; correct it or leave it out"),
        ("http://archive.example:0/", "its port is not"),
        ("http://archive.example:65536/", "its port is not"),
        ("http://archive.example:-1/", "its port is not"),
        (f"http://archive.example:{'9' * 5000}/", "its port is not"),
        ("http://curator:secret@archive.example/", "it holds a user name or password, which an exhibit would publish"),
        ("http://archive.example\\@evil.example/", "it holds a backslash; write it with forward slashes"),
        ("http://archive.example/a b.jpg", "it holds a space; write %20 for it, or remove it"),
        ("http://archive.example/a\u00a0b.jpg", "it holds a space"),
        ("http://archive.example/a\x1b[2J", "it holds the control character U+001B; remove it"),
        ("http://archive.example/a\ufffe", "it holds characters that a manifest cannot hold; write them as %xx"),
        ("http://archive.example/a\n", "it holds the control character U+000A"),
        ("http://archive\u200b.example/", "it holds the invisible character U+200B; remove it"),
        ("http://archive.example/\ud800", "it holds half of a character, U+D800; remove it"),
        ("http://a..b/", "its host has an empty part, or one of more than 63 letters, or more than 253; correct it"),
        ("http://.archive.example/", "its host has an empty part"),
        (f"http://{'a' * 64}.example/", "its host has an empty part, or one of more than 63 letters"),
        (f"http://{'a.' * 127}example/", "or more than 253"),
        (f"http://{'ü' * 63}.example/", "its host is no name that DNS can hold"),
        ("http://ü..example/", "its host is no name that DNS can hold"),
        ("http://archive%2eexample/", "its host holds a character that no host's name has; correct it"),
        ("http://archive!.example/", "its host holds a character"),
        ("http://archive\u2100.example/", "its host cannot be read"),
    ],
)
def test_what_is_wrong_with_an_address_is_said(url: str, problem: str) -> None:
    assert problem in str(address_problem(url))
    with pytest.raises(ValueError, match="is not a web address: "):
        web_address(url)


PIECE = st.sampled_from(
    ["http:", "https:", "//", "/", "[", "]", ":", "@", "::1", "%", "80", "a", "ü", ".", "?", "#", "\u2100", "\0"]
)


@given(st.one_of(st.text(), st.text().map("http://".__add__), st.lists(PIECE, max_size=8).map("".join)))
def test_any_text_is_either_an_address_or_has_a_problem_with_a_remedy(url: str) -> None:
    problem = address_problem(url)
    assert problem is None or (problem.isprintable() and "; " in problem)


def test_a_malformed_address_in_a_manifest_is_a_problem_at_its_line(tmp_path: Path) -> None:
    manifest = tmp_path / "exhibit.yaml"
    manifest.write_text(
        "title: T\ncurator: C\nstatement: S\nrooms:\n  - title: R\n    works:\n      - id: a\n"
        "        source: {url: 'http://[x/'}\n        title: A\n        alt: A\n"
        "        rights: http://rightsstatements.org/vocab/NKC/1.0/\n"
    )
    with pytest.raises(Exception, match=r"exhibit.yaml:8:23: 'http://\[x/' is not a web address: its host cannot be"):
        read_manifest(manifest)


def test_looking_at_addresses_loads_no_http_client() -> None:
    script = "import sys, gallery.manifest.addresses; print(sorted({'requests', 'urllib3'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
