"""What the page about relations lists."""

from flask import Flask

from deliberate.articles.models import Article
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.propositions.models import Proposition, Relation, RelationKind, RelationPremise
from deliberate.propositions.relating import PAGE, relation_count, relations_page
from tests.factories import make_article, make_bearing, make_proposition


def related(article: Article, premise: Proposition, target: int, status: Status = Status.VISIBLE) -> Relation:
    relation = Relation(
        article=article,
        author_id="editor",
        status=status,
        relation_kind=RelationKind.SUPPORTS,
        target_id=target,
        premises=[RelationPremise(proposition_id=premise.id)],
    )
    session.add(relation)
    session.flush()
    return relation


def test_only_relations_between_accepted_claims_are_listed(context: Flask) -> None:
    with transaction():
        article = make_article()
        one, two = make_proposition(article, "One."), make_proposition(article, "Two.")
        waits = make_proposition(article, "Waits.", status=Status.SUGGESTED)
        listed = related(article, one, two.id, Status.SUGGESTED)
        related(article, waits, two.id, Status.SUGGESTED)
        related(article, one, waits.id, Status.SUGGESTED)
        related(article, one, two.id, Status.WITHDRAWN)
        related(article, one, make_bearing(two).id)
        page = relations_page(article)
        assert [each.relation.id for each in page.relations] == [listed.id]
        assert (page.relations[0].premises, page.relations[0].target) == ((one,), two)
        assert (page.total, relation_count(article), page.following) == (1, 1, None)
        waits.status = Status.VISIBLE
        assert relation_count(article) == 3


def test_a_page_leads_on_to_the_next(context: Flask) -> None:
    with transaction():
        article = make_article()
        target = make_proposition(article, "Target.")
        made = [related(article, make_proposition(article, f"{n}."), target.id).id for n in range(PAGE + 3)]
        first = relations_page(article)
        assert first.following is not None
        second = relations_page(article, first.following)
        assert [each.relation.id for page in (first, second) for each in page.relations] == made
        assert second.following is None
