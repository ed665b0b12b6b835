"""The one Jinja environment: escaped everywhere, strict, with Markdown that is safe to print.

Templates get two filters beside Jinja's own: ``{{ text|markdown }}`` (headings begin at ``<h3>``;
``markdown(2)`` for another level; ``markdown(inline=true)`` for a line without a paragraph around it) and
``{{ value|json }}``, JSON for a ``<script type="application/json">``.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import nh3
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from gallery.resources import TEMPLATES

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_LISTS = {"ul", "ol", "li"}
_TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
_WORDS = {"a", "em", "strong", "del", "sub", "sup", "code", "br"}
_TAGS = _HEADINGS | _LISTS | _TABLES | _WORDS | {"p", "blockquote", "pre", "hr"}
"""Elements a curator's Markdown may bring; no pictures, since a page makes no request to elsewhere."""

_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
_JSON_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def environment(folder: str) -> Environment:
    """The environment of the templates in ``templates/<folder>``.

    An unknown name is an error; a value that is None prints as nothing.
    """
    made = Environment(
        loader=FileSystemLoader(TEMPLATES / folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: "" if value is None else value,
    )
    made.filters["markdown"] = markdown
    made.filters["json"] = inline_json
    return made


def markdown(text: str | None, level: int = 3, *, inline: bool = False) -> Markup:
    """CommonMark as safe HTML: no raw HTML, no pictures, links with ``rel="noopener"``.

    ``level`` (1..6) is the level of the text's first-level headings, so that the page's outline stays right;
    deeper ones follow, down to ``<h6>``. ``inline`` renders one line without a paragraph around it.
    """
    if not 1 <= level <= 6:
        raise ValueError(f"headings have levels 1 to 6, not {level}")
    parser = _parser()
    environment: dict[str, Any] = {}
    source = text or ""
    tokens = parser.parseInline(source, environment) if inline else parser.parse(source, environment)
    for token in tokens:
        _shift_heading(token, level - 1)
    html = str(parser.renderer.render(tokens, parser.options, environment))
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener")
    return Markup(clean)  # sanitised on the line before


def inline_json(value: object) -> Markup:
    """``value`` as JSON that may stand in a ``<script>``: ``<``, ``>``, ``&`` escaped, keys sorted."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)
    return Markup(text.translate(_JSON_ESCAPES))  # nothing in it can end the element


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


def _shift_heading(token: Token, by: int) -> None:
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(int(token.tag[1:]) + by, 6)}"
