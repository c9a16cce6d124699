"""Networks written in a line: "2+1 3,4-1 5|a 6.2" with "a" naming the link before it by "=a"."""

import re
import uuid

from deliberate.mapping.network import Link, Network, Node, sound
from deliberate.propositions.models import RelationKind

_KINDS = {
    "+": RelationKind.SUPPORTS,
    "-": RelationKind.ATTACKS,
    "|": RelationKind.UNDERCUTS,
    ".": RelationKind.DETAIL_OF,
}


def network(claims: int, links: str = "") -> Network:
    """So many claims, and links as above: "3,4-1=a" says that 3 and 4 together attack 1, and is called a. Link keys
    begin at 1001, in the order of the words."""
    nodes = {key: Node(key, uuid.UUID(int=key), f"Claim {key}.", key, "balanced") for key in range(1, claims + 1)}
    names: dict[str, int] = {}
    found: dict[int, Link] = {}
    for key, word in enumerate(links.split(), 1001):
        parts = re.fullmatch(r"([\d,]+)([-+|.])(\w+)(?:=(\w+))?", word)
        assert parts is not None, word
        starts, sign, end, name = parts.groups()
        target = int(end) if end.isdecimal() else names[end]
        found[key] = Link(key, uuid.UUID(int=key), _KINDS[sign], tuple(map(int, starts.split(","))), target)
        names[name or str(key)] = key
    return sound(nodes, found)
