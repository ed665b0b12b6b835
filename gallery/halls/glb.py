"""Writing a glTF 2.0 model into one binary file (.glb): geometry and pictures in, bytes out, the same every time.

Source: Khronos glTF 2.0 specification, sections 3.6 to 3.9 and 4; extension KHR_materials_unlit.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import hypot
from typing import Any

_FLOAT, _UINT16, _UINT32 = 5126, 5123, 5125
_VERTICES, _INDICES = 34962, 34963
_LINEAR, _MIPMAPS, _CLAMP = 9729, 9987, 33071
_UNLIT = "KHR_materials_unlit"
_MEDIA = {".jpg": "image/jpeg", ".png": "image/png"}

Point = tuple[float, ...]


@dataclass(frozen=True)
class Quads:
    """Rectangles in space."""

    corners: tuple[tuple[Point, ...], ...]
    """Of each four points, in metres: lower left, lower right, upper right, upper left, seen from the front."""

    @classmethod
    def of(cls, corners: Sequence[Sequence[Sequence[float]]]) -> Quads:
        return cls(tuple(tuple(map(tuple, quad)) for quad in corners))

    def normals(self) -> list[Point]:
        """For each corner, unit length, towards those who look at the front."""
        return [normal for first, second, _, last in self.corners for normal in [_across(first, second, last)] * 4]


def _across(origin: Point, one: Point, other: Point) -> Point:
    """The direction at right angles to those from ``origin`` to two other points, unit length."""
    (ax, ay, az), (bx, by, bz) = ([to - at for to, at in zip(end, origin, strict=True)] for end in (one, other))
    across = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
    return tuple(side / hypot(*across) for side in across)


class GltfModel:
    """A glTF model that grows: every ``add_…`` gives the index of what was added."""

    def __init__(self, asset: Mapping[str, Any]) -> None:
        self._tree: dict[str, Any] = {"asset": {"version": "2.0"} | dict(asset)}
        self._binary = bytearray()
        self._textured: set[int] = set()

    def add_image(self, content: bytes, suffix: str, name: str, extras: Mapping[str, Any]) -> int:
        """A JPEG or PNG file as texture; its bytes go in as they are."""
        view = self._add_view(content)
        image = {"bufferView": view, "mimeType": _MEDIA[suffix], "name": name}
        source = self._add("images", image | ({"extras": dict(extras)} if extras else {}))
        if "samplers" not in self._tree:
            sampler = {"magFilter": _LINEAR, "minFilter": _MIPMAPS, "wrapS": _CLAMP, "wrapT": _CLAMP}
            self._add("samplers", sampler)
        return self._add("textures", {"sampler": 0, "source": source})

    def add_material(
        self, name: str, *, color: Sequence[float] = (1, 1, 1), texture: int | None = None, clear: bool = False
    ) -> int:
        """A matt material of linear RGB ``color``; with a texture it shows that as it is, in any light.

        ``clear``: what lies behind the texture shines through by its alpha.
        """
        surface: dict[str, Any] = {"metallicFactor": 0, "roughnessFactor": 0.95}
        material: dict[str, Any] = {"name": name, "pbrMetallicRoughness": surface}
        if texture is None:
            surface["baseColorFactor"] = [*color, 1]
        else:
            surface["baseColorTexture"] = {"index": texture}
            material["extensions"] = {_UNLIT: {}}
            if clear:
                material["alphaMode"] = "BLEND"
            self._tree["extensionsUsed"] = [_UNLIT]
        added = self._add("materials", material)
        if texture is not None:
            self._textured.add(added)
        return added

    def add_mesh(self, name: str, parts: Sequence[tuple[Quads, int]]) -> int:
        """A mesh of quads, each part in its material; a texture covers each quad once."""
        primitives = [
            {
                "attributes": self._attributes(quads, textured=material in self._textured),
                "indices": self._indices(quads),
                "material": material,
            }
            for quads, material in parts
        ]
        return self._add("meshes", {"name": name, "primitives": primitives})

    def add_node(self, name: str, **given: Any) -> int:
        """A node, with ``mesh``, ``children``, ``translation``, ``rotation`` (x, y, z, w), ``extras``."""
        return self._add("nodes", {"name": name} | given)

    def to_bytes(self, name: str, roots: Sequence[int]) -> bytes:
        """The file, with one scene of the nodes ``roots``."""
        tree = self._tree | {
            "scene": 0,
            "scenes": [{"name": name, "nodes": list(roots)}],
            "buffers": [{"byteLength": len(self._binary)}],
        }
        text = json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
        text += b" " * (-len(text) % 4)
        binary = bytes(self._binary) + b"\0" * (-len(self._binary) % 4)
        total = 12 + 8 + len(text) + 8 + len(binary)
        return b"".join(
            (
                struct.pack("<4sII", b"glTF", 2, total),
                struct.pack("<I4s", len(text), b"JSON"),
                text,
                struct.pack("<I4s", len(binary), b"BIN\0"),
                binary,
            )
        )

    def _attributes(self, quads: Quads, *, textured: bool) -> dict[str, int]:
        found = {
            "POSITION": self._add_vertices([*chain(*quads.corners)], "VEC3", bounded=True),
            "NORMAL": self._add_vertices(quads.normals(), "VEC3"),
        }
        if textured:
            corners: list[Point] = [(0, 1), (1, 1), (1, 0), (0, 0)]  # v grows downwards
            found["TEXCOORD_0"] = self._add_vertices(corners * len(quads.corners), "VEC2")
        return found

    def _add_vertices(self, points: Sequence[Point], kind: str, *, bounded: bool = False) -> int:
        layout = f"<{sum(map(len, points))}f"
        packed = struct.pack(layout, *chain(*points))
        found = {"componentType": _FLOAT, "count": len(points), "type": kind}
        if bounded:
            axes = [struct.unpack(layout, packed)[axis::3] for axis in range(3)]  # rounded, as they stand in the file
            found |= {"min": [*map(min, axes)], "max": [*map(max, axes)]}
        return self._add("accessors", {"bufferView": self._add_view(packed, _VERTICES)} | found)

    def _indices(self, quads: Quads) -> int:
        firsts = range(0, 4 * len(quads.corners), 4)
        indices = [first + corner for first in firsts for corner in (0, 1, 2, 0, 2, 3)]
        small = len(quads.corners) * 4 < 65535
        view = self._add_view(struct.pack(f"<{len(indices)}{'H' if small else 'I'}", *indices), _INDICES)
        component = _UINT16 if small else _UINT32
        return self._add(
            "accessors", {"bufferView": view, "componentType": component, "count": len(indices), "type": "SCALAR"}
        )

    def _add_view(self, content: bytes, target: int | None = None) -> int:
        self._binary += b"\0" * (-len(self._binary) % 4)
        view = {"buffer": 0, "byteOffset": len(self._binary), "byteLength": len(content)}
        self._binary += content
        return self._add("bufferViews", view | ({"target": target} if target else {}))

    def _add(self, kind: str, value: dict[str, Any]) -> int:
        values: list[dict[str, Any]] = self._tree.setdefault(kind, [])
        values.append(value)
        return len(values) - 1
