"""The static site, in every language of the exhibit (:mod:`gallery.publish.site.plan`)."""
