"""Publications: one module each; finished derivatives in, one format out."""
