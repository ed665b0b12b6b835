"""The words of the interface, and dates in them, in the languages that visitors read."""
