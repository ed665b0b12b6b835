"""Pages from templates, the project's and an exhibit's own."""
