"""What tests of the walk do in its page: wait, press, and read where the visitor is."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

Pixels = npt.NDArray[np.int16]

SMALL = {"width": 400, "height": 640}
"""A window in which a picture takes a software renderer a few milliseconds."""


def step_in(page: Any) -> None:
    """Enters the rooms: without a graphics card, as here, the pictures come first and the visitor is asked."""
    page.locator("[data-enter]").click()


def until_hung(page: Any, *wanted: str) -> None:
    """Waits until these hang on the walls that are drawn: ``camera original``."""
    page.wait_for_function(
        "wanted => wanted.every(key => (document.getElementById('view')?.dataset.hung ?? '').split(',').includes(key))",
        arg=list(wanted),
    )


def settle(page: Any) -> None:
    """Waits until everything near has been drawn."""
    page.wait_for_function("() => document.getElementById('view').dataset.state === 'still'")


def frame(page: Any) -> Pixels:
    settle(page)
    return shot(page)


def shot(page: Any) -> Pixels:
    """The view as it is now."""
    with Image.open(io.BytesIO(page.locator("#view").screenshot())) as image:
        return np.asarray(image.convert("RGB"), dtype=np.int16)


def press(page: Any, *keys: str) -> None:
    """Keys such as ``ArrowUp`` or ``ArrowUp 5``, in the view."""
    page.locator("#view").focus()
    for key in keys:
        name, _, count = key.partition(" ")
        for _ in range(int(count or 1)):
            page.keyboard.press(name)
    settle(page)


def where(page: Any) -> tuple[float, float]:
    """x and y of the visitor on the drawn plan."""
    transform = page.locator("#plan .here").get_attribute("transform")
    x, y = transform.partition("(")[2].partition(")")[0].split()
    return float(x), float(y)


def label(page: Any) -> str:
    return str(page.locator("#label h2").inner_text())


def said(page: Any) -> str:
    return str(page.locator("#said").text_content())
