"""People made up for the viewpoint factor: two camps that split over some items more than over others."""

from random import Random


def two_camps(
    seed: int,
    ones: int,
    others: int,
    items: int = 50,
    each: int = 15,
    better: float = 0.0,
    noise: float = 0.12,
    truth: dict[str, float] | None = None,
) -> list[tuple[str, str, float]]:
    """Ratings by people called a… and b…, of items i…; ``better`` makes the items that the first camp likes better.

    ``truth`` is filled with how far each item was made to split them.
    """
    random = Random(seed)
    splits = [random.choice((-1, 1)) * random.uniform(0.05, 0.3) for _ in range(items)]
    merits = [random.gauss(0.5, 0.1) + better * split for split in splits]
    if truth is not None:
        truth.update((f"i{item:03}", split) for item, split in enumerate(splits))
    people = [(f"a{number:03}", 1) for number in range(ones)] + [(f"b{number:03}", -1) for number in range(others)]
    ratings = []
    for person, camp in people:
        strictness = random.gauss(0, 0.05)
        for item in sorted(random.sample(range(items), each)):
            value = merits[item] + strictness + camp * splits[item] + random.gauss(0, noise)
            ratings.append((person, f"i{item:03}", value))
    return ratings
