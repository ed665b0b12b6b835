"""What is known of pictures before any hint: kept, while a curator tries hints on one."""

from __future__ import annotations

from dataclasses import dataclass, field

from model.color.lab import Float
from model.inference.spreading import Scene


@dataclass(frozen=True, eq=False)
class Seen:
    """Pictures of one size, as the network sees them without hints."""

    size: tuple[int, int]
    """Height and width of the pictures."""
    guide: Float
    """L, float32 ``(N, h, w)``, at the size that colours are inferred for."""
    ab: Float
    """Colours, float32 ``(N, 2, h, w)``, without any gain."""
    spread: Float
    """The root of the squared error of ``ab`` that is expected, float32 ``(N, h, w)``."""
    _scenes: dict[int, Scene] = field(default_factory=dict)

    def scene(self, index: int) -> Scene:
        """What the pixels of one of the pictures are compared by."""
        if index not in self._scenes:
            self._scenes[index] = Scene(self.guide[index], self.ab[index])
        return self._scenes[index]

    @property
    def nbytes(self) -> int:
        """Bytes that it takes, about."""
        scenes = sum(scene.nbytes for scene in self._scenes.values())
        return self.guide.nbytes + self.ab.nbytes + self.spread.nbytes + scenes
