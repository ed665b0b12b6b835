"""Tiny films, made with PyAV: something that moves over a gradient, of any kind that is asked for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from gallery.film.priority import kept_priority

WIDTH, HEIGHT, FRAMES = 96, 64, 32
LOSSLESS = {
    "libx264": {"qp": "0"},
    "libx265": {"x265-params": "lossless=1:log-level=error"},
    "libvpx-vp9": {"lossless": "1"},
}
SOUND_RATE = 48_000
_TAGS = {"color_range": 1, "colorspace": 1, "color_primaries": 1, "color_trc": 1}


def picture(number: int, size: tuple[int, int] = (WIDTH, HEIGHT), *, colours: bool = False) -> NDArray[np.uint8]:
    """Frame ``number`` (H, W, 3): a disc goes from left to right over a slanting gradient."""
    width, height = size
    y, x = np.mgrid[:height, :width]
    grey = 40 + 120 * (x + 2 * y) / (width + 2 * height)
    disc = (x - (number * width / FRAMES)) ** 2 + (y - height / 2) ** 2 < (height / 5) ** 2
    grey = np.where(disc, 220, grey)
    if not colours:
        return np.repeat(grey[..., None], 3, 2).round().astype(np.uint8)
    across = x / width
    tint = np.stack([grey * (1.2 - 0.6 * across), grey * 0.9, grey * np.where(disc, 0.3, 0.5 + 0.6 * across)], -1)
    return np.clip(tint, 0, 255).round().astype(np.uint8)


def frame_of(rgb: NDArray[np.uint8], form: str, tags: dict[str, int]) -> av.VideoFrame:
    """A frame in pixel format ``form``, its matrix and range as ``tags`` say."""
    height, width = rgb.shape[:2]
    given = av.VideoFrame(width, height, "rgb24")
    plane = np.frombuffer(given.planes[0], np.uint8).reshape(height, -1)
    plane[:, : width * 3] = rgb.reshape(height, -1)
    made = given.reformat(
        format=form, src_color_range=2, dst_color_range=tags["color_range"], dst_colorspace=tags["colorspace"] % 9 or 9,
        interpolation=av.video.reformatter.Interpolation.ACCURATE_RND | av.video.reformatter.Interpolation.BILINEAR,
    )  # fmt: skip
    for name, value in tags.items():
        setattr(made, name, value)
    return made


def make(
    path: Path,
    codec: str = "libx264",
    form: str = "yuv420p",
    *,
    frames: int = FRAMES,
    size: tuple[int, int] = (WIDTH, HEIGHT),
    rate: int = 25,
    times: Sequence[int] | None = None,
    tick: Fraction | None = None,
    pictures: Sequence[NDArray[np.uint8]] | None = None,
    tags: dict[str, int] | None = None,
    sound: str | None = None,
    subtitles: str | None = None,
    chapters: bool = False,
    options: dict[str, str] | None = None,
    aspect: Fraction | None = None,
    container: str | None = None,
    muxer: dict[str, str] | None = None,
) -> Path:
    """Write a film to ``path``; ``times`` of its frames are in ``tick`` seconds."""
    said = {**_TAGS, **(tags or {})}
    shown = pictures if pictures is not None else [picture(number, size) for number in range(frames)]
    with av.open(str(path), "w", format=container, container_options=muxer or {}) as made:
        stream = made.add_stream(codec, rate=rate, options=options if options is not None else LOSSLESS.get(codec, {}))
        stream.height, stream.width = shown[0].shape[:2]
        stream.pix_fmt = form
        stream.codec_context.time_base = tick or Fraction(1, rate)
        if aspect:
            stream.codec_context.sample_aspect_ratio = aspect
        for name, value in said.items():
            setattr(stream.codec_context, name, value)
        with kept_priority():  # of the tests' process, which SVT-AV1 would change
            stream.codec_context.open()
        others = [
            *([_sound(made, sound, len(shown) / rate)] if sound else []),
            *([_subtitles(made, subtitles)] if subtitles else []),
        ]
        if chapters:
            second = {"id": 2, "start": 500, "end": 1000, "time_base": Fraction(1, 1000), "metadata": {"title": "Two"}}
            made.set_chapters([{**second, "id": 1, "start": 0, "end": 500, "metadata": {"title": "One"}}, second])
        for number, rgb in enumerate(shown):
            frame = frame_of(rgb, form, said)
            frame.pts = number if times is None else times[number]
            frame.time_base = tick or Fraction(1, rate)
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
        for packets in others:
            made.mux(packets())
    return path


def _sound(made: Any, codec: str, seconds: float) -> Any:
    stream = made.add_stream(codec, rate=SOUND_RATE, layout="mono")

    def packets() -> list[Any]:
        count = round(seconds * SOUND_RATE)
        wave = (8000 * np.sin(np.arange(count) * 2 * math.pi * 440 / SOUND_RATE)).astype(np.int16)
        given = av.AudioFrame.from_ndarray(wave[None], "s16", "mono")
        given.sample_rate, given.pts, given.time_base = SOUND_RATE, 0, Fraction(1, SOUND_RATE)
        coder = stream.codec_context
        resampler = av.AudioResampler(coder.format, "mono", SOUND_RATE, coder.frame_size or None)
        frames = [*resampler.resample(given), *resampler.resample(None)]
        return [packet for frame in [*frames, None] for packet in stream.encode(frame)]

    return packets


def _subtitles(made: Any, codec: str) -> Any:
    stream = made.add_stream(codec)
    stream.metadata["language"] = "eng"
    stream.codec_context.subtitle_header = _HEADER
    stream.time_base = Fraction(1, 1000)

    def packets() -> list[Any]:
        found = []
        for start, text in ((100, "First line"), (700, "Second line")):
            said = av.subtitles.subtitle.SubtitleSet.create(f"0,0,Default,,0,0,0,,{text}".encode(), 0, 400)
            packet = stream.codec_context.encode_subtitle(said)
            packet.pts = packet.dts = start
            packet.duration, packet.time_base, packet.stream = 400, Fraction(1, 1000), stream
            found.append(packet)
        return found

    return packets


_HEADER = b"""[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,16

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
