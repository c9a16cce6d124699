"""How long it takes to compare a post with watched words: python bench/watching.py"""

import random
import statistics
import string
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from deliberate.moderation.watching import Matcher, read_entries

RUNS = 21


def main() -> None:
    """Half of 200 entries with two stars, half phrases; a post of 1,500 characters and one of 28,000."""
    chance = random.Random(1)

    def word(length: int) -> str:
        return "".join(chance.choice(string.ascii_lowercase) for _each in range(length))

    starred = [f"{word(3)}*{word(2)}*" for _each in range(100)]
    phrases = [f"{word(6)} {word(5)}" for _each in range(100)]
    matcher = Matcher(read_entries(hold="\n".join(starred + phrases)))
    text = " ".join(word(chance.randint(2, 10)) for _each in range(4000))
    for length in (1500, len(text)):
        times = []
        for _each in range(RUNS):
            begun = time.perf_counter()
            matcher.hits(text[:length])
            times.append(time.perf_counter() - begun)
        print(f"{length} characters: {statistics.median(times) * 1000:.1f} ms")


if __name__ == "__main__":
    main()
