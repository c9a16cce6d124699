"""Time the published model of Community Notes: run by bench/weighting.py under a Python that has torch.

    PYTHON bench/community_notes.py CHECKOUT RATINGS

Prints the processor seconds a rating of fitting the model, and of all that `MatrixFactorization.run_mf` does to a data
frame, with its own defaults and its own stopping rule, on ratings like those that ours gets. One thread, as ours has.
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


class Timed(MatrixFactorization):
    """It says how long the fit alone took."""

    fitted = 0.0

    def _fit_model(self, *given: object, **named: object) -> object:
        began = time.process_time()
        found = super()._fit_model(*given, **named)
        self.fitted += time.process_time() - began
        return found


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
    model = Timed(seed=random.Random(1).randrange(1000), log=False)
    began = time.process_time()
    model.run_mf(frame)
    took = time.process_time() - began
    print(model.fitted / len(ratings), took / len(ratings))


if __name__ == "__main__":
    main()
