"""A small exhibit with one film, and its site: a bar that wanders, as photographed and in colours, with captions."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

import bars
import publishing
from PIL import Image

from gallery.derivatives import COLOUR, CONFIDENCE, GREY, ORIGINAL, Facts, write_facts
from gallery.manifest.schema import Exhibit
from gallery.manifest.webvtt import cues_of
from gallery.publication.films import Film, Track
from gallery.publish.site.plan import plan

VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nThey walk.\n\n00:01.000 --> 00:02.000\nThey <i>turn</i>.\n"
FRAMES = 24
HEAD = {
    "width": 96, "height": 64, "aspect": "1/1", "frames": FRAMES, "duration": "2/1", "rate": "12/1", "start": "0/1",
    "codec": "h264", "format": "mp4", "interlaced": False, "rotation": 0, "has_sound": True, "has_colour": False,
    "warnings": [],
}  # fmt: skip
FILM = Film(
    head=HEAD,
    shots=((0, FRAMES, 0, 0),),
    times=tuple(number / 12 for number in range(FRAMES)),
    poster=3,
    tracks=(Track("en", VTT, cues_of(VTT)), Track("de", VTT, cues_of(VTT))),
)


def a_film(**more: Any) -> dict[str, Any]:
    hint = {"at": [0.5, 0.5], "color": "#5b3a29", "evidence": "Brown wool, by the record.", "time": 1.25}
    return {
        "id": "garden",
        "source": {"path": "garden.mp4"},
        "title": {"en": "A Garden", "de": "Ein Garten"},
        "rights": "http://creativecommons.org/publicdomain/mark/1.0/",
        "alt": "A bar wanders to the right.",
        "captions": [{"path": "garden.vtt", "language": "en"}],
        "hints": [hint, hint | {"time": None, "from": 0.5, "to": 1.5}],
    } | more


def an_exhibit(**more: Any) -> Exhibit:
    return Exhibit.model_validate(
        {
            "title": {"en": "Films", "de": "Filme"},
            "curator": "A. Curator",
            "statement": "Moving pictures.",
            "published": "2026-11-30",
            "base_url": "https://example.org/films/",
            "rooms": [{"title": "Near", "works": [a_film(**more)]}],
        }
    )


def a_poster(folder: Path, *, colorized: bool) -> Path:
    """The derivatives of the frame that stands for the film."""
    folder.mkdir()
    for name in (ORIGINAL, GREY):
        Image.fromarray(bars.picture(3)).save(folder / name)
    facts = Facts(96, 64, "cd" * 32, "MP4 (h264)", 12345, has_colour=False, toned=False, colorized=colorized)
    if colorized:
        Image.fromarray(bars.picture(3, (40, 0, -40))).save(folder / COLOUR)
        Image.new("L", bars.SIZE, 150).save(folder / CONFIDENCE)
        card = {"weights": "default", "weights_sha256": "ab" * 32, "weights_date": "2026-01-31", "network": "unet"}
        facts = dataclasses.replace(facts, **card)
    write_facts(facts, folder)
    return folder


def films_made(folder: Path) -> dict[str, Path]:
    """What the film's tasks leave: the poster's derivatives, and both films."""
    found = {"colorize/garden": a_poster(folder / "poster", colorized=True)}
    for version, tint in (("original", (0, 0, 0)), ("colour", (40, 0, -40))):
        there = folder / version
        there.mkdir()
        film = bars.clip(there / f"{version}.mp4", FRAMES, tint=tint, sound=True)
        told = {"bytes": film.stat().st_size, "width": 96, "height": 64, "confidence_mean": 0.43, "shots": []}
        (there / "facts.json").write_text(json.dumps(told))
        found[f"film/{version}/garden"] = there
    return found


def build(a_show: Any, made: dict[str, Path], folder: Path, exhibit: Exhibit, film: Film = FILM) -> Path:
    """Builds the site of an exhibit with the film in ``folder``; gives the site's folder."""
    show = a_show(exhibit, films={"garden": film})
    there = made if exhibit.works[0].colorize else made | {"colorize/garden": a_poster(folder / "p", colorized=False)}
    publishing.run(plan(show), show, there, folder / "scratch", folder / "out")
    films = folder / "out" / "site" / "films" / "garden"
    films.mkdir(parents=True, exist_ok=True)
    for version in ("original", "colour"):
        shutil.copyfile(made[f"film/{version}/garden"] / f"{version}.mp4", films / f"{version}.mp4")
    return folder / "out" / "site"
