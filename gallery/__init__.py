"""The press: a curator's manifest goes in, an exhibition comes out."""
