"""The one door to the colourist: from a photograph and a curator's hints to the derivatives of a work."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gallery.derivatives import COLOUR, CONFIDENCE, GREY, ORIGINAL, WHOLE, Facts, version_of_pictures, write_facts
from gallery.errors import GalleryError
from model.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from gallery.photograph import Monochrome
    from gallery.pictures.mark import Patch
    from model import Colorist, Colours
    from model.weights import Card

QUALITY = 95
"""JPEG quality of the derivatives that everything published is made from."""

_CONFIDENCE_SIDE = 1024
"""Longer side, in pixels, of the picture of the confidence."""

CARD, NETWORK = "weights.json", "weights.onnx"
"""Files of the resource ``weights``."""


@dataclass(frozen=True)
class Weights:
    """Weights that were found, and verified against their card."""

    facts: Mapping[str, Any]
    """What the card says, as plain JSON: ``name``, ``sha256``, ``date``, ``network``, ``metrics`` and the rest."""
    files: Mapping[str, Path]
    """The files of the resource ``weights``: all that :func:`colorize_step` reads of them."""


def find_weights(weights: str, folder: Path | None = None, hashed: Callable[[Path], str] | None = None) -> Weights:
    """Shipped ``weights`` by name, or one's own by the path of their card: one that a manifest in ``folder`` gives, or
    without a folder one that a user gives. ``hashed`` gives the SHA-256 of a file, and may remember it.

    Raises GalleryError when there are none, or when they are damaged.
    """
    from model import weights as shelf

    try:
        named = folder is None or shelf.is_shipped(weights)
        card = shelf.load(weights if named or folder is None else shelf.resolve(weights, folder))
        network = card.file("onnx", hashed or shelf.sha256_of)
        if not shelf.is_shipped(weights):
            _try(network)
    except ModelError as error:
        raise GalleryError(str(error)) from error
    files = {CARD: card.folder / f"{card.stem}.json", NETWORK: card.folder / f"{card.stem}.onnx"}
    return Weights(facts_of(card), files)


def _try(network: Path) -> None:
    """See that a network which nobody has released can be run; ModelError where it cannot."""
    from model.inference.network import Network

    Network(network)


def facts_of(card: Card) -> dict[str, Any]:
    """What a card says, as :attr:`Weights.facts`."""
    return {
        "name": card.name,
        "sha256": card.files["onnx"],
        "date": card.trained,
        "network": card.network,
        "parameters": card.parameters,
        "dataset": card.dataset,
        "licence": card.licence,
        "commit": card.commit,
        "vividness": card.serving.vividness,
        "serving": json.loads(json.dumps(asdict(card.serving))),
        "metrics": dict(card.metrics),
    }


def colorize_parameters(
    work: str,
    master: str,
    *,
    colorize: bool = True,
    rotate: float = 0,
    crop: Sequence[float] | None = None,
    vividness: float | None = None,
    hints: Iterable[Mapping[str, Any]] = (),
    protect: Iterable[Sequence[Sequence[float]]] = (),
) -> dict[str, Any]:
    """The parameters of :func:`colorize_step`, for the photograph whose file has the SHA-256 ``master``.

    ``hints`` are as in :func:`infer`, but for ``color``, which is ``#rrggbb``. Where nothing is to be colorized, what
    only colours need is left out, so that it makes nothing anew.
    """
    return {
        "work": work,
        "master": master,
        "rotate": int(rotate) if rotate == int(rotate) else rotate,
        "crop": None if crop is None else list(crop),
        "colorize": colorize,
        "vividness": vividness if colorize else None,
        "hints": [dict(hint) for hint in hints] if colorize else [],
        "protect": [[list(point) for point in area] for area in protect] if colorize else [],
    }


def colorize_step(inputs: Mapping[str, Path], parameters: Mapping[str, Any], out: Path) -> None:
    """The step ``colorize/<work>``: write the derivatives of one work into ``out``.

    ``inputs["master/<work>"]`` is the master's file, ``inputs["weights"]`` the folder of the weights. Raises
    GalleryError when it cannot be shown or colorized.
    """
    from gallery.photograph import Framing, open_monochrome  # slow to import, as what decodes is, for who only plans

    master = inputs[f"master/{parameters['work']}"]
    crop = parameters["crop"]
    framing = Framing(parameters["rotate"], tuple(crop) if crop else None)
    photograph = open_monochrome(
        master,
        framing,
        original=out / ORIGINAL,
        grey=out / GREY,
        whole=out / WHOLE if framing.leaves_out else None,
        quality=QUALITY,
    )
    height, width = photograph.grey.shape
    facts: dict[str, Any] = {
        "width": width,
        "height": height,
        "master_sha256": parameters["master"],
        "master_format": photograph.format,
        "master_bytes": master.stat().st_size,
        "has_colour": photograph.has_colour,
        "toned": photograph.toned,
        "colorized": False,
        "pages": photograph.pages,
        "rotate": parameters["rotate"],
        "straightened": round(framing.askew, 6),
        "crop": crop,
        "whole": list(photograph.full) if framing.leaves_out else None,
    }
    if parameters["colorize"]:
        facts |= _colorize(photograph, inputs["weights"] / CARD, parameters, out)
    write_facts(Facts(**facts, version=version_of_pictures(out)), out)


def _colorize(photograph: Monochrome, weights: Path, parameters: Mapping[str, Any], out: Path) -> dict[str, Any]:
    hints = [{**hint, "color": rgb_of(hint["color"])} for hint in parameters["hints"]]
    card, colours = infer(photograph, str(weights), hints, parameters["vividness"], parameters["protect"])
    save_painted(photograph, colours, out / COLOUR, QUALITY)
    save_confidence(colours.coarse_confidence, colours.size, out / CONFIDENCE)
    return {
        "colorized": True,
        "weights": card.name,
        "weights_sha256": card.files["onnx"],
        "weights_date": card.trained,
        "network": card.network,
        "vividness": colours.vividness,
        "confidence_mean": round(float(colours.coarse_confidence.mean()), 4),
        "hints": len(hints),
        "protected": len(parameters["protect"]),
    }


def infer(
    photograph: Monochrome,
    weights: str = "default",
    hints: list[dict[str, Any]] | None = None,
    vividness: float | None = None,
    protect: Sequence[Sequence[tuple[float, float]]] = (),
) -> tuple[Card, Colours]:
    """The colours of ``photograph``, for :func:`save_painted`; a hint is ``{"at": (x, y), "color": (r, g, b),
    "radius": r}``, or a stroke with ``"along": [(x, y), (x, y), …]``, or an area with ``"area"``, in place of ``"at"``;
    with ``"assumed": True`` where nobody knows its colour. The areas ``protect`` stay grey.

    The colourist sees the neutral lightness only, never the tone of the print.
    """
    from model import Hint

    try:
        colorist = colorist_of(weights)
        given = [Hint(**hint) for hint in hints or []]
        return colorist.card, colorist.infer(photograph.grey, given, vividness, protect)
    except ModelError as error:
        raise GalleryError(str(error)) from error


def save_painted(
    photograph: Monochrome,
    colours: Colours,
    path: Path,
    quality: int,
    *,
    xmp: bytes = b"",
    mark: Patch | None = None,
    dpi: tuple[float, float] | None = None,
) -> None:
    """Save ``photograph`` in its ``colours`` as a JPEG, with ``xmp`` as its metadata, the ``mark`` in its corner and
    ``dpi`` pixels per inch; painted strip by strip, so that it never stands in memory whole."""
    from gallery.photograph import jpeg_file

    grey = photograph.grey
    height, width = grey.shape
    with jpeg_file(path, height, width, xmp, dpi) as file:
        for part in painted_strips(grey, colours, quality, mark):
            file.add(part)


def painted_strips(
    grey: NDArray[np.uint8], colours: Colours, quality: int, mark: Patch | None = None
) -> Iterator[bytes]:
    """The strips of ``grey`` (H, W) in ``colours``, each a JPEG of its own."""
    import numpy as np

    from gallery.photograph import coded, in_order, strips

    height, width = grey.shape

    def painted(rows: slice) -> bytes:
        part = np.empty((rows.stop - rows.start, width, 4), np.uint8)  # a fourth byte, so that it is coded in place
        colours.paint(rows, grey[rows], part)
        if mark is not None:
            mark.lay_over(part, rows)
        return coded(part, quality)

    return in_order(painted, strips(height, width))


def be_ready(weights: str) -> None:
    """Load ``weights``, so that the first photograph need not wait for that."""
    import numpy as np

    colorist_of(weights).infer(np.zeros((64, 64), np.uint8))


@lru_cache(maxsize=2)
def colorist_of(weights: str, remember: int = 0) -> Colorist:
    """The colourist with ``weights``, loaded once in each worker; ModelError where that cannot be done."""
    from model import Colorist

    return Colorist.load(weights, remember=remember)


def rgb_of(color: str) -> tuple[int, int, int]:
    """Red, green and blue, 0..255, of ``#rrggbb``."""
    red, green, blue = bytes.fromhex(color.removeprefix("#"))
    return red, green, blue


def save_confidence(confidence: NDArray[np.float32], shape: tuple[int, int], path: Path) -> None:
    """Save ``confidence``, (h, w) 0..1 of any size, as a grey picture of ``shape`` (height, width), or smaller."""
    import numpy as np
    import pyvips
    from PIL import Image

    height, width = shape
    factor = min(1.0, _CONFIDENCE_SIDE / max(height, width))
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    levels = np.round(confidence * 255).astype(np.uint8)
    picture = np.asarray(Image.fromarray(levels).resize(size, Image.Resampling.BILINEAR))
    # What is smooth differs least from the row above: four times as fast as the best of all filters, and no larger.
    path.write_bytes(pyvips.Image.new_from_array(picture).pngsave_buffer(compression=3, filter="up", keep="none"))
