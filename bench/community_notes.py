"""Time the published model of Community Notes: run by bench/weighting.py under a Python that has torch.

    PYTHON bench/community_notes.py CHECKOUT RATINGS

Prints the processor seconds a rating of `MatrixFactorization.run_mf`, with its own defaults and its own stopping rule,
on ratings like those that ours gets. One thread, as ours has.
"""

import random
import sys
import time
from pathlib import Path

import pandas
import torch

sys.path.insert(0, str(Path(sys.argv[1]) / "scoring" / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scoring import constants
from scoring.matrix_factorization.matrix_factorization import MatrixFactorization

from bench.crowds import crowd


def main() -> None:
    torch.set_num_threads(1)
    ratings = {(rater, item): value for rater, item, value in crowd(int(sys.argv[2]))}
    frame = pandas.DataFrame(
        {
            constants.raterParticipantIdKey: [rater for rater, _ in ratings],
            constants.noteIdKey: [int(item[1:]) for _, item in ratings],
            constants.helpfulNumKey: list(ratings.values()),
        }
    )
    model = MatrixFactorization(seed=random.Random(1).randrange(1000), log=False)
    began = time.process_time()
    model.run_mf(frame)
    print((time.process_time() - began) / len(ratings))


if __name__ == "__main__":
    main()
