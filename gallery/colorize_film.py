"""The door to the colourist for films: shots found, each coloured and coded, all joined to one film that says so.

A shot's segment depends on the film, the weights and what is given for it, and on nothing of another shot, so that
shots are made side by side, in any order, and kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from gallery.colorize import colorist_of, rgb_of
from gallery.errors import DisclosureError, FilmError, GalleryError
from gallery.files import whole
from gallery.film import Encoding, FilmHead, Frame, frames, halved, join, write_segment
from gallery.film.memory import give_back
from gallery.film.opening import EXTRA
from model.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from gallery.labels.label import Label
    from gallery.pictures.film_patch import FilmPatch
    from model.film import Shot, ShotColours, TimedHint

__all__ = [
    "CAPTION", "Shot", "ShotFacts", "colorize_frame", "colorize_shot", "join_shots", "shot_of", "shots_in",
]  # fmt: skip

CAPTION = Fraction(3)
"""Seconds from the film's beginning that the caption stands in the picture, of a short film a third of its length."""

T = TypeVar("T")

Progress = Callable[[int], None]
"""Told how many more frames are done."""


@dataclass(frozen=True)
class ShotFacts:
    """What is known of a shot that was colorized."""

    first: int
    last: int
    """Frames ``first`` to ``last`` - 1."""
    confidence_mean: float
    """Of its key frames, 0..1."""
    vividness: float
    weights: str
    weights_sha256: str
    weights_date: str
    network: str
    hints: int
    """That were heard in it."""

    def to_json(self) -> dict[str, Any]:
        """The facts as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> ShotFacts:
        """The facts that :meth:`to_json` gave."""
        return cls(**values)


def shots_in(small: Iterable[NDArray[np.uint8]]) -> list[Shot]:
    """The shots of a film whose frames, (h, w) grey and all of them, are ``small``."""
    with _model():
        from model.film import find_shots

        shots: list[Shot] = find_shots(small)
        return shots


def shot_of(first: int, last: int, before: int = 0, after: int = 0) -> Shot:
    """The shot of frames ``first`` to ``last`` - 1, looked at with so many frames ``before`` and ``after`` it."""
    with _model():
        from model.film import Shot

        return Shot(first, last, before, after)


def colorize_shot(
    path: Path,
    head: FilmHead,
    shot: Shot,
    weights: str,
    *,
    hints: Sequence[Mapping[str, Any]] = (),
    protect: Sequence[Sequence[Sequence[float]]] = (),
    vividness: float | None = None,
    encoding: Encoding,
    mark: Mapping[str, Any] | None = None,
    caption: str | None = None,
    serif: str | None = None,
    out: Path,
    progress: Progress | None = None,
) -> ShotFacts:
    """Write the segment ``out`` (``.nut``) of one ``shot`` of the film at ``path``, in colour.

    A hint is as in :func:`gallery.colorize.colorize_parameters`, with its time in seconds as ``from`` and ``to``, both
    alike for one frame, or neither for the whole film; areas to ``protect`` are of the whole film. ``mark``
    (:meth:`Mark.to_json`) stands in every frame, ``caption`` in those of the film's beginning, set in the font file
    ``serif`` or else in ours.
    """
    with _model():
        colours, facts = _colours(path, head, shot, weights, hints=hints, protect=protect, vividness=vividness)
        drawn = _Drawn.of(head, mark, caption, serif)
        painted = (
            drawn.over(frame, colours.paint(frame.number - shot.looked.start, halved(frame.grey)))
            for frame in frames(path, head, shot.first, shot.last)
        )
        write_segment(out, head, _told(painted, progress), encoding)
        del colours, painted
        give_back()
        return facts


def colorize_frame(
    path: Path,
    head: FilmHead,
    shot: Shot,
    number: int,
    weights: str,
    *,
    hints: Sequence[Mapping[str, Any]] = (),
    protect: Sequence[Sequence[Sequence[float]]] = (),
    vividness: float | None = None,
) -> tuple[NDArray[np.uint8], NDArray[np.float32], ShotFacts]:
    """Frame ``number`` of the film, which is of ``shot``, as it is in :func:`colorize_shot` but for the mark: sRGB
    (H, W, 3); its confidence (h, w), 0..1; and what is known of the shot."""
    with _model():
        colours, facts = _colours(path, head, shot, weights, hints=hints, protect=protect, vividness=vividness)
        frame = next(frames(path, head, number, number + 1))
        within = number - shot.looked.start
        return colours.paint(within, frame.grey), colours.confidence(within), facts


def join_shots(
    segments: Sequence[Path], source: Path, head: FilmHead, out: Path, *, encoding: Encoding, label: Label
) -> tuple[str, ...]:
    """The film ``out`` of all its ``segments`` in order, with all else of ``source``, under its ``label``: its metadata
    say that its colours are inferred, and how. Gives notes on what of the source could not be kept as it was.

    The file appears whole or not at all; DisclosureError if it does not say so when it is read back.
    """
    from gallery.pictures.containers.film import read_packet
    from gallery.pictures.containers.matroska import TAG
    from gallery.pictures.containers.mp4 import packet_box
    from gallery.pictures.metadata import disclosure, fitting_packet, properties_of

    said = disclosure(label, inferred=True)
    packet = fitting_packet(said, label.language, str(source))
    texts = {"title": label.title, "artist": label.creator, "copyright": label.rights_label, "comment": label.notice}
    tags = {name: text for name, text in texts.items() if text}
    if encoding.format == "webm":
        tags |= {TAG: packet.decode()}
    with whole(out) as draft:
        notes = join(segments, source, head, draft, encoding, metadata=tags)
        if encoding.format == "mp4":
            with draft.open("ab") as file:
                file.write(packet_box(packet))
        with draft.open("rb") as file:
            found = properties_of(read_packet(file) or b"")
        if found != said:
            raise DisclosureError(f"{out}: reading the film back, what it says of its colours is missing or differs")
    return notes


@dataclass(frozen=True)
class _Drawn:
    """What is drawn over frames."""

    mark: FilmPatch | None
    caption: FilmPatch | None
    until: Fraction
    """Seconds at which the mark takes the caption's place."""

    @classmethod
    def of(cls, head: FilmHead, mark: Mapping[str, Any] | None, caption: str | None, serif: str | None) -> _Drawn:
        from gallery.pictures.caption import caption_patch
        from gallery.pictures.film_patch import FilmPatch
        from gallery.pictures.mark import Mark, patch
        from gallery.typography.lines import default_fonts

        size, serif = (head.width, head.height), serif or default_fonts().serif_semibold
        planned = Mark.from_json(mark) if mark else None
        corner = planned.corner if planned else "lower-left"
        return cls(
            FilmPatch.of(patch(size, planned, serif), size) if planned else None,
            FilmPatch.of(caption_patch(size, caption, serif, corner), size) if caption else None,
            min(CAPTION, head.duration / 3),
        )

    def over(self, frame: Frame, picture: NDArray[np.uint8]) -> tuple[Frame, NDArray[np.uint8]]:
        """``frame`` and its ``picture``, halved, (⌈H/2⌉, ⌈W/2⌉, 3) sRGB, with what is drawn over them."""
        drawn = self.caption if self.caption and frame.time < self.until else self.mark
        if drawn is None:
            return frame, picture
        grey = frame.grey.copy()
        grey[drawn.place], picture[drawn.halved] = drawn.grey, drawn.pixels
        return replace(frame, grey=grey), picture


def _colours(
    path: Path,
    head: FilmHead,
    shot: Shot,
    weights: str,
    *,
    hints: Sequence[Mapping[str, Any]],
    protect: Sequence[Sequence[Sequence[float]]],
    vividness: float | None,
) -> tuple[ShotColours, ShotFacts]:
    """The colours of ``shot``, and what is known of it."""
    from model.film import SMALL, ShotColours, TimedArea

    looked = shot.looked
    small = list(frames(path, head, looked.start, looked.stop, short_side=SMALL))
    heard = _heard(hints, [frame.time for frame in small], 1 / head.rate)
    areas = [TimedArea([(x, y) for x, y in area], 0, len(small)) for area in protect]
    colorist = colorist_of(weights)
    greys = [frame.grey for frame in small]
    colours = ShotColours.of(colorist, greys, hints=heard, protect=areas, vividness=vividness)
    card = colorist.card
    return colours, ShotFacts(
        first=shot.first,
        last=shot.last,
        confidence_mean=round(colours.mean_confidence, 4),
        vividness=colours.vividness,
        weights=card.name,
        weights_sha256=card.files["onnx"],
        weights_date=card.trained,
        network=card.network,
        hints=len(heard),
    )


def _heard(hints: Sequence[Mapping[str, Any]], times: Sequence[Fraction], longest: Fraction) -> list[TimedHint]:
    """Those of ``hints`` whose time touches frames at ``times``, seconds, the last of which is shown ``longest``."""
    from model import Hint
    from model.film import TimedHint

    heard = []
    for hint in hints:
        given = {name: value for name, value in hint.items() if name not in ("from", "to", "color")}
        known = Hint(**given, color=rgb_of(hint["color"]))
        if hint.get("from") is None:
            heard.append(TimedHint(known, 0, len(times)))
            continue
        begins, ends = (Fraction(hint[name]).limit_denominator(1_000_000) for name in ("from", "to"))
        if ends < times[0] or begins >= times[-1] + longest:
            continue
        first = bisect_right(times, begins) - 1  # the frame that is shown then; -1 for one before these
        heard.append(TimedHint(known, first, max(first + 1, bisect_right(times, ends))))
    return heard


def _told(coming: Iterator[T], progress: Progress | None) -> Iterator[T]:
    for each in coming:
        yield each
        if progress:
            progress(1)


@contextmanager
def _model() -> Iterator[None]:
    """While the colourist works: what it refuses is an error of ours, and a missing extra is named."""
    try:
        yield
    except ModelError as error:
        raise GalleryError(str(error)) from error
    except ModuleNotFoundError as error:
        if error.name not in ("av", "cv2"):
            raise
        raise FilmError(EXTRA) from error
