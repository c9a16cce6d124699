"""Our own formats, each registered by its module, in the order in which lists show them."""

from deliberate.exchange import native  # isort: skip
from deliberate.exchange import aif, argdown, graphml, kialo, picture, table, webanno

OURS = (native, argdown, kialo, aif, webanno, table, graphml, picture)
