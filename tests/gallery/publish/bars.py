"""Tiny films, made with PyAV: a bar moves over a grey ramp, to another place in each frame, which tells them apart."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 12
SIZE = 96, 64
"""Width and height."""


def picture(number: int, tint: tuple[int, int, int] = (0, 0, 0)) -> NDArray[np.uint8]:
    """Frame ``number`` (H, W, 3): the bar stands ``2 * number`` pixels from the left; ``tint`` is added to the ramp."""
    width, height = SIZE
    ramp = np.linspace(60, 180, width)[None, :, None].repeat(height, 0).repeat(3, 2) + np.asarray(tint)
    ramp[:, 2 * number : 2 * number + 4] = 245
    return ramp.clip(0, 255).astype(np.uint8)


def clip(
    path: Path, frames: int = 24, *, tint: tuple[int, int, int] = (0, 0, 0), codec: str = "libx264", sound: bool = False
) -> Path:
    """Write a film of ``frames`` at :data:`RATE`, one of each place of the bar, with a tone if it has ``sound``."""
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=RATE, options={"bf": "0"} if codec == "libx264" else {})
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        heard = container.add_stream("aac", rate=8000, layout="mono") if sound else None
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(picture(number % 46, tint), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if heard is not None:
            tone = np.sin(np.arange(8000 * frames // RATE) * 440 * 2 * np.pi / 8000).astype(np.float32)
            samples = av.AudioFrame.from_ndarray(tone[None], format="fltp", layout="mono")
            samples.sample_rate = 8000
            samples.pts = 0
            container.mux(heard.encode(samples))
            container.mux(heard.encode(None))
    return path


def two_shots(path: Path, frames: int = 12) -> Path:
    """A film of two shots of ``frames`` each, coded as MPEG-4: a bar over a ramp, then discs on a dark ground."""
    import av

    width, height = SIZE
    down, across = np.mgrid[:height, :width]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=RATE, options={"qscale": "2", "flags": "+qscale"})
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        for number in range(2 * frames):
            shown = picture(number)
            if number >= frames:
                discs = ((across - 20 - 2 * (number - frames)) % 32 - 16) ** 2 + (down % 32 - 16) ** 2 < 90
                shown = np.where(discs, 200, 30)[..., None].repeat(3, 2).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(shown, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
