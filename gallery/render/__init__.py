"""What a visitor sees of a work: label, type, panel, page, and what its picture files say of themselves."""
