"""What an editor did last to how claims are related is undone, or refused."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, NotAllowed
from deliberate.core.events import verify_chain
from deliberate.propositions.models import Proposition, Relation, RelationKind
from deliberate.propositions.queries import relation_of
from deliberate.propositions.relations import RelationDraft, confirm_relation, relate, unrelate
from deliberate.propositions.relations_undoing import RelationAct, latest_relation_act, undo_relation_act
from deliberate.propositions.undoing import OFFERED_FOR
from tests.factories import make_article, make_bearing, make_proposition


@pytest.fixture
def relation(context: Flask, ann: Actor) -> Relation:
    """Somebody else's, which they stand behind."""
    with transaction():
        article = make_article(author="editor")
        one, two = make_proposition(article, "One."), make_proposition(article, "Two.")
        return relate(ann, article, RelationDraft(RelationKind.ATTACKS, (one.public_id,), two.public_id))


def with_premises(relation: Relation) -> Relation:
    """The same, as a page has it."""
    found = relation_of(str(relation.public_id))
    assert found is relation
    return found


def ends_of(relation: Relation) -> tuple[int, int]:
    return with_premises(relation).premises[0].proposition_id, relation.target_id


def newest(actor: Actor, relation: Relation) -> RelationAct:
    found = latest_relation_act(actor, relation.article)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("before", "confirmed_by", "act"),
    [
        (Status.VISIBLE, "ann", unrelate),
        (Status.PENDING, None, unrelate),
        (Status.SUGGESTED, None, unrelate),
        (Status.SUGGESTED, None, confirm_relation),
        (Status.VISIBLE, None, confirm_relation),
    ],
)
def test_it_is_as_it_was_before(
    editor: Actor, relation: Relation, before: Status, confirmed_by: str | None, act: Callable[[Actor, Relation], None]
) -> None:
    with transaction():
        with_premises(relation).status, relation.confirmed_by = before, confirmed_by
        act(editor, relation)
        assert (relation.status, relation.confirmed_by) != (before, confirmed_by)
        undo_relation_act(editor, relation, newest(editor, relation).event)
        assert (relation.status, relation.confirmed_by) == (before, confirmed_by)
        assert latest_relation_act(editor, relation.article) is None
    assert verify_chain().fault is None


def test_a_relation_just_made_is_taken_back(editor: Actor, relation: Relation) -> None:
    with transaction():
        end = RelationDraft(RelationKind.UNDERCUTS, (make_proposition(relation.article).public_id,), relation.public_id)
        made = relate(editor, relation.article, end)
        latest = newest(editor, made)
        assert (latest.relation, latest.done) == (made, "You related claims.")
        undo_relation_act(editor, made, latest.event)
        assert made.status is Status.WITHDRAWN


def test_acts_on_several_relations_are_undone_one_after_the_other(editor: Actor, relation: Relation) -> None:
    article = relation.article
    with transaction():
        end = RelationDraft(RelationKind.UNDERCUTS, (make_proposition(article).public_id,), relation.public_id)
        made = relate(editor, article, end)
    with transaction():
        unrelate(editor, with_premises(made))
        unrelate(editor, with_premises(relation))
    undone = []
    while found := latest_relation_act(editor, article):
        with transaction():
            undo_relation_act(editor, with_premises(found.relation), found.event)
        undone.append((found.relation.id, found.relation.status))
    assert undone == [(relation.id, Status.VISIBLE), (made.id, Status.VISIBLE)]
    assert verify_chain().fault is None


def test_undone_twice_is_undone_once(editor: Actor, relation: Relation) -> None:
    with transaction():
        unrelate(editor, relation)
        event = newest(editor, relation).event
        undo_relation_act(editor, relation, event)
        version = relation.version
        undo_relation_act(editor, relation, event)
        assert (relation.status, relation.version) == (Status.VISIBLE, version)


def test_what_somebody_touched_since_is_not_undone(editor: Actor, ann: Actor, relation: Relation) -> None:
    with transaction():
        relation.confirmed_by = None
        confirm_relation(editor, relation)
        event = newest(editor, relation).event
        unrelate(ann, relation)
        assert latest_relation_act(editor, relation.article) is None
        with pytest.raises(Conflict, match="Something happened"):
            undo_relation_act(editor, relation, event)


def test_what_no_longer_fits_does_not_come_back(editor: Actor, ann: Actor, relation: Relation) -> None:
    with transaction():
        unrelate(editor, relation)
        event = newest(editor, relation).event
        target = session.get_one(Proposition, relation.target_id)
        premise = session.get_one(Proposition, relation.premises[0].proposition_id)
        same = RelationDraft(relation.relation_kind, (premise.public_id,), target.public_id)
        relate(ann, relation.article, same)
        with pytest.raises(Conflict, match="in just this way already"):
            undo_relation_act(editor, relation, event)
        premise.status = Status.REMOVED
        with pytest.raises(Conflict, match="Not all of these claims stand"):
            undo_relation_act(editor, relation, event)


def test_what_somebody_else_did_is_theirs_to_undo(editor: Actor, ann: Actor, relation: Relation) -> None:
    with transaction():
        unrelate(ann, relation)
        event = newest(ann, relation).event
        assert latest_relation_act(editor, relation.article) is None
        with pytest.raises(Conflict, match="can no longer be undone"):
            undo_relation_act(editor, relation, event)


def test_what_is_long_past_is_not_undone(editor: Actor, relation: Relation) -> None:
    with transaction():
        unrelate(editor, relation)
        event = newest(editor, relation).event
        with time_machine.travel(now() + OFFERED_FOR + timedelta(minutes=1)), pytest.raises(Conflict):
            undo_relation_act(editor, relation, event)


def test_a_relation_that_others_built_on_is_not_undone(editor: Actor, relation: Relation) -> None:
    with transaction():
        ends = [session.get_one(Proposition, key) for key in ends_of(relation)]
        draft = RelationDraft(RelationKind.SUPPORTS, (ends[0].public_id,), ends[1].public_id)
        made = relate(editor, relation.article, draft)
        make_bearing(made)
        with pytest.raises(Conflict, match="1 item of evidence"):
            undo_relation_act(editor, made, newest(editor, made).event)


def test_only_editors_undo(bob: Actor, editor: Actor, relation: Relation) -> None:
    with transaction():
        unrelate(editor, relation)
        with pytest.raises(NotAllowed):
            undo_relation_act(bob, relation, newest(editor, relation).event)
