"""The live example of the page "How weighing works": three items, six people, worked out by the model itself."""

from deliberate.core.wording import N_
from deliberate.weighting.balance import Balance
from deliberate.weighting.case import Case, Dimension, Item, Proposition, Rating, Side, Viewpoint
from deliberate.weighting.ledger import Ledger, explain
from deliberate.weighting.weigh import weigh

CLAIM = N_("A later start to the school day lets pupils sleep longer.")

#: The items of the example, by id: what each is, and its side.
ITEMS = {
    "study": (N_("A study of eight schools that moved to a later start"), Side.FOR),
    "report": (N_("A newspaper’s report on that same study"), Side.FOR),
    "survey": (N_("A survey in which pupils say they just go to bed later"), Side.AGAINST),
}

#: Each person's viewpoint and their answers: relevance, reliability, strength, in quarters.
_PEOPLE = {
    "ada": (Viewpoint.AGREE, {"study": (4, 4, 3), "report": (4, 2, 2), "survey": (3, 2, 2)}),
    "ben": (Viewpoint.AGREE, {"study": (4, 3, 3), "report": (3, 2, 2), "survey": (3, 2, 2)}),
    "cem": (Viewpoint.AGREE, {"study": (4, 4, 3), "survey": (3, 2, 2)}),
    "dot": (Viewpoint.DISAGREE, {"study": (4, 4, 3), "report": (3, 2, 1), "survey": (3, 3, 2)}),
    "eli": (Viewpoint.DISAGREE, {"study": (4, 4, 3), "survey": (3, 2, 2)}),
    "fay": (Viewpoint.DISAGREE, {"study": (4, 3, 3), "survey": (3, 2, 2)}),
}
_QUESTIONS = (Dimension.RELEVANCE, Dimension.RELIABILITY, Dimension.STRENGTH)


def worked_example() -> tuple[Ledger, Balance]:
    """The example's ledger and the line a reader would see."""
    items = [
        Item(
            id=name,
            evidence=f"evidence {name}",
            target="claim",
            side=side,
            contributor=f"poster of {name}",
            origin="the study" if name != "survey" else "the survey",
        )
        for name, (_, side) in ITEMS.items()
    ]
    ratings = [
        Rating(
            subject=f"evidence {name}" if dimension is Dimension.RELIABILITY else name,
            dimension=dimension,
            rater=person,
            viewpoint=viewpoint,
            value=quarters / 4,
        )
        for person, (viewpoint, answers) in _PEOPLE.items()
        for name, given in answers.items()
        for dimension, quarters in zip(_QUESTIONS, given, strict=True)
    ]
    outcome = weigh(Case(propositions=[Proposition("claim")], items=items, ratings=ratings))
    return explain(outcome, "claim"), outcome.balances["claim"]
