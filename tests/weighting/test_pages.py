"""The rows of "How it adds up"."""

from math import fsum

import pytest
from flask import Flask

from deliberate.core.actors import VISITOR
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import NotFound
from deliberate.evidence.models import Side
from deliberate.propositions.models import Answer, Proposition, Relation, RelationKind, RelationPremise
from deliberate.weighting.gathering import case_of
from deliberate.weighting.keeping import reweigh, weighed_now
from deliberate.weighting.ledger import explain
from deliberate.weighting.pages import ledger_of
from deliberate.weighting.weigh import DEFAULT_MODEL, weigh
from tests.factories import make_bearing, make_proposition, make_source, rate_fully
from tests.queries import count_queries
from tests.weighting.rooms import main_claim, stand

pytestmark = pytest.mark.usefixtures("context")


def test_the_rows_sum_to_the_total_that_is_shown() -> None:
    with transaction():
        claim = main_claim()
        for number, quarters in enumerate((4, 3, 3, 4, 3, 4)):
            bearing = make_bearing(claim, Side.AGAINST if number % 3 == 2 else Side.FOR, author=f"poster {number}")
            for name in ("ann", "ben", "cem"):
                rate_fully(bearing, name, quarters)
        page = ledger_of(VISITOR, claim)
    assert len([row for row in page.rows if row.subject]) == 6
    assert round(fsum(row.delta for row in page.rows), 2) == page.total == round(page.ledger.log_odds, 2) != 0


def test_a_row_names_its_source_and_says_why_it_counts_less() -> None:
    with transaction():
        claim = main_claim()
        source = make_source("The harbour log")
        for _ in range(2):
            bearing = make_bearing(claim, source=source)
            rate_fully(bearing, "ann")
            rate_fully(bearing, "ben")
        rows = [row for row in ledger_of(VISITOR, claim).rows if row.subject]
    assert {row.label for row in rows} == {"The harbour log"}
    assert [bool(row.discount) for row in rows] == [False, True]
    assert rows[0].formula
    assert "relevance" in rows[0].formula
    assert rows[0].without
    assert rows[0].without.startswith("Without this the sum stands at ")


def test_what_another_claim_adds_is_named_by_its_words() -> None:
    with transaction():
        claim = main_claim()
        other = make_proposition(claim.article, "The cable was old.")
        for name, answer in (("ann", Answer.AGREE), ("ben", Answer.DISAGREE)):
            stand(name, claim, answer)
        relation = Relation(
            article=claim.article,
            author_id="editor",
            status=Status.VISIBLE,
            relation_kind=RelationKind.SUPPORTS,
            target_id=claim.id,
            confirmed_by="editor",
            premises=[RelationPremise(proposition_id=other.id)],
        )
        session.add(relation)
        session.flush()
        rows = ledger_of(VISITOR, claim).rows
    assert [row.label for row in rows if row.subject is relation] == ["Another claim: The cable was old."]


def test_what_would_change_the_line_is_named_by_its_source_with_the_line_it_would_make() -> None:
    with transaction():
        claim = main_claim()
        people = [f"person {number}" for number in range(12)]
        for number, name in enumerate(people):
            stand(name, claim, Answer.AGREE if number % 2 else Answer.DISAGREE)
        heavy = make_bearing(claim, source=make_source("The harbour log"), author="p 1")
        weak = [make_bearing(claim, side, author=f"p {side}", source=make_source(f"Notes {side}")) for side in Side]
        for bearing, quarters in ((heavy, 4), *((each, 2) for each in weak)):
            for name in people:
                rate_fully(bearing, name, quarters)
        page = ledger_of(VISITOR, claim)
    first = page.changes[0]
    assert (first.label, first.subject, first.gone) == ("The harbour log", heavy, True)
    assert first.line != page.balance.line


def test_a_ledger_is_worked_out_from_what_lies_around_the_claim_and_says_what_the_whole_article_would() -> None:
    with transaction():
        main = main_claim()
        claims = [make_proposition(main.article, f"Claim {number}.") for number in range(3)]
        people = [(f"person {number}", Answer.AGREE if number % 2 else Answer.DISAGREE) for number in range(6)]
        for name, answer in people:
            stand(name, main, answer)
        for claim, kind in zip(
            claims, (RelationKind.SUPPORTS, RelationKind.ATTACKS, RelationKind.DETAIL_OF), strict=True
        ):
            relate_claims(claim, main, kind)
            for side in Side:
                bearing = make_bearing(claim, side, author=f"poster {side}")
                for name, _ in people:
                    rate_fully(bearing, name, 4 if side is Side.FOR else 2)
        reweigh(main.article)
        whole = weigh(case_of(main.article, DEFAULT_MODEL), DEFAULT_MODEL)
        for claim in (main, *claims):
            page = ledger_of(VISITOR, claim)
            assert page.ledger == explain(whole, str(claim.id))
            assert page.balance == whole.balances[str(claim.id)]


def test_what_is_posted_on_other_claims_costs_a_ledger_nothing(context: Flask) -> None:
    with transaction():
        main = main_claim()
        claim, other = (make_proposition(main.article, f"Claim {number}.") for number in range(2))
        rate_fully(make_bearing(claim), "ann")
        rate_fully(make_bearing(other), "ann")
        reweigh(main.article)
        few = count_queries(context, lambda: ledger_of(VISITOR, claim), about="deliberate_rating")
        asked = weighed_now(claim).case.ratings
        for _ in range(9):
            rate_fully(make_bearing(other), "ann")
        reweigh(main.article)
        assert weighed_now(claim).case.ratings == asked
        assert count_queries(context, lambda: ledger_of(VISITOR, claim), about="deliberate_rating") == few


def relate_claims(premise: Proposition, target: Proposition, kind: RelationKind) -> None:
    relation = Relation(
        article=target.article,
        author_id="editor",
        status=Status.VISIBLE,
        relation_kind=kind,
        target_id=target.id,
        confirmed_by="editor",
        premises=[RelationPremise(proposition_id=premise.id)],
    )
    session.add(relation)
    session.flush()


def test_a_claim_that_does_not_show_has_no_ledger() -> None:
    with transaction():
        claim = main_claim()
        claim.status = Status.PENDING
        session.flush()
        with pytest.raises(NotFound):
            ledger_of(VISITOR, claim)
