"""A port to serve on, of a host that may not be this computer."""

from __future__ import annotations

import re

import pytest

from gallery.errors import GalleryError
from gallery.web.server import Listening


@pytest.mark.parametrize("host", ["192.0.2.7", "museum..example", "m" * 64, "\x9b2J"])
def test_an_address_that_is_not_ours_is_said(host: str) -> None:
    """Also what cannot be a name at all: with an empty part, too long, of control characters."""
    said = f"{host!r} is no address of this computer; leave out --host to serve this computer alone"
    with pytest.raises(GalleryError, match=f"^{re.escape(said)}$"):
        Listening(host, 0)
