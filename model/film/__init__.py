"""Film: shots, and the colours of a shot, that go with its motion.

shots = find_shots(small frames of a film)
colours = ShotColours.of(Colorist.load(), small frames of a shot)
colours.paint(0, grey)     # the shot's first frame, of any size, in colour

Frames are NumPy arrays of neutral grey; reading and writing films is others' work. Needs the extra ``film``.
"""

from model.film.colours import SMALL, ShotColours
from model.film.following import TimedArea, TimedHint
from model.film.shots import LOOK, Shot, find_shots

__all__ = ["LOOK", "SMALL", "Shot", "ShotColours", "TimedArea", "TimedHint", "find_shots"]
