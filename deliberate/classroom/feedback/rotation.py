"""Who reviews whom: everybody writes and is given the same number, nobody their own, and no pair twice. Pure."""

from collections.abc import Collection, Sequence

#: Who reviews, and whose work.
Pair = tuple[str, str]


def rotation(people: Sequence[str], each: int) -> list[Pair]:
    """Each reviews the next ``each`` in a ring of these people, in the order in which they come here."""
    steps = range(1, min(each, len(people) - 1) + 1)
    return [(people[at], people[(at + step) % len(people)]) for step in steps for at in range(len(people))]


def mended(done: Collection[Pair], begun: Collection[Pair], people: Sequence[str], each: int) -> set[Pair]:
    """The reviews that are to be written from now on, after people came or went.

    What is done stays done, and of what is yet to be written as much as can be. Whoever came is put between two who
    were to write to each other; what those who went leave open is joined. Where that is not enough, for most is
    written by then, somebody writes one more, so that everybody is given ``each``.
    """
    present = set(people)
    round_ = _Round({*done}, {pair for pair in begun if present.issuperset(pair)}, min(each, len(people) - 1))
    for giver in people:
        while round_.short_of_writing(giver):
            takers = [taker for taker in people if round_.short_of_being_given(taker)]
            if not any(round_.join(giver, taker) or round_.splice(giver, taker) for taker in takers):
                break
    for taker in people:
        while round_.short_of_being_given(taker):
            if not any(round_.join(giver, taker) for giver in sorted(people, key=round_.written)):
                break
    for giver in people:
        while round_.short_of_writing(giver):
            if not any(round_.join(giver, taker) for taker in sorted(people, key=round_.given)):
                break
    return round_.open


class _Round:
    """The pairs there are, and what is missing."""

    def __init__(self, done: set[Pair], to_write: set[Pair], each: int) -> None:
        self.done, self.open, self.each = done, to_write, each

    def written(self, person: str) -> int:
        return sum(giver == person for giver, _ in self.done | self.open)

    def given(self, person: str) -> int:
        return sum(taker == person for _, taker in self.done | self.open)

    def short_of_writing(self, person: str) -> bool:
        return self.written(person) < self.each

    def short_of_being_given(self, person: str) -> bool:
        return self.given(person) < self.each

    def may_join(self, giver: str, taker: str) -> bool:
        return giver != taker and (giver, taker) not in self.done | self.open

    def join(self, giver: str, taker: str) -> bool:
        """Have one write to the other, if that can be."""
        if not self.may_join(giver, taker):
            return False
        self.open.add((giver, taker))
        return True

    def splice(self, giver: str, taker: str) -> bool:
        """Put both into the place of a pair that has not begun: its giver writes to the taker, the giver to its
        taker."""
        for one, other in sorted(self.open):
            if self.may_join(giver, other) and self.may_join(one, taker) and (giver, other) != (one, taker):
                self.open -= {(one, other)}
                self.open |= {(giver, other), (one, taker)}
                return True
        return False
