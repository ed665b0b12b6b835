"""IIIF descriptions, Presentation 2 and 3, as works of an exhibit.

values       texts by language, in the forms of both versions
documents    what a Manifest or a Collection holds
images       the largest picture that an image service gives
walking      from a Collection to its Manifests
works        a Canvas as a draft work
importing    all of it: downloads, and what becomes of an exhibit
"""
