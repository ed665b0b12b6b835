"""The protocol's metrics: small classes with ``update`` (one batch) and ``compute`` (the whole set).

Every metric takes pictures as uint8 sRGB of shape (N, H, W, 3), or maps derived from them, and
``compute`` returns its part of a table's row, ready for JSON. The metrics do not know one another;
``suite`` drives all of them.
"""
