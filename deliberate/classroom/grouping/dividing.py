"""Who comes into which group, by lot. The lot is the system's, which nobody can foretell."""

from collections.abc import Collection, Mapping, Sequence
from secrets import SystemRandom

_lot = SystemRandom()


def groups_for(people: int, number: int, *, is_size: bool) -> int:
    """How many groups there are: as many as are asked for, or so many that none has more people than asked for."""
    return max(1, -(-people // number)) if is_size else number


def by_lot(people: Collection[str], groups: int) -> list[list[str]]:
    """So many groups, drawn, whose sizes differ by one at most."""
    return mixed(dict.fromkeys(people), groups)


def mixed(kinds: Mapping[str, object], groups: int) -> list[list[str]]:
    """The same from people of several kinds: in any two groups, how many are of one kind differs by one at most too."""
    found: list[list[str]] = [[] for _ in range(groups)]
    # One after the other round the table, and on from kind to kind: nobody begins anew at the first seat.
    for place, person in enumerate(_in_turn(kinds)):
        found[place % groups].append(person)
    _lot.shuffle(found)
    return found


def _in_turn(kinds: Mapping[str, object]) -> Sequence[str]:
    by_kind: dict[object, list[str]] = {}
    for person, kind in kinds.items():
        by_kind.setdefault(kind, []).append(person)
    many = list(by_kind.values())
    _lot.shuffle(many)
    for each in many:
        _lot.shuffle(each)
    return [person for each in many for person in each]
