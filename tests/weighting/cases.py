"""Short ways to write down cases, and random ones."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random

from deliberate.weighting.case import (
    Case,
    Dimension,
    Item,
    Proposition,
    Rating,
    Relation,
    RelationKind,
    Search,
    Side,
)

FOR, AGAINST = Side.FOR, Side.AGAINST
LEVELS = (0, 1, 2, 3)
VALUES = (0.0, 0.25, 0.5, 0.75, 1.0)
VIEWPOINTS = ("agree", "disagree", "undecided")


def item(name: str, side: Side = FOR, target: str = "p", **given: object) -> Item:
    """An item with evidence and contributor of its own."""
    plain = {"evidence": f"evidence of {name}", "contributor": f"poster of {name}"}
    return Item(**{"id": name, "target": target, "side": side, **plain, **given})  # type: ignore[arg-type]


def rate(
    items: Iterable[Item], rater: str, viewpoint: str, value: float | None, level: int = 2, weight: float = 1.0
) -> list[Rating]:
    """The same answer in all three dimensions of each item."""
    return [
        Rating(subject, dimension, rater, viewpoint, value, weight, level)
        for each in items
        for dimension, subject in (
            (Dimension.RELEVANCE, each.id),
            (Dimension.RELIABILITY, each.evidence),
            (Dimension.STRENGTH, each.id),
        )
    ]


def crowd(items: Iterable[Item], viewpoint: str, *values: float | None, level: int = 2) -> list[Rating]:
    """One rater of this viewpoint per value."""
    chosen = list(items)
    return [
        rating
        for number, value in enumerate(values)
        for rating in rate(chosen, f"{viewpoint} {number}", viewpoint, value, level)
    ]


def agreed(*items: Item, value: float = 1.0) -> list[Rating]:
    """Two people of each of two viewpoints give every item the same."""
    return crowd(items, "agree", value, value) + crowd(items, "disagree", value, value)


def case(*items: Item, ratings: Iterable[Rating] = (), **given: object) -> Case:
    return Case(**{"propositions": [Proposition("p")], "items": items, "ratings": list(ratings), **given})  # type: ignore[arg-type]


def mirrored(original: Case) -> Case:
    """Everything that points at a proposition changes sides; challenges and undercutters do not."""
    propositions = {each.id for each in original.propositions}
    opposite = {RelationKind.SUPPORTS: RelationKind.ATTACKS, RelationKind.ATTACKS: RelationKind.SUPPORTS}
    return replace(
        original,
        items=[replace(each, side=each.side.other) if each.target in propositions else each for each in original.items],
        relations=[
            replace(each, kind=opposite[each.kind]) if each.target in propositions else each
            for each in original.relations
        ],
        searches=[replace(each, side=each.side and each.side.other) for each in original.searches],
    )


def random_items(random: Random, count: int, targets: list[str]) -> list[Item]:
    """Items on these targets that share contributors, origins, publishers now and then, and some that challenge or
    undercut an earlier item."""
    found: list[Item] = []
    for number in range(count):
        earlier = random.choice(found) if found and random.random() < 0.25 else None
        found.append(
            item(
                f"item {number}",
                random.choice([FOR, AGAINST]),
                random.choice([earlier.id, earlier.evidence]) if earlier else random.choice(targets),
                contributor=f"poster {random.randrange(3)}",
                origin=random.choice([None, "wire", "ministry"]),
                publisher=random.choice([None, "gazette", "herald"]),
                profile=random.choice([None, "A", "C", "E"]),
                states=random.choice([(), (), (), ("disputed",), ("broken_link",), ("removed",)]),
                party=random.choice([None, True, False]),
            )
        )
        if earlier and random.random() < 0.3:
            found[-1] = replace(found[-1], target=earlier.id, undercuts=True)
    return found


def random_ratings(random: Random, items: Iterable[Item], relations: Iterable[Relation] = ()) -> list[Rating]:
    people = [(f"rater {n}", random.choice(VIEWPOINTS), random.choice(LEVELS)) for n in range(7)]
    found = []
    for each in items:
        for rater, viewpoint, level in people:
            if random.random() < 0.7:
                value = random.choice([*VALUES, 0.75, 1.0, None])
                found += rate([each], rater, viewpoint, value, level, weight=random.choice([0.25, 0.5, 1.0, 1.25]))
    for relation in relations:
        for rater, viewpoint, level in people[:3]:
            found.append(
                Rating(relation.id, Dimension.STRENGTH, rater, viewpoint, random.choice(VALUES), 1.0, level)
            )  # fmt: skip
    unique = {(each.subject, each.dimension, each.rater): each for each in found}
    return list(unique.values())


def random_relations(random: Random, names: list[str], count: int, acyclic: bool) -> list[Relation]:
    """Relations among these propositions; acyclic ones only lead from later names to earlier ones. Some undercut."""
    found: list[Relation] = []
    for number in range(count):
        target = random.randrange(len(names) - 1) if acyclic else random.randrange(len(names))
        sources = names[target + 1 :] if acyclic else names
        kind = random.choice([RelationKind.SUPPORTS, RelationKind.ATTACKS])
        premises = tuple(random.sample(sources, min(len(sources), random.choice([1, 1, 2]))))
        found.append(Relation(f"relation {number}", kind, premises, names[target], confirmed=random.random() < 0.9))
    for number, broken in enumerate(random.sample(found, len(found) // 4)):
        reached = names.index(broken.target)
        premise = random.choice(names[reached + 1 :] if acyclic else names)
        found.append(
            Relation(f"undercutter {number}", RelationKind.UNDERCUTS, (premise,), broken.id, confirmed=True)
        )  # fmt: skip
    return found


def random_case(random: Random, items: int = 10, acyclic: bool = True) -> Case:
    names = ["p", "q", "r", "t"]
    posted = random_items(random, items, [*names, "p", "p"])
    relations = random_relations(random, names, 5, acyclic)
    searches = [
        Search("p", f"rater {n}", random.choice(VIEWPOINTS), random.choice([None, FOR, AGAINST])) for n in (1, 2)
    ]
    return Case(
        propositions=[Proposition(name) for name in names],
        items=posted,
        relations=relations,
        ratings=random_ratings(random, posted, relations),
        searches=searches,
    )
