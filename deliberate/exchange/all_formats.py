"""Our own formats, registered here in the order in which lists show them."""

from deliberate.exchange import aif, argdown, graphml, kialo, native, picture, table, webanno
from deliberate.exchange.formats import Format
from deliberate.exchange.formats import formats as formats  # complete only here

OURS: tuple[Format, ...] = (
    native.FORMAT,
    argdown.FORMAT,
    kialo.FORMAT,
    aif.FORMAT,
    webanno.FORMAT,
    table.FORMAT,
    graphml.FORMAT,
    picture.FORMAT,
)
for _format in OURS:
    formats.register(_format.name, _format)
