"""Films: a file read frame by frame as greys, and written again with the frames painted, all else kept.

opening        a file opened; its picture, or what is wrong with it
decoding       frames in order of showing, from any key frame, whatever is damaged; deinterlaced
lightness      a decoded frame as the neutral grey of its lightness
tones          high dynamic range toned down
fields         whether frames are interlaced
cut            whether the file ends early
survey, head   what a film is, known by decoding it once
reading        frames with their times, upright
planes         a painted frame as Y′CbCr that keeps its lightness
writing        painted frames coded, as a segment
priority       that of this process, which coders do not get to change
accompaniment  sound and subtitles
joining        segments to one film
playable       whether browsers play a film as it is

PyAV, which decodes and encodes, comes with the extra ``film``; whatever needs it says so.
"""

from gallery.film.head import SUFFIXES, FilmHead, head_of, is_film
from gallery.film.joining import join
from gallery.film.planes import halved
from gallery.film.playable import is_playable
from gallery.film.reading import Frame, coloured, frames
from gallery.film.writing import SEGMENT, Encoding, write_segment

__all__ = [
    "SEGMENT",
    "SUFFIXES",
    "Encoding",
    "FilmHead",
    "Frame",
    "coloured",
    "frames",
    "halved",
    "head_of",
    "is_film",
    "is_playable",
    "join",
    "write_segment",
]
