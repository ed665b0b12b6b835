"""What a publication is, and what it knows when it plans."""
