"""Writing what the search of one language can find."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gallery.derivatives import Derivatives
from gallery.pages.environment import inline_json, markdown
from gallery.pictures.addresses import ladder
from gallery.tasks import Inputs

SCRIPT = "search.js"
"""The file in the task's folder."""


def search_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``search.js``: one value, ``galleryWorks``, with ``language``, ``decades`` (``year``, ``name``), ``works``.

    Each work has what of these is known: ``id``, ``room`` (number), ``kind``, ``years`` (first, last), ``thumb``
    (width and height in pixels of its smallest picture), and its words.
    """
    works = []
    for work in parameters["works"]:
        facts = Derivatives.read(inputs[f"colorize/{work['id']}"]).facts
        # Everything but the words between marks: what a search would find, and what an excerpt shows.
        plain = {name: markdown(work[name]).striptags() for name in ("description", "transcript") if work.get(name)}
        works.append(work | plain | {"thumb": list(ladder(facts.width, facts.height)[0])})
    value = inline_json({"language": parameters["language"], "decades": parameters["decades"], "works": works})
    (out / SCRIPT).write_text(f"globalThis.galleryWorks = {value};\n", encoding="utf-8", newline="\n")
