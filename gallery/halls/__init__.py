"""The rooms to walk through: what hangs where, their walls, and all of it as a glTF model."""
