"""Works that are films: looked through when an exhibit is inspected, coloured shot by shot, joined again.

looking   one pass through a film: its head, its shots, the times of its frames, a frame that stands for it
findings  every problem with the films of an exhibit and with their captions
planning  the tasks of a film (pure)
steps     what they do

A film has a poster, a frame that is a photograph to everything else; its shots are tasks:

    master/<work> ─┬→ film/poster/<work> ─→ colorize/<work> ─→ … as of a photograph
                   ├→ film/shot/<work>-1 ─┐
                   ├→ film/shot/<work>-2 ─┴→ film/colour/<work> ─→ site/films/<work>/colour.mp4
                   └→ film/original/<work> ───────────────────────→ site/films/<work>/original.mp4
"""
