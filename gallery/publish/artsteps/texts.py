"""The texts of a work as a platform takes them: plain, one title and one text for each picture."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from gallery.labels.label import Label
from gallery.problems import Problem
from gallery.publication.profiles import Profile


def picture_text(label: Label, *, inferred: bool) -> str:
    """The text to paste beside one picture. Where colours are inferred the notice opens it."""
    tombstone = "\n".join(label.lines())
    notice = label.notice if inferred or not label.colorized else ""
    parts = [
        notice if inferred else "",
        tombstone,
        plain(label.description or ""),
        "" if inferred else notice,
    ]
    return "\n\n".join(part for part in parts if part)


def limit_faults(label: Label, profile: Profile) -> Iterator[tuple[str, Problem]]:
    """What of ``label`` is longer than ``profile`` lets it be, each under the field of the manifest to shorten."""
    limits = profile.labels
    kinds = (False, True) if label.colorized else (False,)
    longest = max(len(picture_text(label, inferred=kind)) for kind in kinds)
    for name, field, length, most in (
        ("title", "title", len(label.title), limits.max_title),
        ("text", "title" if label.description is None else "description", longest, limits.max_text),
    ):
        if most is not None and length > most:
            said = f"the {name} is {length} characters, {profile.platform} takes {most}"
            hint = f"shorten it, or change labels.max_{name} in the profile {profile.name}.yaml"
            yield field, Problem(message=said, hint=hint)


def plain(markdown: str) -> str:
    """Markdown as plain text: an empty line between paragraphs, a dash before items, links with address."""
    lines: list[str] = []
    prefix = ""
    for token in MarkdownIt("commonmark", {"html": False}).parse(markdown):
        if token.type == "list_item_open":
            prefix = "– "
        elif token.type in ("inline", "fence", "code_block"):
            text = _inline(token.children or []) if token.type == "inline" else token.content.rstrip("\n")
            # Items of a list stand on consecutive lines.
            together = prefix and lines and lines[-1].startswith("– ")
            lines.extend([f"{prefix}{text}"] if together or not lines else ["", f"{prefix}{text}"])
            prefix = ""
    return "\n".join(lines)


def _inline(tokens: list[Token]) -> str:
    parts: list[str] = []
    addresses: list[str] = []
    for token in tokens:
        match token.type:
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "link_open":
                addresses.append(str(token.attrs.get("href", "")))
            case "link_close":
                address = addresses.pop()
                parts.append("" if "".join(parts).endswith(address) else f" ({address})")
            case _:
                parts.append(token.content)
    return "".join(parts)
