"""Imported before all else by whatever starts a process of ours: a command then begins in about two thirds of the time.

Importing makes hundreds of thousands of objects, all of which stay. Looking through them for garbage, again and again
while they are made and once more at the end, takes the rest.
"""

import gc

gc.disable()


def started() -> None:
    """Leave out for good what there is by now; from here on garbage is looked for as Python does.

    Once in a process: whoever calls it where that goes on already has nothing left out.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
