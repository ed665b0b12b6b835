"""What a manifest may say of the 3D model: its section of ``publications``."""

from __future__ import annotations

from gallery.manifest.kinds import Section


class RoomModel(Section):
    """The rooms as one 3D model (glTF), for platforms that import rooms."""
