"""Sheets to print: what stands where on one, drawn as a picture or written as a PDF.

sheet     a sheet: its size, and the pictures, lines of type and rules on it
raster    a sheet as pixels
pdf       sheets as a PDF: text as text, pictures as the JPEGs they are
fonts     the characters of a font that a PDF needs
spelling  what the shapes of joined letters say
profile   the colour space of both
"""
