"""Claims as a list in a text file: the title first, then one claim to a line, after a dash."""

from deliberate.exchange.errors import FormatError
from deliberate.exchange.formats import Asked, Format, Read, Written
from deliberate.exchange.graph import Claim, Document, Graph

DASH = "- "


def read(text: str, asked: Asked) -> Read:
    """A title may be left out; any other line has to be a claim or empty."""
    title, claims = asked.name, []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith(DASH) and line[len(DASH) :].strip():
            claims.append(Claim(id=str(number), text=line[len(DASH) :].strip(), position=number))
        elif line.strip() and not claims and number == 1:
            title = line.strip()
        elif line.strip():
            raise FormatError(number, 1, "A claim begins with a dash and a blank.")
    if not claims:
        raise FormatError(1, 1, "There is no claim in it.")
    return Read(Graph(Document(title=title), claims=tuple(claims)))


def write(graph: Graph) -> Written:
    """A claim is one line, however it was broken."""
    lines = [graph.document.title, *(DASH + " ".join(claim.text.split()) for claim in graph.standing)]
    return Written("\n".join(lines) + "\n")


PLAIN_LIST = Format("plain-list", "Plain list", (".list",), "text/plain", frozenset(), read=read, write=write)
