"""What pages share: style sheets, scripts, the fonts in pieces, loaded as needed, and the files of a theme."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from gallery.pages.theme import published_files
from gallery.publish.site.steps.accent import CHALK, INK, PAPER, WALL, accents
from gallery.resources import shown
from gallery.tasks import Inputs
from gallery.typography.fonts import FontFiles
from gallery.typography.pieces import ALPHABETS, piece
from gallery.typography.stand_ins import STAND_INS, stand_ins

FACES: Mapping[str, tuple[str, int, str]] = {
    "serif": ("Gallery Serif", 400, "normal"),
    "serif_italic": ("Gallery Serif", 400, "italic"),
    "serif_semibold": ("Gallery Serif", 600, "normal"),
    "sans": ("Gallery Sans", 400, "normal"),
    "sans_semibold": ("Gallery Sans", 600, "normal"),
}
"""Role of a font file → family, weight and style under which the style sheet asks for it."""

DRAWN: Mapping[str, tuple[str, int, str]] = {
    "serif": ("Gallery Lettering", 400, "normal"),
    "serif_semibold": ("Gallery Lettering", 600, "normal"),
}
"""The same for what the rooms draw on their walls, which comes after the page and waits for its type."""

NOT_PUBLISHED = ("colorize-worker.js", "studio.js", "tiff.js")
"""Bundles that stand elsewhere: beside what they load, and with the studio."""

ICON, TOUCH_ICON = "icon.svg", "touch-icon.png"
"""The site's sign in a browser's tab, and on the first screen of a telephone, which wants pixels."""

LICENCES = "licences.txt"
"""Beside the bundles: the licences of what is in them."""


def assets_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``assets/``: ``site.css`` and the style sheets of single pages, scripts, ``fonts/*.woff2``.

    ``parameters``: ``accent`` (#rrggbb or None). Reads ``fonts``, the templates ``site`` and the ``bundles``.
    """
    assets = out / "assets"
    fonts = assets / "fonts"
    fonts.mkdir(parents=True)
    files = sorted(FontFiles.inside(inputs["fonts"]).by_role().items())
    pieces = {role: _write_pieces(role, path, fonts) for role, path in files if role in FACES}
    faces = [_face(FACES[role], "optional", cut) for role, cuts in pieces.items() for cut in cuts]
    faces += [face for role, path in files if role in STAND_INS for face in stand_ins(role, path.read_bytes())]
    drawn = [_face(DRAWN[role], "block", cut) for role in DRAWN for cut in pieces.get(role, [])]
    first = {"site.css": [*faces, _colours(parameters["accent"])], "walk.css": drawn}
    for path in shown(inputs["site"], "*.css"):
        rules = "\n".join([*first.get(path.name, []), path.read_text(encoding="utf-8")])
        (assets / path.name).write_text(rules, encoding="utf-8", newline="\n")
    _copy_scripts(inputs["bundles"], assets)
    shutil.copyfile(inputs["site"] / ICON, assets / ICON)
    _touch_icon().save(assets / TOUCH_ICON, optimize=True)


def theme_step(inputs: Inputs, _parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``theme/``: what pages may ask for of the exhibit's theme."""
    (out / "theme").mkdir()
    for name, path in published_files(inputs["theme"]).items():
        target = out / "theme" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def logo_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write the institution's logo, whose file is called ``parameters["name"]``."""
    shutil.copyfile(inputs["logo"] / parameters["name"], out / parameters["name"])


def _touch_icon() -> Image.Image:
    """The drawing of :data:`ICON`, 180 pixels wide: a panel dark and the same in outline, on paper."""
    unit = 11.25
    icon = Image.new("RGB", (180, 180), PAPER)
    pen = ImageDraw.Draw(icon)
    pen.rectangle([round(3 * unit), round(3 * unit), round(8 * unit) - 1, round(13 * unit) - 1], fill=INK)
    pen.rectangle([round(8 * unit), round(3 * unit), round(13 * unit) - 1, round(13 * unit) - 1], outline=INK, width=11)
    return icon


def _copy_scripts(bundles: Path, assets: Path) -> None:
    scripts = [path for path in shown(bundles, "*.js") if path.name not in NOT_PUBLISHED]
    for path in [*scripts, bundles / LICENCES]:
        shutil.copyfile(path, assets / path.name)


def _write_pieces(role: str, path: Path, folder: Path) -> list[tuple[str, str]]:
    """Write the font at ``path`` in pieces: the file and the characters, as CSS has them, of each that is not empty."""
    pieces, font = [], path.read_bytes()
    for alphabet, ranges in ALPHABETS.items():
        name = f"{role.replace('_', '-')}-{alphabet}.woff2"
        if (content := piece(font, alphabet)) is not None:
            (folder / name).write_bytes(content)
            pieces.append((name, ", ".join(f"U+{first:X}-{last:X}" for first, last in ranges)))
    return pieces


def _face(described: tuple[str, int, str], display: str, cut: tuple[str, str]) -> str:
    """The ``@font-face`` rule of a piece. ``optional``: used where it is there when a page is first drawn, and not
    later, since nothing on a page may move; ``block``: for what waits until it is there."""
    (family, weight, style), (name, covered) = described, cut
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
        f'font-display: {display}; src: url("fonts/{name}") format("woff2"); unicode-range: {covered}; }}'
    )


def _colours(accent: str | None) -> str:
    """The custom properties that :mod:`gallery.publish.site.steps.accent` answers for."""
    day, night = accents(accent)
    pairs = {"wall": (PAPER, WALL), "ink": (INK, CHALK), "accent": (day, night)}
    plain = "".join(f" --{name}: {light};" for name, (light, _) in pairs.items())
    both = "".join(f" --{name}: light-dark({light}, {dark});" for name, (light, dark) in pairs.items())
    return f":root {{{plain} }}\n@supports (color: light-dark(#000, #fff)) {{ :root {{{both} }} }}\n"
