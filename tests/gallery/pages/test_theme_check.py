"""Templates that are none are found before anything is built, each at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from gallery.errors import ThemeError
from gallery.pages.environment import environment, render
from gallery.pages.theme_check import theme_problems
from gallery.problems import Problem


def told(theme: Path, content: bytes, name: str = "work.html") -> list[str]:
    (theme / name).write_bytes(content)
    return [str(problem) for problem in theme_problems(theme)]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "house").mkdir()
    return tmp_path / "house"


@pytest.mark.parametrize(
    "source",
    [
        "{% extends 'shipped/work.html' %}{% block main %}{{ super() }}{{ 1.5|decimal }}{% endblock %}",
        "{% include 'perhaps.html' ignore missing %}{% include name %}",
        "\ufeff{{ t('site.about') }} {{ title|markdown }}",
    ],
)
def test_a_template_that_could_be_rendered_is_no_problem(house: Path, source: str) -> None:
    assert told(house, source.encode()) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"one\n{% if %}", "house/work.html:2: Expected an expression, got 'end of statement block'"),
        (b"\n\n{{ a|unheard_of }}", "house/work.html:3: No filter named 'unheard_of'."),
        (
            "\nein K\xf6nig".encode("latin-1"),
            "house/work.html:2: the byte 0xf6 is not UTF-8 text; save the file as UTF-8",
        ),
        ("<p>".encode("utf-16"), "house/work.html:1: the byte 0xff is not UTF-8 text; save the file as UTF-8"),
        (b"a\n{% include 'gone.html' %}", "house/work.html:2: there is no template 'gone.html'"),
        (b"{% extends '../secret.html' %}", "house/work.html:1: there is no template '../secret.html'"),
        (b"{{ " + b"(" * 20_000, "house/work.html: it cannot be made a template: maximum recursion depth"),
        (b"{% for a in b %}" * 25 + b"{% endfor %}" * 25, "house/work.html: it is too deeply nested: too many"),
        (b" " * 2_000_001, "house/work.html: it is larger than 2 MB"),
    ],
)
def test_a_template_that_could_not_is_told_with_file_and_line(house: Path, content: bytes, said: str) -> None:
    (problem,) = told(house, content)
    assert problem.startswith(said)
    assert problem.endswith("; correct the template, or remove it to have ours [theme]")


def test_a_template_that_is_not_utf_8_fails_a_page_as_a_mistake_of_the_theme(house: Path) -> None:
    (house / "page.html").write_bytes(b"a\n\xf6")
    with pytest.raises(ThemeError, match=r"mine/page.html:2: the byte 0xf6 is not UTF-8 text"):
        render(environment("site", theme=house), "page.html", {}, house, "mine")


def test_a_hidden_template_is_none(house: Path) -> None:
    assert told(house, b"{% if %}", ".work.html") == []


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (r"{{ '\ud800' }}", r"mine/page.html: the page would hold half a character"),
        (
            "\n{% set d = {'a': 1} %}{% for k in d %}{% set _ = d.update({k ~ 'b': 1}) %}{% endfor %}",
            "mine/page.html:2: dict",
        ),
        ("{{ 1 / 0 }}", "mine/page.html:1: division by zero"),
        ("{{ 'a' * 10 ** 18 }}", "mine/page.html:1: "),
        ("{{ nothing.at.all }}", "mine/page.html:1: 'nothing' is undefined"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "mine/page.html:1: maximum recursion depth"),
        ("{{ '%d'|format('a') }}", "mine/page.html:1: %d format"),
        ("{% include ['gone.html', 'lost.html'] %}", "mine/page.html:1: none of the templates given were found"),
    ],
)
def test_whatever_a_template_raises_is_told_as_its_mistake(house: Path, source: str, told: str) -> None:
    (house / "page.html").write_text(source)
    with pytest.raises(ThemeError) as caught:
        render(environment("site", theme=house), "page.html", {}, house, "mine")
    assert str(caught.value).startswith(told)
    assert "remove it to have ours" in str(caught.value)


def test_a_template_that_no_page_is_made_from_is_told_with_the_name_that_may_be_meant(house: Path) -> None:
    (problem,) = theme_problems_of(house, {"hom.html": "a", "home.html": "{% include 'mine.html' %}", "mine.html": "b"})
    assert str(problem) == (
        "house/hom.html: warning: no page is made from this template, and no other names it; "
        "did you mean 'home.html'? [theme]"
    )
    assert not problem.is_error


def test_where_only_a_page_can_say_what_is_named_no_template_is_told_to_be_unused(house: Path) -> None:
    assert theme_problems_of(house, {"hom.html": "a", "home.html": "{% include page.name ~ '.html' %}"}) == []
    named = "{% extends ['perhaps.html', 'hom.html'] %}"
    assert theme_problems_of(house, {"hom.html": "a", "home.html": named}) == []


def theme_problems_of(house: Path, files: dict[str, str]) -> list[Problem]:
    for name, content in files.items():
        (house / name).write_text(content)
    return theme_problems(house)
