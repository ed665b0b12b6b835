"""The preview's script in a page: added to what is sent, never to the file.

The pages' own policy lets them load scripts and styles from the site, and connect to nothing. In what the preview
sends, it lets the preview's script, its style and its stream of events through, and nothing more.
"""

from __future__ import annotations

import html
import re

SCRIPT = "/.preview/preview.js"

_META = re.compile(rb"<meta\b[^>]*\bhttp-equiv\s*=\s*[\"']?content-security-policy\b[^>]*>", re.IGNORECASE)
_CONTENT = re.compile(rb"(\bcontent\s*=\s*)(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_HEAD = re.compile(rb"</head\s*>|<body\b", re.IGNORECASE)

_GOVERNING = (
    ("script-src-elem", "script-src", "default-src"),
    ("style-src-elem", "style-src", "default-src"),
    ("connect-src", "default-src"),
)
"""Directives of a policy that decide about scripts, styles and connections: the first that is there does."""


def with_script(page: bytes, version: str) -> bytes:
    """``page`` (UTF-8) with the preview's script, which is told that it stands in ``version`` of the exhibition."""
    page = _META.sub(lambda meta: _CONTENT.sub(_opened, meta[0]), page)
    script = f'<script defer src="{SCRIPT}" data-version="{html.escape(version)}"></script>'.encode()
    head = _HEAD.search(page)
    at = head.start() if head else len(page)
    return page[:at] + script + page[at:]


def _opened(content: re.Match[bytes]) -> bytes:
    policy = html.unescape(content[2][1:-1].decode("utf-8", "replace"))
    escaped = html.escape(allow_own(policy), quote=False).replace('"', "&quot;")
    return content[1] + f'"{escaped}"'.encode()


def allow_own(policy: str) -> str:
    """A Content-Security-Policy that also allows scripts, styles and connections of the page's own server."""
    directives: dict[str, list[str]] = {}
    for directive in policy.split(";"):
        name, *sources = directive.split() or [""]
        if name:
            directives.setdefault(name.lower(), sources)  # of two with one name, the first counts
    for names in _GOVERNING:
        found = next((name for name in names if name in directives), None)
        if found is not None and not {"'self'", "*"} & set(directives[found]):
            allowed = [source for source in directives[found] if source.lower() != "'none'"]
            directives[names[-2] if found == "default-src" else found] = [*allowed, "'self'"]
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())
