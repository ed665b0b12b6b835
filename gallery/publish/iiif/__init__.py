"""The exhibition for other institutions' viewers (:mod:`gallery.publish.iiif.plan`)."""
