"""Several colourists beside one another: measured by one protocol, timed, drawn, and shown on the same pictures."""
