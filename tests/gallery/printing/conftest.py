"""A PDF as its readers have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pypdfium2
import pytest
from PIL import Image


@pytest.fixture(scope="session")
def rendered() -> Callable[[bytes, int], Image.Image]:
    """Draws the first page so many pixels wide."""

    def render(data: bytes, width: int) -> Image.Image:
        with _opened(data) as document:
            return document[0].render(scale=width / document[0].get_width()).to_pil().convert("RGB")

    return render


@pytest.fixture(scope="session")
def copied() -> Callable[[bytes], list[str]]:
    """The lines of the first page, as a reader's program copies them."""

    def copy(data: bytes) -> list[str]:
        with _opened(data) as document:
            text: str = document[0].get_textpage().get_text_range()
            return text.strip().split("\r\n")

    return copy


@contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(data)
    try:
        yield document
    finally:
        document.close()
