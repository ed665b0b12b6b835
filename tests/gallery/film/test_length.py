"""A film of any length takes the same memory."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

pytest.importorskip("av")
sys.path.append(str(Path(__file__).parent))
import av
from clips import make, picture

pytestmark = pytest.mark.matrix

SIZE = (160, 120)
PROGRAM = """
import json, resource, sys
from pathlib import Path
import numpy as np
from gallery.film import Encoding, frames, head_of, join, write_segment
source, folder = Path(sys.argv[1]), Path(sys.argv[2])
head = head_of(source)
segments = []
for first in range(0, head.frames, 500):
    segments.append(folder / f"{first}.nut")
    shown = frames(source, head, first, first + 500)
    write_segment(segments[-1], head, ((each, np.repeat(each.grey[..., None], 3, 2)) for each in shown), Encoding())
join(segments, source, head, folder / "out.mp4", Encoding(), metadata={})
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"frames": head_of(folder / "out.mp4").frames, "peak": peak}))
"""


def repeated(clip: Path, times: int, out: Path) -> Path:
    """The film ``clip`` of two seconds, so many times."""
    with av.open(str(out), "w") as made:
        stream = None
        for number in range(times):
            with av.open(str(clip)) as given:
                stream = stream or made.add_stream_from_template(given.streams.video[0], opaque=True)
                for packet in given.demux(video=0):
                    if packet.size:
                        shift = round(Fraction(2 * number) / packet.time_base)
                        packet.pts, packet.dts, packet.stream = packet.pts + shift, packet.dts + shift, stream
                        made.mux(packet)
    return out


def test_ten_minutes_take_no_more_memory_than_half_a_minute(tmp_path: Path) -> None:
    clip = make(tmp_path / "clip.mkv", pictures=[picture(n % 32, SIZE) for n in range(50)], options={"bf": "0"})
    found = {}
    for name, times in (("short", 15), ("long", 300)):
        folder = tmp_path / name
        folder.mkdir()
        film = repeated(clip, times, folder / "film.mkv")
        made = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(film), str(folder)], capture_output=True, text=True, check=True
        )
        found[name] = json.loads(made.stdout)
    assert found["short"]["frames"] == 750
    assert found["long"]["frames"] == 15_000
    assert found["long"]["peak"] < found["short"]["peak"] * 1.1
