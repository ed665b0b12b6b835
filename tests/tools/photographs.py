"""Unpack the photographs that the released weights are calibrated on: ``python tests/tools/photographs.py FROM TO``.

They are in GCompris, a collection of games for children: animals, monuments, landscapes, people, under free licences
that its package names. FROM is a folder in which Debian's package ``gcompris-qt-data`` 3.1-2 is unpacked, as by
``dpkg-deb -x``; TO gets a PNG for each of the photographs in ``photographs.txt``, which names them by the SHA-256 of
their pixels. They are not trained on.
"""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, UnidentifiedImageError

LIST = Path(__file__).with_name("photographs.txt")


def main(source: Path, target: Path) -> None:
    wanted = set(LIST.read_text(encoding="utf-8").split())
    target.mkdir(parents=True, exist_ok=True)
    found = 0
    for path in sorted(source.rglob("*.rcc")):
        for image in pictures(path.read_bytes()):
            digest = hashlib.sha256(image.tobytes()).hexdigest()
            if digest in wanted:
                wanted.remove(digest)
                image.save(target / f"{digest[:16]}.png")
                found += 1
    sys.exit(f"{found} photographs in {target}, {len(wanted)} not found" if wanted else None)


def pictures(packed: bytes) -> Iterator[Image.Image]:
    """The WebP and JPEG pictures that lie in a resource file of Qt as they are."""
    for magic in (b"RIFF", b"\xff\xd8\xff"):
        at = -1
        while (at := packed.find(magic, at + 1)) >= 0:
            try:
                with Image.open(io.BytesIO(packed[at:])) as file:
                    yield file.convert("RGB")
            except (UnidentifiedImageError, OSError):
                continue  # the same bytes, in something else


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
