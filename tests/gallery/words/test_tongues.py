"""What languages call themselves."""

from __future__ import annotations

import re

import pytest

from gallery.manifest.kinds import LANGUAGE
from gallery.words.tongues import NAMES, name_of


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("de", "Deutsch"),
        ("pt-BR", "Português (BR)"),
        ("zh-Hant-TW", "中文 (Hant-TW)"),
        ("gsw", "gsw"),
        ("tlh-AQ", "tlh-AQ"),
    ],
)
def test_a_language_is_named_as_its_readers_name_it(tag: str, name: str) -> None:
    assert name_of(tag) == name


def test_every_name_belongs_to_a_tag_that_a_manifest_may_hold() -> None:
    assert all(re.fullmatch(LANGUAGE, tag) for tag in NAMES)
    assert len(set(NAMES.values())) == len(NAMES)
