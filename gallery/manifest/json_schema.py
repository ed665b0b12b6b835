"""The manifest's JSON Schema, for editors that complete and check while a curator writes."""

from __future__ import annotations

import json

from gallery.manifest.schema import Exhibit

SCHEMA_FILE = "exhibit.schema.json"
"""The schema's file name: in ``templates/schema`` and beside a manifest that ``gallery init`` wrote."""


def json_schema() -> str:
    """The JSON Schema of ``exhibit.yaml``, as text that repeats byte for byte."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Exhibit.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
