"""Type: font files, the characters they hold, text measured and broken into lines."""
