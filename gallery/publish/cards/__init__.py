"""Label cards to cut out, and a contact sheet of all works."""
