"""What the laboratory's commands do beyond the colourist's own: pages, worker processes, and files that are moved."""
