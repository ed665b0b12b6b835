"""Pages: what reaches HTML is escaped or sanitised, always."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from gallery.render import pages
from gallery.render.pages import environment, inline_json, markdown


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
