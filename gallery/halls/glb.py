"""Writing a glTF 2.0 model into one binary file (.glb): geometry and pictures in, bytes out, the same every time.

Source: Khronos glTF 2.0 specification, sections 3.6 to 3.9 and 4; extension KHR_materials_unlit.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

_FLOAT, _UINT16, _UINT32 = 5126, 5123, 5125
_VERTICES, _INDICES = 34962, 34963
_LINEAR, _MIPMAPS, _CLAMP = 9729, 9987, 33071
_UNLIT = "KHR_materials_unlit"
_MEDIA = {".jpg": "image/jpeg", ".png": "image/png"}

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Quads:
    """Rectangles in space."""

    corners: Floats
    """(N, 4, 3) metres: lower left, lower right, upper right, upper left, seen from the front."""

    @classmethod
    def of(cls, corners: Sequence[Sequence[Sequence[float]]]) -> Quads:
        return cls(np.asarray(corners, dtype=np.float32).reshape(-1, 4, 3))

    def normals(self) -> Floats:
        """(N, 4, 3), unit length, towards those who look at the front."""
        across = self.corners[:, 1] - self.corners[:, 0]
        up = self.corners[:, 3] - self.corners[:, 0]
        normals = np.cross(across, up)
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        return np.repeat(normals[:, None], 4, axis=1).astype(np.float32)


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
        points = quads.corners.reshape(-1, 3)
        bounds = {"min": points.min(axis=0).tolist(), "max": points.max(axis=0).tolist()}
        found = {
            "POSITION": self._add_vertices(points, "VEC3", bounds),
            "NORMAL": self._add_vertices(quads.normals().reshape(-1, 3), "VEC3", {}),
        }
        if textured:
            corners = np.array([[0, 1], [1, 1], [1, 0], [0, 0]], dtype=np.float32)  # v grows downwards
            found["TEXCOORD_0"] = self._add_vertices(np.tile(corners, (len(quads.corners), 1)), "VEC2", {})
        return found

    def _add_vertices(self, values: Floats, kind: str, bounds: Mapping[str, Any]) -> int:
        view = self._add_view(values.astype("<f4").tobytes(), _VERTICES)
        return self._add(
            "accessors",
            {"bufferView": view, "componentType": _FLOAT, "count": len(values), "type": kind} | dict(bounds),
        )

    def _indices(self, quads: Quads) -> int:
        firsts = np.arange(len(quads.corners), dtype=np.uint32)[:, None] * 4
        indices = (firsts + np.array([0, 1, 2, 0, 2, 3], dtype=np.uint32)).reshape(-1)
        small = len(quads.corners) * 4 < 65535
        view = self._add_view(indices.astype("<u2" if small else "<u4").tobytes(), _INDICES)
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
