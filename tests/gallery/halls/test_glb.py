"""The writer of glTF binaries: its bytes, read back by hand."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest

from gallery.halls.glb import GltfModel, Quads

SQUARE = Quads.of([[(0, 0, 0), (2, 0, 0), (2, 1, 0), (0, 1, 0)]])


def chunks(content: bytes) -> tuple[dict[str, Any], bytes]:
    magic, version, length = struct.unpack_from("<4sII", content)
    assert (magic, version, length) == (b"glTF", 2, len(content))
    size, kind = struct.unpack_from("<I4s", content, 12)
    assert (kind, size % 4) == (b"JSON", 0)
    binary_size, binary_kind = struct.unpack_from("<I4s", content, 20 + size)
    assert (binary_kind, binary_size % 4) == (b"BIN\0", 0)
    return json.loads(content[20 : 20 + size]), content[28 + size :]


def a_model() -> bytes:
    model = GltfModel({"copyright": "© somebody"})
    plain = model.add_material("plain", color=(0.5, 0.4, 0.3))
    texture = model.add_image(b"\xff\xd8bytes", ".jpg", "picture", {"notice": "N"})
    shown = model.add_material("shown", texture=texture)
    mesh = model.add_mesh("both", [(SQUARE, plain), (SQUARE, shown)])
    return model.to_bytes("scene", [model.add_node("node", mesh=mesh, translation=[1, 2, 3])])


def test_a_square_is_two_triangles_that_face_its_front() -> None:
    tree, binary = chunks(a_model())
    primitive = tree["meshes"][0]["primitives"][0]

    def values(index: int, kind: str) -> np.ndarray[Any, Any]:
        accessor = tree["accessors"][index]
        view = tree["bufferViews"][accessor["bufferView"]]
        return np.frombuffer(
            binary, kind, offset=view["byteOffset"], count=view["byteLength"] // np.dtype(kind).itemsize
        )

    points = values(primitive["attributes"]["POSITION"], "<f4").reshape(-1, 3)
    assert [tuple(point) for point in points.tolist()] == list(SQUARE.corners[0])
    assert values(primitive["attributes"]["NORMAL"], "<f4").reshape(-1, 3).tolist() == [[0, 0, 1]] * 4
    for a, b, c in values(primitive["indices"], "<u2").reshape(-1, 3):
        assert np.cross(points[b] - points[a], points[c] - points[a])[2] > 0  # counter-clockwise: the front
    bounds = tree["accessors"][primitive["attributes"]["POSITION"]]
    assert (bounds["min"], bounds["max"]) == ([0, 0, 0], [2, 1, 0])


def test_only_what_shows_a_picture_has_texture_coordinates_and_no_light() -> None:
    tree, _ = chunks(a_model())
    plain, shown = tree["meshes"][0]["primitives"]
    assert "TEXCOORD_0" not in plain["attributes"]
    assert "TEXCOORD_0" in shown["attributes"]
    assert ["extensions" in material for material in tree["materials"]] == [False, True]
    assert tree["extensionsUsed"] == ["KHR_materials_unlit"]


def test_pictures_go_in_as_they_are() -> None:
    tree, binary = chunks(a_model())
    image = tree["images"][0]
    view = tree["bufferViews"][image["bufferView"]]
    assert binary[view["byteOffset"] :][: view["byteLength"]] == b"\xff\xd8bytes"
    assert (image["mimeType"], image["extras"]) == ("image/jpeg", {"notice": "N"})


def test_every_view_begins_at_a_multiple_of_four() -> None:
    tree, _ = chunks(a_model())
    assert all(view["byteOffset"] % 4 == 0 for view in tree["bufferViews"])


def test_the_same_model_is_the_same_bytes() -> None:
    assert a_model() == a_model()


def test_many_quads_take_larger_indices() -> None:
    model = GltfModel({})
    material = model.add_material("m")
    many = Quads.of(np.tile(SQUARE.corners, (20_000, 1, 1)).tolist())
    mesh = model.add_mesh("many", [(many, material)])
    tree, binary = chunks(model.to_bytes("s", [model.add_node("n", mesh=mesh)]))
    accessor = tree["accessors"][tree["meshes"][0]["primitives"][0]["indices"]]
    view = tree["bufferViews"][accessor["bufferView"]]
    last = np.frombuffer(binary, "<u4", offset=view["byteOffset"], count=accessor["count"]).max()
    assert last == pytest.approx(79_999)
