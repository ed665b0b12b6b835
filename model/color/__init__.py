"""Colour science: sRGB, CIE Lab (D65), the grid of ab bins, and the gamut. NumPy to serve, torch to train."""
