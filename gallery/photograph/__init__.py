"""Photographs: a picture file of any common kind, decoded upright into sRGB, and saved as a plain JPEG.

decode    which files are photographs, how they are opened, and what is wrong with the others
color     modes and profiles into 8-bit sRGB; lightness as a neutral grey
tone      whether a photograph has colours of its own, or only the tone of a print
encode    a JPEG that repeats byte for byte
"""

from gallery.photograph.decode import MAX_PIXELS, Photograph, open_photograph
from gallery.photograph.encode import save_jpeg

__all__ = ["MAX_PIXELS", "Photograph", "open_photograph", "save_jpeg"]
