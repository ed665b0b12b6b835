"""A package for a platform of walkable rooms (:mod:`gallery.publish.artsteps.plan`)."""
