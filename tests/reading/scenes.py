"""Articles that tests of the reading pages start from."""

from collections.abc import Sequence
from typing import Any

from deliberate.core.db import session
from deliberate.evidence.models import Bearing, Side
from deliberate.propositions.models import Answer, Proposition, Relation, RelationKind, RelationPremise, Speaker, Voice
from deliberate.weighting.services import reweigh
from tests.factories import make_article, make_bearing, make_proposition, rate_fully
from tests.weighting.rooms import stand


def published(*sentences: str, **fields: Any) -> list[Proposition]:
    """The claims of a new open article, one a sentence; the first is its main one."""
    fields.setdefault("slug", "bridge")
    sentences = sentences or ("The bridge closed.", "The cable was old.")
    article = make_article(text=" ".join(sentences), **fields)
    made = [make_proposition(article, sentence, words=sentence) for sentence in sentences]
    made[0].main_of_id = article.id
    session.flush()
    return made


def weighed(
    claim: Proposition, side: Side, quarters: int = 4, by: Sequence[str] = ("ann", "ben"), **more: Any
) -> Bearing:
    """An item that these people have rated alike."""
    bearing = make_bearing(claim, side, **more)
    for name in by:
        rate_fully(bearing, name, quarters)
    reweigh(claim.article)
    return bearing


def related(kind: RelationKind, premise: Proposition, target: Proposition, **fields: Any) -> Relation:
    fields.setdefault("confirmed_by", "editor")
    relation = Relation(
        article=premise.article,
        author_id="editor",
        status="visible",
        relation_kind=kind,
        target_id=target.id,
        premises=[RelationPremise(proposition_id=premise.id)],
        **fields,
    )
    session.add(relation)
    session.flush()
    return relation


def voiced(claim: Proposition, name: str, cue: str, cue_class: str) -> None:
    """Have a speaker say a claim."""
    speaker = Speaker(article_id=claim.article_id, name=name)
    session.add(speaker)
    session.flush()
    session.add(Voice(proposition_id=claim.id, depth=0, speaker_id=speaker.id, cue=cue, cue_class=cue_class))
    session.flush()


def judged_apart(claim: Proposition, people: int = 3) -> None:
    """Two items each way on a main claim: those who agree with it rate them one way, as many who disagree the other."""
    agree, disagree = ([f"{answer} {n}" for n in range(people)] for answer in ("agree", "disagree"))
    for name in (*agree, *disagree):
        stand(name, claim, Answer(name.split()[0]))
    for side, high, low in ((Side.FOR, agree, disagree), (Side.AGAINST, disagree, agree)):
        for _ in range(2):
            bearing = make_bearing(claim, side)
            for names, quarters in ((high, 4), (low, 1)):
                for name in names:
                    rate_fully(bearing, name, quarters)
    reweigh(claim.article)
