"""The report: what was made of each photograph and how, for people (HTML) and for programs (JSON)."""
