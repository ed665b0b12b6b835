"""Which masters were looked at and are photographs, so that each is opened once by inspections."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from gallery.files import whole
from gallery.pipeline.code import code_in
from gallery.pipeline.keys import digest

LOG = logging.getLogger(__name__)

MOST = 1_000_000
"""Masters remembered; with more it begins anew."""


class Looked:
    """Masters that were found to be photographs: width and height of each by its SHA-256, kept in a file of the
    cache."""

    def __init__(self, path: Path, look: str) -> None:
        """``look`` is the module that looks: when its code changes, nothing is remembered. A damaged file is as
        good as none."""
        self.path = path
        self.rule = digest(dict(code_in(look)))
        self.found = self._read()
        self._changed = False

    def _read(self) -> dict[str, tuple[int, int]]:
        try:
            content = json.loads(self.path.read_text(encoding="ascii"))
            sound = content["sound"] if content["rule"] == self.rule else {}
            return {str(one): (int(width), int(height)) for one, (width, height) in sound.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            LOG.debug("%s: %s", self.path, error)
            return {}

    def add(self, sha256: str, size: tuple[int, int]) -> None:
        """Remember a master and its width and height."""
        self.found[sha256] = size
        self._changed = True

    def save(self) -> None:
        """Keep what is remembered; where that cannot be written it is only a loss of time."""
        if not self._changed:
            return
        sound = self.found if len(self.found) <= MOST else {}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with whole(self.path) as draft:
                content = json.dumps({"rule": self.rule, "sound": sound}, indent=0, sort_keys=True)
                draft.write_text(content, encoding="ascii", newline="\n")
        except OSError as error:
            LOG.info("%s cannot be written (%s): photographs are looked at again", self.path, error)
