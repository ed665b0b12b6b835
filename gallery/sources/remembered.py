"""What was downloaded for an address without a pin, so that it is downloaded once and not at every look.

    <cache>/downloads/addresses/<SHA-256 of the address>.json    {"sha256": …, "url": …}

It is worth only what the cache still holds: whoever wants the file anew removes it there.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from gallery.files import whole
from gallery.sources.downloads import cached, downloads

LOG = logging.getLogger(__name__)

_LONGEST = 1 << 20


@dataclass(frozen=True)
class Remembered:
    """A download of an earlier look."""

    path: Path
    """In the cache, verified; its name is its SHA-256."""
    day: date
    """When it was downloaded (UTC)."""


def remembered(cache: Path, url: str) -> Remembered | None:
    """What was downloaded for ``url``, while the cache holds it. Raises SourceError as ``cached`` does."""
    record = _record(cache, url)
    try:
        facts = record.stat()
        content = json.loads(record.read_bytes()) if facts.st_size <= _LONGEST else None
    except (OSError, ValueError):
        return None
    digest = content.get("sha256") if isinstance(content, dict) and content.get("url") == url else None
    if not isinstance(digest, str) or len(digest) != 64 or not digest.isalnum():
        return None
    path = cached(cache, digest)
    return None if path is None else Remembered(path, datetime.fromtimestamp(facts.st_mtime, UTC).date())


def remember(cache: Path, url: str, path: Path) -> None:
    """Remember that ``path``, in the cache, is what was downloaded for ``url``."""
    record = _record(cache, url)
    try:
        record.parent.mkdir(parents=True, exist_ok=True)
        with whole(record) as draft:
            draft.write_text(json.dumps({"sha256": path.name, "url": url}) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        LOG.warning("%s is not remembered, and downloaded at the next look: %s", record, error.strerror or error)


def _record(cache: Path, url: str) -> Path:
    return downloads(cache) / "addresses" / f"{sha256(url.encode()).hexdigest()}.json"
