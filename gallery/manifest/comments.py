"""Comments of a manifest: where they are, and lists in brackets written in lines, so that items keep theirs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from gallery.manifest.layout import LIST, SCALAR, Node
from gallery.manifest.scalars import BREAK, lines_of

_COMMENT = re.compile(r"#[^\r\n]*")


class LostCommentsError(ValueError):
    """A change would lose comments that are of something else, or of what is kept."""


def comments_in(text: str, node: Node, *, within: bool = False) -> Counter[str]:
    """The comments of ``text``, of which ``node`` is the whole, each as often as it stands there; or those ``within``
    it."""
    found: Counter[str] = Counter()
    last, end = (node.start, node.end) if within else (0, len(text))
    for start, stop in [*sorted((one.start, one.end) for one in _scalars(node)), (end, end)]:
        found.update(comment.rstrip() for comment in _COMMENT.findall(text[last:start]))
        last = max(last, stop)
    return found


def _scalars(node: Node) -> Iterator[Node]:
    if node.kind == SCALAR:
        yield node
    for key, value in node.entries.values():
        yield key
        yield from _scalars(value)
    for item in node.items:
        yield from _scalars(item)


def in_lines(text: str, parent: Node, key: str) -> tuple[int, int, str] | None:
    """The list at ``key`` of a mapping in lines, written in lines where it is in brackets: which characters of ``text``
    that replaces, from behind the colon to the end of a line, and by what. None where it is no such list, or empty.
    """
    name, items = parent.entries.get(key, (None, None))
    if name is None or items is None or parent.in_brackets or items.kind != LIST or not items.style or not items.items:
        return None
    indent = " " * (next(iter(parent.entries.values()))[0].column + 2)
    start = text.index(":", name.end) + 1
    ending = BREAK.search(text, items.end)
    end = ending.start() if ending else len(text)
    opening, above = _comments_between(text[items.start + 1 : items.items[0].start])
    closing = text[items.end : end].strip()
    lines = ["  ".join(filter(None, [text[start : items.start].strip(), opening or closing]))]
    for item, following in pairwise([*items.items, None]):
        assert item is not None
        first, *rest = lines_of(text[item.start : item.end])
        lines += [*(f"{indent}{comment}" for comment in above), f"{indent}- {first}"]
        lines += [f"{indent}    {line.strip()}" for line in rest]
        beside, above = _comments_between(text[item.end : following.start if following else items.end - 1])
        lines[-1] += f"  {beside}" if beside else ""
    above += [closing] if opening and closing else []
    return start, end, "\n".join([f"  {lines[0]}".rstrip(), *lines[1:], *(f"{indent}  {comment}" for comment in above)])


def _comments_between(gap: str) -> tuple[str, list[str]]:
    """The comment in the first line of ``gap``, and those in the lines after it."""
    first, *others = (_COMMENT.search(line) for line in lines_of(gap))
    return first[0].rstrip() if first else "", [found[0].rstrip() for found in others if found]
