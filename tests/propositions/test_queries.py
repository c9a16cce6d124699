"""Propositions as pages need them."""

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import event

from deliberate.articles.models import Audience, Group, GroupMember, State
from deliberate.core.actors import VISITOR, Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import NotFound
from deliberate.propositions.models import Party, RelationKind
from deliberate.propositions.queries import (
    get_proposition,
    get_relation,
    get_speaker,
    propositions_of,
    speakers_of,
)
from deliberate.propositions.relations import RelationDraft, relate
from deliberate.propositions.speakers import speakers_named
from tests.factories import make_article, make_proposition
from tests.propositions.claims import voiced


def test_a_visible_claim_is_anybody_s_to_read_with_voices_and_anchors(context: Flask) -> None:
    with transaction():
        claim = voiced(make_article(text="It closed."), "RT", text="It closed.", words="It closed.")
        session.expire_all()
        found = get_proposition(VISITOR, claim.public_id)
        assert found.voices[0].speaker is not None
        assert found.voices[0].speaker.party is Party.UNKNOWN
        assert [anchor.exact for anchor in found.anchors] == ["It closed."]


def test_a_suggestion_is_there_for_editors_and_for_nobody_else(context: Flask, editor: Actor, ann: Actor) -> None:
    with transaction():
        claim = make_proposition(make_article(), status=Status.SUGGESTED)
        assert get_proposition(editor, claim.public_id) is claim
        for actor in (VISITOR, ann):
            with pytest.raises(NotFound):
                get_proposition(actor, claim.public_id)


def test_a_claim_of_a_draft_or_of_a_group_is_not_there_for_others(context: Flask, ann: Actor, editor: Actor) -> None:
    with transaction():
        group = Group(name="Class", join_code="code")
        session.add(group)
        session.flush()
        article = make_article(audience=Audience.GROUP, group_id=group.id)
        claim, draft = make_proposition(article), make_proposition(make_article(state=State.DRAFT))
        relation = relate(
            editor,
            article,
            RelationDraft(RelationKind.SUPPORTS, (make_proposition(article, "Two.").public_id,), claim.public_id),
        )
        speaker = speakers_named(article, ["RT"])["RT"]
        for ask in (
            lambda: get_proposition(ann, claim.public_id),
            lambda: get_proposition(ann, draft.public_id),
            lambda: get_relation(ann, relation.public_id),
            lambda: get_speaker(ann, speaker.id),
            lambda: get_proposition(ann, uuid4()),
        ):
            with pytest.raises(NotFound):
                ask()
        session.add(GroupMember(group_id=group.id, actor_id="ann"))
        session.flush()
        assert get_proposition(ann, claim.public_id) is claim
        assert get_relation(ann, relation.public_id) is relation
        assert get_speaker(ann, speaker.id) == (speaker, article)


def statements_for(count: int) -> int:
    with transaction():
        article = make_article(text="word " * count)
        for number in range(count):
            voiced(article, "RT", text=f"Claim {number}.", words="word")
    article_id = article.id
    session.expunge_all()
    seen: list[str] = []

    def note(*given: object) -> None:
        seen.append(str(given[2]))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    found = propositions_of(session.get_one(type(article), article_id))
    names = [each.voices[0].speaker.name for each in found if each.voices[0].speaker]
    event.remove(engine, "before_cursor_execute", note)
    assert len(names) == len(found) == count
    return len(seen)


@pytest.mark.parametrize("many", [60, pytest.param(600, marks=pytest.mark.slow)])
def test_the_number_of_statements_does_not_grow_with_the_claims(context: Flask, many: int) -> None:
    assert statements_for(3) == statements_for(many) == 4


def test_claims_come_in_the_order_of_the_article(context: Flask) -> None:
    with transaction():
        article = make_article()
        for position in (30, 10, 20):
            make_proposition(article, f"At {position}.", position=position)
        assert [each.text for each in propositions_of(article)] == ["At 10.", "At 20.", "At 30."]
        assert speakers_of(article) == []
