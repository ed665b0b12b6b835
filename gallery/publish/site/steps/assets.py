"""What pages share: style sheets, scripts, the fonts in pieces, loaded as needed, and the files of a theme."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter, load_font, save_font

from gallery.errors import OutputError
from gallery.publish.site.steps.accent import CHALK, INK, PAPER, WALL, accents
from gallery.render.show import FontFiles
from gallery.render.theme import published_files
from gallery.tasks import Inputs

ALPHABETS: Mapping[str, tuple[tuple[int, int], ...]] = {
    "latin": (
        (0x20, 0x7E), (0xA0, 0xFF), (0x131, 0x131), (0x152, 0x153), (0x2C6, 0x2DC), (0x2000, 0x206F),
        (0x20AC, 0x20AC), (0x2116, 0x2116), (0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2215),
    ),
    "latin-extended": ((0x100, 0x130), (0x132, 0x151), (0x154, 0x2C5), (0x2DD, 0x36F), (0x1E00, 0x1EFF)),
    "greek": ((0x370, 0x3FF), (0x1F00, 0x1FFF)),
    "cyrillic": ((0x400, 0x52F),),
}  # fmt: skip
"""Pieces of a font: a browser loads only those whose characters a page shows."""

FACES: Mapping[str, tuple[str, int, str]] = {
    "serif": ("Gallery Serif", 400, "normal"),
    "serif_italic": ("Gallery Serif", 400, "italic"),
    "serif_semibold": ("Gallery Serif", 600, "normal"),
    "sans": ("Gallery Sans", 400, "normal"),
    "sans_semibold": ("Gallery Sans", 600, "normal"),
}
"""Role of a font file → family, weight and style under which the style sheet asks for it."""

_FEATURES = ("onum", "lnum", "tnum", "pnum")
"""Figures of all kinds, beside the features that fontTools keeps by itself."""


NOT_PUBLISHED = ("colorize-worker.js",)
"""Bundles that stand elsewhere, beside what they load."""

LICENCES = "licences.txt"
"""Beside the bundles: the licences of what is in them."""


def assets_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``assets/``: ``site.css`` and the style sheets of single pages, scripts, ``fonts/*.woff2``.

    ``parameters``: ``accent`` (#rrggbb or None). Reads ``fonts``, the templates ``site`` and the ``bundles``.
    """
    assets = out / "assets"
    fonts = assets / "fonts"
    fonts.mkdir(parents=True)
    faces = [
        face
        for role, path in sorted(FontFiles.inside(inputs["fonts"]).by_role().items())
        if role in FACES
        for face in _write_pieces(role, path, fonts)
    ]
    for path in sorted(inputs["site"].glob("*.css")):
        rules = path.read_text(encoding="utf-8")
        if path.name == "site.css":
            rules = "\n".join([*faces, _colours(parameters["accent"]), rules])
        (assets / path.name).write_text(rules, encoding="utf-8", newline="\n")
    _copy_scripts(inputs["bundles"], assets)


def theme_step(inputs: Inputs, _parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``theme/``: what pages may ask for of the exhibit's theme."""
    (out / "theme").mkdir()
    for name, path in published_files(inputs["theme"]).items():
        target = out / "theme" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def _copy_scripts(bundles: Path, assets: Path) -> None:
    scripts = [path for path in sorted(bundles.glob("*.js")) if path.name not in NOT_PUBLISHED]
    if not scripts:
        raise OutputError(
            f"there are no scripts in {bundles}; run 'python templates/frontend/build.py', or install again"
        )
    for path in [*scripts, bundles / LICENCES]:
        shutil.copyfile(path, assets / path.name)


def _write_pieces(role: str, path: Path, folder: Path) -> list[str]:
    """Write the font at ``path`` in pieces; the ``@font-face`` rule of each piece that is not empty."""
    family, weight, style = FACES[role]
    rules = []
    for alphabet, ranges in ALPHABETS.items():
        name = f"{role.replace('_', '-')}-{alphabet}.woff2"
        if _write_piece(path, ranges, folder / name):
            covered = ", ".join(f"U+{first:X}-{last:X}" for first, last in ranges)
            rules.append(
                f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
                f'font-display: swap; src: url("fonts/{name}") format("woff2"); unicode-range: {covered}; }}'
            )
    return rules


def _write_piece(path: Path, ranges: tuple[tuple[int, int], ...], target: Path) -> bool:
    """Write the characters of ``ranges`` as woff2, the same bytes every time; False if the font has none."""
    options = Options(flavor="woff2", hinting=False, recalc_timestamp=False, notdef_outline=True)
    options.name_IDs = ["*"]  # the licence travels with the font
    options.layout_features = [*options.layout_features, *_FEATURES]
    font = load_font(str(path), options)
    wanted = {code for first, last in ranges for code in range(first, last + 1)} & set(font.getBestCmap())
    if wanted:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=wanted)
        subsetter.subset(font)
        save_font(font, str(target), options)
    font.close()
    return bool(wanted)


def _colours(accent: str | None) -> str:
    """The custom properties that :mod:`gallery.publish.site.steps.accent` answers for."""
    day, night = accents(accent)
    pairs = {"wall": (PAPER, WALL), "ink": (INK, CHALK), "accent": (day, night)}
    plain = "".join(f" --{name}: {light};" for name, (light, _) in pairs.items())
    both = "".join(f" --{name}: light-dark({light}, {dark});" for name, (light, dark) in pairs.items())
    return f":root {{{plain} }}\n@supports (color: light-dark(#000, #fff)) {{ :root {{{both} }} }}\n"
