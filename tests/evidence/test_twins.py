"""Twins are shown before posting, and only what the person may see."""

from flask import Flask

from deliberate.core.actors import Actor
from deliberate.core.contributions import Status
from deliberate.core.db import transaction
from deliberate.evidence.models import Side
from deliberate.evidence.services import find_twins, post_evidence
from deliberate.propositions.models import Proposition
from tests.evidence.drafts import QUOTE, draft
from tests.factories import make_article, make_bearing, make_proposition

LINK = "https://bridges.example/report"


def test_the_same_source_is_found_however_its_address_is_spelt(context: Flask, ann: Actor, claim: Proposition) -> None:
    with transaction():
        bearing = post_evidence(ann, claim, draft())
        (twin,) = find_twins(ann, claim, link=f" {LINK}?utm_source=mail#p3 ")
    assert (twin.evidence.id, twin.bearing.id, twin.why) == (bearing.evidence_id, bearing.id, "from the same source")


def test_nearly_the_same_words_are_found_from_any_source(context: Flask, ann: Actor, claim: Proposition) -> None:
    with transaction():
        post_evidence(ann, claim, draft())
        post_evidence(ann, claim, draft(quote="The mayor was abroad."))
        (twin,) = find_twins(ann, claim, link="https://other.example/", quote=QUOTE.upper().replace("THIRD", "QUARTER"))
    assert (twin.evidence.quote, twin.same_source) == (QUOTE, False)
    assert twin.why == "in nearly the same words"


def test_nearest_words_come_first_and_the_bearing_on_this_very_target_is_shown(
    context: Flask, ann: Actor, ben: Actor, claim: Proposition
) -> None:
    with transaction():
        other = make_proposition(claim.article, "Rust.")
        far = post_evidence(ann, other, draft(Side.AGAINST, quote="The mayor was abroad."))
        near = post_evidence(ann, claim, draft())
        make_bearing(other, Side.AGAINST, evidence=near.evidence)
        twins = find_twins(ben, claim, link=LINK, quote=QUOTE)
    assert [twin.bearing.id for twin in twins] == [near.id, far.id]
    assert twins[0].why == "from the same source, in nearly the same words"


def test_other_articles_and_what_is_hidden_are_no_twins(
    context: Flask, ann: Actor, ben: Actor, claim: Proposition
) -> None:
    with transaction():
        post_evidence(ann, make_proposition(make_article()), draft())
        make_bearing(claim, quote=QUOTE, author="ann", status=Status.PENDING)
        make_bearing(claim, quote=QUOTE, status=Status.REMOVED)
        assert find_twins(ben, claim, link=LINK, quote=QUOTE) == []
        assert len(find_twins(ann, claim, link=LINK, quote=QUOTE)) == 1


def test_half_an_address_finds_nothing_and_breaks_nothing(context: Flask, ann: Actor, claim: Proposition) -> None:
    for half in ("", "htt", "https://", "https://[", "javascript:x"):
        assert find_twins(ann, claim, link=half, citation=" ", quote=" ") == []
