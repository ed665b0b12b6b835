"""Panels: each work's photograph and colorization side by side at print resolution, with the label."""
