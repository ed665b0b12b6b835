"""Photographs: a picture file of any common kind, decoded upright into sRGB, and saved as a plain JPEG.

reading   a master read once from top to bottom, whatever is wanted of it
header    which files are photographs, and what is wrong with the others, by their heads
tiff      what a TIFF may hold beside or instead of one photograph
damage    what Pillow raises for damaged files
decode    pixels, strip by strip
turning   strips of a picture that lies on its side, stood upright
color     profiles into sRGB; lightness as a neutral grey
tone      whether a photograph has colours of its own, or only the tone of a print
encode    a JPEG that repeats byte for byte, strip by strip
strips    a picture in strips, worked on in several threads
"""

from gallery.photograph.encode import coded, jpeg_file, save_jpeg
from gallery.photograph.header import MAX_PIXELS, open_derivative
from gallery.photograph.reading import Monochrome, Photograph, look_at, open_monochrome, open_photograph
from gallery.photograph.strips import in_order, strips

__all__ = [
    "MAX_PIXELS",
    "Monochrome",
    "Photograph",
    "coded",
    "in_order",
    "jpeg_file",
    "look_at",
    "open_derivative",
    "open_monochrome",
    "open_photograph",
    "save_jpeg",
    "strips",
]
