"""Ways in: what archives have becomes works of an exhibit, and goes back into a manifest without hurting it.

drafts       works as far as they are known, and their place in a manifest's text
"""
