"""Pages: what reaches HTML is escaped or sanitised, always."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from gallery.errors import ThemeError
from gallery.pages import environment as pages
from gallery.pages.environment import environment, inline_json, markdown
from gallery.pages.environment import render as render_template


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "site").mkdir()
    monkeypatch.setattr(pages, "TEMPLATES", tmp_path)
    return tmp_path / "site"


def render(templates: Path, source: str, **values: object) -> str:
    (templates / "page.txt").write_text(source, encoding="utf-8")
    return environment("site").get_template("page.txt").render(**values)


def test_values_are_escaped_whatever_the_file_is_called(templates: Path) -> None:
    assert render(templates, "{{ title }}", title="<b>&") == "&lt;b&gt;&amp;"


def test_an_unknown_name_is_an_error(templates: Path) -> None:
    with pytest.raises(UndefinedError, match="titel"):
        render(templates, "{{ titel }}", title="x")


def test_none_prints_as_nothing(templates: Path) -> None:
    assert render(templates, "[{{ medium }}]", medium=None) == "[]"


def test_headings_of_a_text_stand_under_those_of_the_page() -> None:
    assert markdown("# A\n\n## B") == "<h3>A</h3>\n<h4>B</h4>\n"
    assert markdown("###### Deep", level=2) == "<h6>Deep</h6>\n"


def test_a_line_can_be_rendered_without_a_paragraph() -> None:
    assert markdown("*Flyer* of 1903", inline=True) == "<em>Flyer</em> of 1903"


def test_links_get_noopener() -> None:
    link = '<p><a href="https://example.org/" rel="noopener">x</a></p>\n'
    assert markdown("[x](https://example.org/)") == link


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "![x](https://example.org/x.png)",
        '<a href="data:text/html,x" onclick="x">y</a>',
    ],
)
def test_markdown_brings_neither_scripts_nor_pictures_nor_handlers(hostile: str) -> None:
    html = str(markdown(hostile))
    assert not [bad for bad in ("<script", "<img", 'href="javascript', '<a href="data') if bad in html]


def test_empty_markdown_is_empty() -> None:
    assert markdown(None) == ""


def test_inline_json_cannot_end_its_script_and_reads_back() -> None:
    value = {"b": "</script><!--", "a": ["é", 1.5, None, "\u2028"]}
    text = inline_json(value)
    assert "<" not in text
    assert text.startswith('{"a"')
    assert json.loads(text) == value


def test_the_filters_are_in_the_environment(templates: Path) -> None:
    assert render(templates, "{{ t|markdown(2) }}{{ v|json }}", t="# A", v="<") == '<h2>A</h2>\n"\\u003c"'


def test_words_come_in_the_language_of_the_page(templates: Path) -> None:
    (templates / "page.txt").write_text("{{ t('site.room', number=3) }}", encoding="utf-8")
    said = [environment("site", language).get_template("page.txt").render() for language in ("en", "de-AT", "xx")]
    assert said == ["Room 3", "Raum 3", "Room 3"]


def test_a_script_gets_the_texts_of_several_sections(templates: Path) -> None:
    (templates / "page.txt").write_text("{{ texts_of('site', 'compare')|json }}", encoding="utf-8")
    texts = json.loads(environment("site", "fr").get_template("page.txt").render())
    assert texts["night"] == "Nuit"
    assert texts["both"] == "Les deux"


@pytest.fixture
def theme(templates: Path) -> Path:
    """A theme beside templates of ours: a page, its base and a macro."""
    (templates / "base.html").write_text("<{% block main %}{% endblock %}>", encoding="utf-8")
    (templates / "page.html").write_text(
        "{% extends 'base.html' %}{% block main %}ours {{ title }}{% endblock %}", encoding="utf-8"
    )
    folder = templates.parent / "house"
    folder.mkdir()
    return folder


def themed(theme: Path, name: str = "page.html", **values: object) -> str:
    return render_template(environment("site", theme=theme), name, {"title": "T", **values}, theme)


def test_a_template_of_the_theme_comes_before_ours_which_stays_within_reach(theme: Path) -> None:
    assert themed(theme) == "<ours T>"
    source = "{% extends 'shipped/page.html' %}{% block main %}{{ super() }} and theirs{% endblock %}"
    (theme / "page.html").write_text(source, encoding="utf-8")
    assert themed(theme) == "<ours T and theirs>"
    (theme / "base.html").write_text("[{% block main %}{% endblock %}]", encoding="utf-8")
    assert themed(theme) == "[ours T and theirs]"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("one\n{{ titel }}", "house/page.html:2: 'titel' is undefined"),
        ("one\n\n{% if %}", "house/page.html:3: Expected an expression, got 'end of statement block'"),
        ("{{ 1 // 0 }}", "house/page.html:1: "),
        ("{{ title.missing }}", "house/page.html:1: "),
        ("{{ ''.__class__.__mro__ }}", "house/page.html:1: access to attribute '__class__' of 'str' object is unsafe."),
        ("{% include 'gone.html' %}", "house/page.html:1: gone.html"),
        ("{% include '../secret.html' %}", "house/page.html:1: ../secret.html"),
        ("{{ title|markdown(9) }}", "house/page.html:1: headings have levels 1 to 6, not 9"),
    ],
)
def test_a_mistake_in_a_theme_is_told_with_file_and_line(theme: Path, source: str, said: str) -> None:
    (theme.parent / "secret.html").write_text("secret", encoding="utf-8")
    (theme / "page.html").write_text(source, encoding="utf-8")
    with pytest.raises(ThemeError) as caught:
        themed(theme)
    assert str(caught.value).startswith(said)
    assert str(caught.value).endswith("; correct the template, or remove it to have ours")


def test_a_mistake_in_ours_is_ours(theme: Path) -> None:
    with pytest.raises(UndefinedError):
        render_template(environment("site", theme=theme), "page.html", {}, theme)


def test_a_theme_cannot_read_or_change_anything_of_the_program(theme: Path) -> None:
    (theme / "page.html").write_text("{{ t._find.__globals__ }}", encoding="utf-8")
    with pytest.raises(ThemeError, match="unsafe"):
        themed(theme)
