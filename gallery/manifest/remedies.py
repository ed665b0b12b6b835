"""What a message says to write is tried before it is said, so that no remedy is refused in its turn."""

from __future__ import annotations

from gallery.errors import ManifestError
from gallery.manifest.fields import homes, takes
from gallery.manifest.nodes import read_tree
from gallery.manifest.positions import Keys
from gallery.manifest.writing import bounded


def is_taken(keys: Keys, line: str) -> bool:
    """Whether the schema takes ``line``, a ``key: value``, as what stands at ``keys``; True for items of lists."""
    if not isinstance(keys[-1], str):
        return True
    try:
        tree = read_tree(line + "\n", "")
    except ManifestError:
        return False
    if tree.problems or not isinstance(tree.value, dict) or [*tree.value] != [keys[-1]]:
        return False
    written = tree.written((keys[-1],))  # a number where a text belongs is that text
    return takes(keys, tree.value[keys[-1]]) or (written is not None and takes(keys, written))


def is_taken_somewhere(line: str) -> bool:
    """The same of what may stand in any mapping that has the key; True of keys that none has."""
    name = line.partition(":")[0]
    return name not in homes() or any(is_taken((*way, name), line) for way in homes()[name])


def uncut(line: str, *, sure: bool) -> str:
    """What to do about a value that a ``#`` cut off, ``line`` being the whole; ``sure`` where no comment was meant."""
    comment = "put a space after '#' if it is a comment"
    if not is_taken_somewhere(line):
        return comment
    return bounded(f"write {line}" if sure else f"write {line}, or {comment}")
