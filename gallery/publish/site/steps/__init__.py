"""What the tasks of the site run; none of it plans."""
