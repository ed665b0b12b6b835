"""The rooms as one 3D model, for platforms that import rooms (:mod:`gallery.publish.room.plan`)."""
