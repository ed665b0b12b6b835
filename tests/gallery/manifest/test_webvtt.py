"""Captions as WebVTT."""

from __future__ import annotations

import pytest

from gallery.manifest.webvtt import Cue, cues_of

HEAD = "WEBVTT"


def test_captions_are_read_with_their_times_as_plain_text() -> None:
    text = f"""{HEAD} Garden

STYLE
::cue {{ color: red }}

NOTE not shown --

intro
00:01.500 --> 00:04.000 line:0 position:20%
<v Sarah>Walk &amp; turn,</v>
<i>please</i>.

01:00:00.000 --> 01:00:01.250
The end
"""
    assert cues_of(text) == (
        Cue(1.5, 4.0, "Walk & turn,\nplease."),
        Cue(3600.0, 3601.25, "The end"),
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_end_of_line_and_a_byte_order_mark_are_read(end: str) -> None:
    assert cues_of(f"\ufeff{HEAD}{end}{end}00:00.000 --> 00:01.000{end}A{end}B{end}") == (Cue(0.0, 1.0, "A\nB"),)


def test_they_come_in_the_order_of_their_beginnings() -> None:
    text = f"{HEAD}\n\n00:05.000 --> 00:06.000\nlater\n\n00:01.000 --> 00:02.000\nsooner\n"
    assert [cue.text for cue in cues_of(text)] == ["sooner", "later"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\nSubRip\n", "first line is not 'WEBVTT'"),
        (f"{HEAD}\n\n00:00:01,000 --> 00:00:02,000\nSubRip\n", "line 3 has its times as SubRip does"),
        (f"{HEAD}\n\n00:01 --> 00:02\nShort\n", "line 3 is no time of a caption"),
        (f"{HEAD}\n\n00:02.000 --> 00:01.000\nBack\n", "line 3 has a caption that ends before it begins"),
        (f"{HEAD}\n", "it has no captions"),
        ("", "first line"),
    ],
)
def test_what_is_none_is_told_with_its_line_and_a_remedy(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        cues_of(text)
    assert "; " in str(caught.value)
