"""How many stand where on each claim of an article, as far as a file may tell it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.db import session
from deliberate.propositions.models import Proposition, Stance
from deliberate.reading.moved import FEWEST_PEOPLE, FEWEST_SHOWN

#: A claim, and whether its people had seen the weights.
Key = tuple[int, bool]


def tallies_of(article: Article, claims: Collection[int]) -> Mapping[Key, Counter[str]]:
    """Counts of answers to these claims by word. One query.

    A count of one or two people would be theirs to be guessed, and so would everybody's where all say the same. Of
    claims that enough people have answered twice there is none: it could be subtracted from what their page
    "what moved people" shows.
    """
    rows = session.execute(
        select(Stance.proposition_id, Stance.after_weights, Stance.actor_id, Stance.answer)
        .join(Proposition, Proposition.id == Stance.proposition_id)
        .where(Proposition.article_id == article.id, Stance.revision >= Proposition.substance)
    )
    counts: dict[Key, Counter[str]] = defaultdict(Counter)
    people: dict[Key, set[str]] = defaultdict(set)
    for claim, after, who, answer in rows:
        if claim in claims:
            counts[(claim, after)][answer.value] += 1
            people[(claim, after)].add(who)
    twice = {claim: people[(claim, True)] & people[(claim, False)] for claim in {claim for claim, _ in counts}}
    return {
        (claim, after): count
        for (claim, after), count in counts.items()
        if hides_everybody(count) and len(twice[claim]) < FEWEST_PEOPLE
    }


def hides_everybody(count: Counter[str]) -> bool:
    """Whether nobody's answer can be told from these counts."""
    given = [each for each in count.values() if each]
    return len(given) > 1 and min(given) >= FEWEST_SHOWN
