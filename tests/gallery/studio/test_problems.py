"""Problem documents of the studio lead to where their kind is explained."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import gallery.studio
import gallery.web
from gallery.studio.problems import MANIFEST, PROBLEMS


def test_every_code_that_the_studio_uses_is_explained() -> None:
    texts = [
        path.read_text(encoding="utf-8")
        for package in (gallery.studio, gallery.web)
        for path in Path(package.__path__[0]).glob("*.py")
    ]
    pattern = r'Refusal\(\s*\d{3},\s*"([a-z-]+)"|code="([a-z-]+)"'
    used = {one or other for text in texts for one, other in re.findall(pattern, text)}
    assert len(used) > 20
    assert used <= set(PROBLEMS)


def test_the_address_that_is_the_type_of_a_problem_explains_it(studio: Any) -> None:
    told = studio.ask("GET", "/api/works/mars/picture/colour").json()
    page, _, code = told["type"].partition("#")
    assert f'id="{code}"' in studio.ask("GET", page).text
    wrong = studio.save({"do": "set", "work": "moon", "field": ["rights"], "value": "mine"}).json()
    assert (wrong["code"], wrong["type"]) == (MANIFEST, f"{page}#{MANIFEST}")
    assert wrong["problems"][0]["code"] not in PROBLEMS
