"""The label of a work: what it says, how it is set, and whether it can be."""
