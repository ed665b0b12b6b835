"""The JSON Schema for editors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from gallery.manifest.json_schema import SCHEMA_FILE, json_schema
from gallery.resources import EXHIBITS, TEMPLATES


def test_the_shipped_schema_is_the_schemas_own() -> None:
    shipped = TEMPLATES / "schema" / SCHEMA_FILE
    assert shipped.read_text(encoding="utf-8") == json_schema(), f"run: gallery schema > templates/schema/{SCHEMA_FILE}"


def test_it_repeats_and_is_json() -> None:
    assert json_schema() == json_schema()
    schema = json.loads(json_schema())
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert {"title", "curator", "statement", "rooms"} == set(schema["required"])


def test_every_shipped_exhibit_names_it() -> None:
    manifests = sorted(EXHIBITS.glob("*/exhibit.yaml"))
    assert manifests
    for path in manifests:
        first = path.read_text(encoding="utf-8").splitlines()[0]
        sign = "# yaml-language-server: $schema="
        assert first.startswith(sign)
        assert (path.parent / Path(first.removeprefix(sign))).resolve() == (
            TEMPLATES / "schema" / SCHEMA_FILE
        ).resolve()


def test_a_source_is_exactly_one_of_its_kinds() -> None:
    source = json.loads(json_schema())["$defs"]["Work"]["properties"]["source"]
    assert [kind["$ref"] for kind in source["oneOf"]] == [
        "#/$defs/UrlSource",
        "#/$defs/PathSource",
        "#/$defs/PackageSource",
    ]


@pytest.mark.parametrize("name", ["starter", "example"])
def test_the_starters_keys_are_all_in_the_schema(name: str) -> None:
    starter = yaml.safe_load((TEMPLATES / name / "exhibit.yaml").read_text(encoding="utf-8"))
    assert set(starter) <= set(json.loads(json_schema())["properties"])
