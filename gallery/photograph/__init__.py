"""Photographs: a picture file of any common kind, decoded upright into sRGB, and saved as a plain JPEG.

reading      a master read once from top to bottom, whatever is wanted of it
kinds        what kind of file it is, by how it begins
header       which files are photographs, and what is wrong with the others, by their heads
directories  the directories of a TIFF
tiff         what a TIFF may hold beside or instead of one photograph
tiff_head    the head of a TIFF, for samples that lie in other files
photoshop    the flat picture of a Photoshop document
jpeg2000     what the boxes of a JPEG 2000 say
pdf          the one picture of a PDF
damage       what Pillow raises for damaged files
decode       pixels, strip by strip
spliced      files read as if they were written otherwise
whole        kinds that are decoded whole
orientation  how a picture lies in its file
turning      strips of a picture that lies on its side, stood upright
framing      what of a master is shown
color        profiles into sRGB; lightness as a neutral grey
primaries    colours that a file describes by numbers, as a profile
tone         whether a photograph has colours of its own, or only the tone of a print
embedded     metadata and resolution, as they are embedded
encode       a JPEG that repeats byte for byte, strip by strip
strips       a picture in strips, worked on in several threads
"""

from gallery.photograph.embedded import Embedded, embedded_in
from gallery.photograph.encode import JpegFile, coded, jpeg_file, save_jpeg, strips_coded
from gallery.photograph.framing import WHOLE, Framing
from gallery.photograph.header import MAX_PIXELS, open_derivative
from gallery.photograph.kinds import SUFFIXES
from gallery.photograph.reading import (
    Monochrome,
    Photograph,
    look_at,
    note_on,
    open_monochrome,
    open_photograph,
)
from gallery.photograph.strips import in_order, strips

__all__ = [
    "MAX_PIXELS",
    "SUFFIXES",
    "WHOLE",
    "Embedded",
    "Framing",
    "JpegFile",
    "Monochrome",
    "Photograph",
    "coded",
    "embedded_in",
    "in_order",
    "jpeg_file",
    "look_at",
    "note_on",
    "open_derivative",
    "open_monochrome",
    "open_photograph",
    "save_jpeg",
    "strips",
    "strips_coded",
]
