"""The studio: a page in the browser in which a curator works on an exhibition. ``gallery studio`` serves it.

The manifest is the one truth. What the studio holds beside it is the journal of saves, and what can be made again.

    browser ─changes→ desk ─clerk→ the text with the changes ─journal→ the manifest
                       └─→ pictures: what the build would make, from the same store
            ─render─→ easel: a photograph with hints that nobody has saved yet

described    an exhibit as the page is told of it, works with TODO too
changes      changes that a page asks for, made in the text of the manifest
pen          values put where they differ from what is there
clerk        what is done with texts, in a worker
desk         the manifest as it is now; changes that are saved, or meet others
journal      the last saves, to go back to
pictures     the pictures of every work, made in turn
easel        one photograph that is being worked on
news         what open pages are told
labels       a label as it will be printed; dates and rights
floor        the plan of the walk
problems     what each kind of problem means
arrivals     photographs that are dropped on the page
exhibits, works, aids, pages   the addresses; answers what they have in common
application  all of it as one ASGI application
"""
