"""The templates of a theme, read before anything is built: whether they are templates, and find what they name."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2 import TemplateError as JinjaError

from gallery.files import read_bytes
from gallery.pages.environment import CORRECT_IT, decoded, environment
from gallery.pages.theme import file_problems, theme_files
from gallery.problems import Problem
from gallery.resources import TEMPLATES

MAX_BYTES = 2_000_000
"""Of a template; ours have ten thousand."""

_NAMING = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


def theme_problems(theme: Path) -> list[Problem]:
    """What is wrong with ``theme``, a folder that :func:`gallery.pages.theme.theme_folder` gave, by file and line.

    Whether a template's names have values only a page can say.
    """
    found = file_problems(theme)
    templates = environment("site", theme=theme)
    templates.filters.setdefault("decimal", str)  # pages bring it, with the interface's language
    for name, path in theme_files(theme).items():
        if path.suffix.lower() == ".html":
            found += _of_template(name, path, templates, f"{theme.name}/{name}")
    return sorted([*found, *_unused(theme, templates)])


def _of_template(name: str, path: Path, templates: Environment, shown: str) -> list[Problem]:
    try:
        source = decoded(read_bytes(path, MAX_BYTES), name, path)
        tree = templates.parse(source, name, str(path))
        templates.compile(source, name, str(path))
        return [_wrong(shown, line, said) for line, said in _missing(tree, templates)]
    except TemplateSyntaxError as error:
        return [_wrong(shown, error.lineno, error.message or "this is no template")]
    except OSError as error:
        return [_wrong(shown, 0, error.strerror or str(error))]
    except SyntaxError as error:  # Python's, of what Jinja makes of it
        return [_wrong(shown, 0, f"it is too deeply nested: {error.msg}")]
    except (JinjaError, RecursionError, MemoryError, ValueError, ArithmeticError, TypeError) as error:
        return [_wrong(shown, 0, f"it cannot be made a template: {str(error) or type(error).__name__}"[:300])]


def _unused(theme: Path, templates: Environment) -> Iterator[Problem]:
    """Templates that no page is made from and that no other one names, while it can be told."""
    own = {name: path for name, path in theme_files(theme).items() if path.suffix.lower() == ".html"}
    ours = {path.name for path in (TEMPLATES / "site").glob("*.html")}
    try:
        trees = [templates.parse(decoded(read_bytes(path, MAX_BYTES), name, path)) for name, path in own.items()]
    except (JinjaError, RecursionError, MemoryError, ValueError, OSError):
        return  # told already
    named = [_names(node) for tree in trees for node in tree.find_all(_NAMING)]
    if None in named:
        return
    used = {name for names in named for name in names or ()}
    for name in sorted(own.keys() - ours - used):
        near = difflib.get_close_matches(name, sorted(ours), 1)
        hint = f"did you mean {near[0]!r}?" if near else f"name it as ours are: {', '.join(sorted(ours))}"
        message = "no page is made from this template, and no other names it"
        yield Problem(f"{theme.name}/{name}", code="theme", message=message, hint=hint, severity="warning")


def _names(node: nodes.Node) -> list[str] | None:
    """The templates that an ``extends``, ``include`` or ``import`` names; None where only a page can say."""
    named = node.template  # type: ignore[attr-defined]  # each of the four has it
    if isinstance(named, nodes.Const):
        value = named.value
        return [one for one in (value if isinstance(value, list | tuple) else [value]) if isinstance(one, str)]
    if isinstance(named, nodes.List | nodes.Tuple) and all(isinstance(one, nodes.Const) for one in named.items):
        return [one.value for one in named.items if isinstance(one, nodes.Const) and isinstance(one.value, str)]
    return None


def _missing(tree: nodes.Template, templates: Environment) -> Iterator[tuple[int, str]]:
    """Templates that are named and are not there, with the line."""
    known = set(templates.list_templates())
    for node in tree.find_all(_NAMING):
        named = node.template  # type: ignore[attr-defined]  # each of the four has it
        name = named.value if isinstance(named, nodes.Const) and isinstance(named.value, str) else None
        if name is not None and name not in known and not getattr(node, "ignore_missing", False):
            yield node.lineno, f"there is no template {name[:100]!r}"


def _wrong(path: str, line: int, said: str) -> Problem:
    return Problem(path, line, code="theme", message=said, hint=CORRECT_IT)
