"""How claims bear on each other."""

from uuid import uuid4

import pytest
from flask import Flask

from deliberate.articles.models import Article
from deliberate.core.actors import VISITOR, Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, NotSignedIn
from deliberate.propositions.models import Proposition, Relation, RelationKind, RelationPremise
from deliberate.propositions.queries import relations_of
from deliberate.propositions.relations import RelationDraft, confirm_relation, relate, unrelate
from tests.factories import make_article, make_bearing, make_proposition

SUPPORTS, ATTACKS, DETAIL_OF = RelationKind.SUPPORTS, RelationKind.ATTACKS, RelationKind.DETAIL_OF


def three(author: str = "somebody") -> tuple[Article, Proposition, Proposition, Proposition]:
    article = make_article(author=author)
    return article, *(make_proposition(article, text) for text in ("One.", "Two.", "Three."))


def draft(kind: RelationKind, target: Proposition, *premises: Proposition, **fields: str) -> RelationDraft:
    return RelationDraft(kind, tuple(each.public_id for each in premises), target.public_id, **fields)


def test_a_regular_s_relation_stands_and_is_confirmed(context: Flask, ann: Actor) -> None:
    with transaction():
        article, one, two, three_ = three()
        relation = relate(ann, article, draft(ATTACKS, one, two, three_))
        assert (relation.status, relation.confirmed_by, relation.target_id) == (Status.VISIBLE, "ann", one.id)
        assert {premise.proposition_id for premise in relation.premises} == {two.id, three_.id}


def test_a_basic_member_s_relation_waits_unconfirmed(context: Flask, bob: Actor) -> None:
    with transaction():
        article, one, two, _ = three()
        relation = relate(bob, article, draft(SUPPORTS, one, two))
        assert (relation.status, relation.confirmed_by) == (Status.PENDING, None)


def test_an_editor_of_any_level_confirms_by_relating(context: Flask, editor: Actor) -> None:
    with transaction():
        article, one, two, _ = three("editor")
        assert relate(editor, article, draft(SUPPORTS, one, two)).confirmed_by == "editor"


def test_who_may_not_propose_claims_may_not_relate_them(context: Flask, newcomer: Actor) -> None:
    with transaction():
        article, one, two, _ = three()
        with pytest.raises(NotSignedIn):
            relate(VISITOR, article, draft(SUPPORTS, one, two))
        with pytest.raises(NotAllowed):
            relate(newcomer, article, draft(SUPPORTS, one, two))


def test_the_same_submission_makes_one_relation(context: Flask, ann: Actor) -> None:
    with transaction():
        article, one, two, _ = three()
        form = draft(SUPPORTS, one, two, submission="once")
        assert relate(ann, article, form) is relate(ann, article, form)


def test_a_claim_does_not_bear_on_itself(context: Flask, ann: Actor) -> None:
    with transaction():
        article, one, two, _ = three()
        for premises in ((one,), (two, one)):
            with pytest.raises(Invalid, match="itself"):
                relate(ann, article, draft(SUPPORTS, one, *premises))


def test_the_same_relation_is_there_once_in_whatever_order_it_is_put(context: Flask, ann: Actor) -> None:
    with transaction():
        article, one, two, three_ = three()
        first = relate(ann, article, draft(SUPPORTS, one, two, three_))
        with pytest.raises(Conflict):
            relate(ann, article, draft(SUPPORTS, one, three_, two))
        relate(ann, article, draft(SUPPORTS, one, two))
        unrelate(ann, first)
        relate(ann, article, draft(SUPPORTS, one, three_, two))


def test_details_do_not_go_round_in_a_circle(context: Flask, ann: Actor) -> None:
    with transaction():
        article, one, two, three_ = three()
        relate(ann, article, draft(DETAIL_OF, one, two))
        relate(ann, article, draft(DETAIL_OF, two, three_))
        with pytest.raises(Invalid, match="through others"):
            relate(ann, article, draft(DETAIL_OF, three_, one))


def test_a_detail_is_of_one_claim_and_is_one_claim(context: Flask, ann: Actor) -> None:
    with transaction():
        article, one, two, three_ = three()
        with pytest.raises(Invalid, match="one claim"):
            relate(ann, article, draft(DETAIL_OF, one, two, three_))
        relate(ann, article, draft(DETAIL_OF, one, two))
        with pytest.raises(Conflict, match="already"):
            relate(ann, article, draft(DETAIL_OF, three_, two))


def test_support_may_go_round_in_a_circle(context: Flask, ann: Actor) -> None:
    with transaction():
        article, one, two, _ = three()
        relate(ann, article, draft(SUPPORTS, one, two))
        relate(ann, article, draft(SUPPORTS, two, one))


def test_only_standing_claims_of_the_article_are_related(context: Flask, ann: Actor) -> None:
    with transaction():
        article, one, two, _ = three()
        elsewhere = make_proposition(make_article(author="somebody"))
        gone = make_proposition(article, "Gone.", status=Status.REMOVED)
        for other in (elsewhere, gone):
            with pytest.raises(Invalid):
                relate(ann, article, draft(SUPPORTS, one, other))
            with pytest.raises(Invalid):
                relate(ann, article, draft(SUPPORTS, other, one))
        with pytest.raises(Invalid):
            relate(ann, article, draft(SUPPORTS, one))
        with pytest.raises(Invalid):
            relate(ann, article, RelationDraft(SUPPORTS, (two.public_id,), uuid4()))


def test_an_undercut_is_of_a_link_and_nothing_else(context: Flask, ann: Actor) -> None:
    with transaction():
        article, one, two, three_ = three()
        link = relate(ann, article, draft(SUPPORTS, one, two))
        bearing = make_bearing(one)
        for target in (link, bearing):
            relation = relate(
                ann, article, RelationDraft(RelationKind.UNDERCUTS, (three_.public_id,), target.public_id)
            )
            assert relation.target_id == target.id
        with pytest.raises(Invalid):
            relate(ann, article, draft(RelationKind.UNDERCUTS, one, three_))


def suggested(article: Article, premise: Proposition, target: Proposition) -> Relation:
    relation = Relation(
        article=article,
        author_id="editor",
        status=Status.SUGGESTED,
        relation_kind=ATTACKS,
        target_id=target.id,
        premises=[RelationPremise(proposition_id=premise.id)],
    )
    session.add(relation)
    session.flush()
    return relation


def test_a_suggested_relation_is_accepted_once_both_its_claims_are(context: Flask, editor: Actor, ann: Actor) -> None:
    with transaction():
        article, one, two, _ = three("editor")
        two.status = Status.SUGGESTED
        relation = suggested(article, one, two)
        with pytest.raises(Conflict, match="first"):
            confirm_relation(editor, relation)
        two.status = Status.VISIBLE
        with pytest.raises(NotAllowed):
            confirm_relation(ann, relation)
        confirm_relation(editor, relation)
        assert (relation.status, relation.confirmed_by) == (Status.VISIBLE, "editor")


def test_a_relation_left_out_is_kept_as_rejected(context: Flask, editor: Actor) -> None:
    with transaction():
        article, one, two, _ = three("editor")
        relation = suggested(article, one, two)
        unrelate(editor, relation)
        unrelate(editor, relation)
        assert relation.status is Status.REJECTED
        with pytest.raises(Conflict):
            confirm_relation(editor, relation)


def test_somebody_of_level_2_stands_behind_a_relation_that_a_moderator_let_through(
    context: Flask, ann: Actor, bob: Actor
) -> None:
    with transaction():
        article, one, two, _ = three()
        relation = relate(bob, article, draft(SUPPORTS, one, two))
        relation.status = Status.VISIBLE
        with pytest.raises(NotAllowed):
            confirm_relation(bob, relation)
        confirm_relation(ann, relation)
        assert relation.confirmed_by == "ann"


def test_its_author_or_an_editor_takes_a_relation_back(context: Flask, editor: Actor, ann: Actor, bob: Actor) -> None:
    with transaction():
        article, one, two, three_ = three("editor")
        first = relate(ann, article, draft(SUPPORTS, one, two))
        second = relate(ann, article, draft(SUPPORTS, one, three_))
        with pytest.raises(NotAllowed):
            unrelate(bob, first)
        unrelate(ann, first)
        unrelate(editor, second)
        assert {first.status, second.status} == {Status.WITHDRAWN}
        assert relations_of(article) == []
