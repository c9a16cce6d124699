"""Ratings made up for measuring, the same every time."""

import random


def crowd(count: int) -> list[tuple[str, str, float]]:
    """Ratings in quarters by two camps, about fifty a person and a hundred an item."""
    chance = random.Random(1)
    raters, items = count // 50, count // 100
    camps = [chance.choice((-1, 1)) for _ in range(raters)]
    splits = [chance.choice((-1, 1)) * chance.uniform(0.05, 0.3) for _ in range(items)]
    merits = [chance.gauss(0.5, 0.1) for _ in range(items)]
    ratings = []
    for _ in range(count):
        rater, item = chance.randrange(raters), chance.randrange(items)
        value = merits[item] + camps[rater] * splits[item] + chance.gauss(0, 0.15)
        ratings.append((f"r{rater:06}", f"i{item:06}", min(1.0, max(0.0, round(4 * value) / 4))))
    return ratings
