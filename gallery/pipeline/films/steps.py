"""What the tasks of a film do. Each reads the master, and what it needs of the others."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gallery.colorize import CARD, QUALITY, save_confidence
from gallery.derivatives import COLOUR, CONFIDENCE, GREY, ORIGINAL, Facts, write_facts
from gallery.photograph import WHOLE, open_monochrome, save_jpeg
from gallery.tasks import Inputs, report
from gallery.typography.fonts import FontFiles

if TYPE_CHECKING:
    from gallery.film import FilmHead

POSTER = "poster.png"
"""The frame that stands for the film, in its own colours."""
SEGMENT = "segment.nut"
"""A shot in colour."""
COLOUR_FILM, ORIGINAL_FILM = "colour.mp4", "original.mp4"
"""The film as browsers play it."""
FACTS = "facts.json"


def poster_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``poster.png``: the frame ``number``, upright, in square pixels and in the colours that it has."""
    from PIL import Image

    from gallery.film import coloured

    head = _head(parameters)
    number = parameters["number"]
    _, picture = next(coloured(_master(inputs, parameters), head, number, number + 1))
    Image.fromarray(picture).resize(head.square, Image.Resampling.LANCZOS).save(out / POSTER, compress_level=4)


def poster_colours_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """The step ``colorize/<work>`` of a film: the derivatives of its poster, in the colours of the film."""
    head = _head(parameters)
    master = _master(inputs, parameters)
    photograph = open_monochrome(
        inputs[f"film/poster/{parameters['work']}"] / POSTER,
        WHOLE,
        original=out / ORIGINAL,
        grey=out / GREY,
        whole=None,
        quality=QUALITY,
    )
    height, width = photograph.grey.shape
    facts: dict[str, Any] = {
        "width": width,
        "height": height,
        "master_sha256": parameters["master"],
        "master_format": f"{head.format.upper()} ({head.codec})",
        "master_bytes": master.stat().st_size,
        "has_colour": photograph.has_colour,
        "toned": photograph.toned,
        "colorized": False,
    }
    if parameters["colorize"]:
        facts |= _colour_poster(inputs, parameters, head, out)
    write_facts(Facts(**facts), out)


def _colour_poster(inputs: Inputs, parameters: Mapping[str, Any], head: FilmHead, out: Path) -> dict[str, Any]:
    import numpy as np
    from PIL import Image

    from gallery.colorize_film import colorize_frame, shot_of

    picture, confidence, shown = colorize_frame(
        _master(inputs, parameters),
        head,
        shot_of(*parameters["shot"]),
        parameters["number"],
        str(inputs["weights"] / CARD),
        hints=parameters["hints"],
        protect=parameters["protect"],
        vividness=parameters["vividness"],
    )
    width, height = head.square
    square = Image.fromarray(picture).resize((width, height), Image.Resampling.LANCZOS)
    save_jpeg(np.asarray(square), out / COLOUR, quality=QUALITY)
    save_confidence(confidence, (height, width), out / CONFIDENCE)
    return {
        "colorized": True,
        "weights": shown.weights,
        "weights_sha256": shown.weights_sha256,
        "weights_date": shown.weights_date,
        "network": shown.network,
        "vividness": shown.vividness,
        "confidence_mean": round(float(confidence.mean()), 4),
        "hints": len(parameters["hints"]),
        "protected": len(parameters["protect"]),
    }


def shot_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``segment.nut``, a shot in colour, and its facts."""
    from gallery.colorize_film import colorize_shot, shot_of
    from gallery.film import Encoding

    drawn = parameters["mark"] is not None
    shot, done = shot_of(*parameters["shot"]), 0

    def progress(more: int) -> None:
        nonlocal done
        done += more
        report(done, shot.last - shot.first)

    facts = colorize_shot(
        _master(inputs, parameters),
        _head(parameters),
        shot,
        str(inputs["weights"] / CARD),
        hints=parameters["hints"],
        protect=parameters["protect"],
        vividness=parameters["vividness"],
        encoding=Encoding.from_json(parameters.get("encoding", {})),
        mark=parameters["mark"],
        caption=parameters["caption"],
        serif=FontFiles.inside(inputs["fonts"]).serif_semibold if drawn else None,
        out=out / SEGMENT,
        progress=progress,
    )
    _write(facts.to_json(), out)


def join_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``colour.mp4``, all shots with the sound, subtitles and chapters of the source, and its facts."""
    from gallery.film import Encoding, join

    folders = [inputs[shot] for shot in parameters["shots"]]
    shots = [facts_of(folder) for folder in folders]
    head = _head(parameters)
    notes = join(
        [folder / SEGMENT for folder in folders],
        _master(inputs, parameters),
        head,
        out / COLOUR_FILM,
        Encoding(),
        metadata={"comment": parameters["comment"]},
    )
    counts = [shot["last"] - shot["first"] for shot in shots]
    means = [shot["confidence_mean"] for shot in shots]
    mean = sum(count * one for count, one in zip(counts, means, strict=True)) / sum(counts)
    told = {"confidence_mean": round(mean, 4), "shots": [{"confidence": one} for one in means], "notes": list(notes)}
    _write(told | _of_file(out / COLOUR_FILM, head), out)


def original_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``original.mp4``, the film as it is, coded anew only where browsers could not play it as it is coded."""
    from gallery.film import Encoding, coloured, join, write_segment
    from gallery.film.playable import is_playable

    master, head = _master(inputs, parameters), _head(parameters)
    # What begins later than zero, or is mirrored, browsers show otherwise than it is joined.
    played = is_playable(master, head) and not (head.start or head.mirrored)
    if played:
        shutil.copyfile(master, out / ORIGINAL_FILM)
    else:
        segment = out / f".{SEGMENT}"
        write_segment(segment, head, coloured(master, head), Encoding())
        join([segment], master, head, out / ORIGINAL_FILM, Encoding(), metadata={})
        segment.unlink()
    _write({"remade": not played} | _of_file(out / ORIGINAL_FILM, head), out)


def facts_of(folder: Path) -> dict[str, Any]:
    """What a task of a film says of what it made."""
    facts: dict[str, Any] = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    return facts


def _of_file(film: Path, head: FilmHead) -> dict[str, int]:
    width, height = head.square
    return {"bytes": film.stat().st_size, "width": width, "height": height}


def _write(facts: Mapping[str, Any], out: Path) -> None:
    text = json.dumps(facts, indent=1, sort_keys=True, allow_nan=False) + "\n"
    (out / FACTS).write_text(text, encoding="utf-8", newline="\n")


def _master(inputs: Inputs, parameters: Mapping[str, Any]) -> Path:
    return inputs[f"master/{parameters['work']}"]


def _head(parameters: Mapping[str, Any]) -> FilmHead:
    from gallery.film import FilmHead

    return FilmHead.from_json(parameters["head"])
