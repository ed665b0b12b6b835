"""The one Jinja environment: escaped everywhere, strict, in a sandbox, with Markdown that is safe to print.

Templates get three filters beside Jinja's own: ``{{ text|markdown }}`` (headings begin at ``<h3>``;
``markdown(2)`` for another level; ``markdown(inline=true)`` for a line without a paragraph around it),
``{{ value|json }}``, JSON for a ``<script type="application/json">``, and ``{{ rules|csp_hash }}``, by which a
Content-Security-Policy allows an element of that text. The interface's words come from
``{{ t("section.key", name=value) }}`` and, for a script, ``{{ texts_of("section", …)|json }}``.

An exhibit may bring templates of its own, a *theme*: they come before ours, which stay within reach as
``shipped/<name>``. The sandbox keeps them from everything but the page's own values.
"""

from __future__ import annotations

import hashlib
import json
import traceback
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import nh3
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.sandbox import SandboxedEnvironment
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from gallery.errors import ThemeError
from gallery.pages.compiled import Compiled
from gallery.pages.theme import theme_files
from gallery.problems import Problem
from gallery.resources import TEMPLATES
from gallery.words.isolates import isolated
from gallery.words.texts import FALLBACK, Forms, Texts, texts_in

CORRECT_IT = "correct the template, or remove it to have ours"
"""What to do about a mistake in a template of the exhibit's own."""

_SAID: dict[type[Exception], str] = {
    MemoryError: "this takes more memory than there is",
    UnicodeEncodeError: r"the page would hold half a character; write no escape from \ud800 to \udfff",
}
"""What is told of mistakes of a template whose own words help nobody."""

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


def environment(folder: str, language: str = FALLBACK, theme: Path | None = None) -> Environment:
    """The environment of the templates in ``templates/<folder>``, whose words are in ``language``.

    Templates in ``theme`` come first. An unknown name is an error; a value that is None prints as nothing. One
    without a theme is made once, and its templates are compiled once: compiling takes longer than a page.
    """
    return _shipped(TEMPLATES / folder, language) if theme is None else _made(TEMPLATES / folder, language, theme)


@cache
def _shipped(folder: Path, language: str) -> Environment:
    return _made(folder, language, None)


def _made(folder: Path, language: str, theme: Path | None) -> Environment:
    made = SandboxedEnvironment(
        loader=_loader(folder, theme),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=Compiled(),
        finalize=lambda value: "" if value is None else value,
    )
    words = _Sentences(texts_in(language).language)

    def texts_of(*names: str) -> dict[str, Forms]:
        return {key: text for name in names for key, text in words.section(name).items()}

    made.filters["markdown"] = markdown
    made.filters["json"] = inline_json
    made.filters["csp_hash"] = csp_hash
    made.globals["t"] = words
    made.globals["texts_of"] = texts_of
    return made


class _Sentences(Texts):
    """The words of pages, in which texts of the exhibit keep to themselves the direction that they are read in."""

    def __call__(self, key: str, **values: object) -> str:
        kept = {name: isolated(value) if isinstance(value, str) else value for name, value in values.items()}
        return super().__call__(key, **kept)


def render(
    templates: Environment, name: str, values: dict[str, Any], theme: Path | None = None, shown: str = ""
) -> str:
    """The template ``name`` filled with ``values``.

    Raises ThemeError for a mistake in a template of ``theme``, with its file and line; ``shown`` is what the exhibit
    calls the folder, where it is not called so.
    """
    try:
        page = templates.get_template(name).render(values)
        page.encode()
    except Exception as error:  # whatever a template's own expressions can raise
        place = None if theme is None else _place(error, theme, name)
        if theme is None or place is None:
            raise
        file, line = place
        said = _SAID.get(type(error)) or str(error) or type(error).__name__
        raise ThemeError(Problem(f"{shown or theme.name}/{file}", line, message=said, hint=CORRECT_IT)) from error
    return page


def csp_hash(text: str) -> str:
    """The source expression of a style or script that stands in the page (CSP Level 3, section 2.3.1)."""
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _loader(folder: Path, theme: Path | None) -> BaseLoader:
    ours = FileSystemLoader(folder)
    if theme is None:
        return ours
    return ChoiceLoader([_Theme(theme), ours, PrefixLoader({"shipped": ours})])


class _Theme(FileSystemLoader):
    """Templates of the exhibit's own: the files of its theme, as UTF-8."""

    def __init__(self, theme: Path) -> None:
        super().__init__(theme)
        self._files = theme_files(theme)

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        path = self._files.get(template)
        if path is None:
            raise TemplateNotFound(template)
        return decoded(path.read_bytes(), template, path), str(path), lambda: True

    def list_templates(self) -> list[str]:
        return sorted(self._files)


def decoded(data: bytes, name: str, path: Path) -> str:
    """The text of the template ``name``, which lies at ``path``; TemplateSyntaxError where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        said = f"the byte 0x{data[error.start]:02x} is not UTF-8 text; save the file as UTF-8"
        raise TemplateSyntaxError(said, line, name, str(path)) from None


def _place(error: Exception, theme: Path, template: str) -> tuple[str, int] | None:
    """File and line of ``theme`` at which ``error`` arose, the innermost one; None if it arose in ours.

    What is wrong with a page as a whole is told of its ``template``, where that is the theme's."""
    frames = [(frame.filename, frame.lineno or 0) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, TemplateSyntaxError) and error.filename:
        frames.append((error.filename, error.lineno))
    for name, line in reversed(frames):
        if Path(name).is_relative_to(theme):
            return Path(name).relative_to(theme).as_posix(), line
    whole = isinstance(error, UnicodeEncodeError) and (theme / template).is_file()
    return (template, 0) if whole else None


def markdown(text: str | None, level: int = 3, *, inline: bool = False) -> Markup:
    """CommonMark as safe HTML: no raw HTML, no pictures, links with ``rel="noopener"``.

    ``level`` (1..6) is the level of the text's first-level headings, so that the page's outline stays right;
    deeper ones follow, down to ``<h6>``. ``inline`` renders one line without a paragraph around it.
    """
    if not 1 <= level <= 6:
        raise ValueError(f"headings have levels 1 to 6, not {level}")
    parser = _parser()
    state: dict[str, Any] = {}
    source = text or ""
    tokens = parser.parseInline(source, state) if inline else parser.parse(source, state)
    for token in tokens:
        _shift_heading(token, level - 1)
    html = str(parser.renderer.render(tokens, parser.options, state))
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
