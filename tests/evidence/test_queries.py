"""Reading: only what shows to this person, in a constant number of queries."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from deliberate.articles.models import Article, Audience, Group, GroupMember, State
from deliberate.core.actors import VISITOR, Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import NotFound
from deliberate.evidence.citations import bearings_from, get_source
from deliberate.evidence.models import Origin, Publisher, Side
from deliberate.evidence.queries import (
    bearings_of,
    get_evidence,
    get_target,
    remarks_on,
    searches_of,
    side_counts,
    tombstones_of,
)
from deliberate.evidence.services import post_remark, report_search
from deliberate.propositions.models import Proposition
from tests.factories import make_article, make_bearing, make_proposition, make_source


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that the block sends."""
    sent: list[str] = []
    engine = session.get_bind()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def read_all(claims: list[int]) -> int:
    """Read everything a page of these claims shows, touching what templates touch."""
    session.expire_all()
    touched = 0
    for bearings in bearings_of(VISITOR, claims).values():
        for bearing in bearings:
            source = bearing.evidence.source
            touched += bool(bearing.warrant_html and bearing.evidence.quote and source.citation)
            assert source.publisher is not None
            assert source.origin is not None
    side_counts(VISITOR, claims)
    tombstones_of(claims)
    searches_of(claims)
    return touched


@pytest.mark.parametrize("many", [10, 60])
def test_the_number_of_queries_does_not_grow(context: Flask, claim: Proposition, many: int) -> None:
    with transaction():
        claims = [claim.id]
        for number in range(many):
            publisher = Publisher(name=f"P{number}", domain=f"p{number}.example")
            source = make_source(publisher=publisher, origin=Origin(name=f"O{number}", key=f"o{number}"))
            target = make_proposition(claim.article, f"Claim {number}.")
            claims.append(target.id)
            make_bearing(target, Side.FOR, source=source)
            make_bearing(claim, Side.AGAINST, source=source)
    with counted() as sent:
        assert read_all(claims) == 2 * many
    assert len([each for each in sent if not each.startswith("BEGIN")]) == 4


def test_bearings_are_sorted_by_target_and_counted_by_side(context: Flask, claim: Proposition) -> None:
    with transaction():
        other, bare = (make_proposition(claim.article, text) for text in ("Other.", "Bare."))
        first, second = make_bearing(claim), make_bearing(claim, Side.AGAINST)
        third = make_bearing(other)
        asked = [claim.id, other.id, bare.id]
        found = bearings_of(VISITOR, asked)
    assert {key: [each.id for each in value] for key, value in found.items()} == {
        claim.id: [first.id, second.id],
        other.id: [third.id],
        bare.id: [],
    }
    assert side_counts(VISITOR, asked) == {
        claim.id: {Side.FOR: 1, Side.AGAINST: 1},
        other.id: {Side.FOR: 1},
        bare.id: {},
    }
    assert bearings_of(VISITOR, []) == side_counts(VISITOR, []) == tombstones_of([]) == {}


@pytest.mark.parametrize("part", ["bearing", "evidence", "target"])
def test_what_hangs_on_a_hidden_part_is_hidden_and_comes_back_with_it(
    context: Flask, claim: Proposition, part: str
) -> None:
    with transaction():
        bearing = make_bearing(claim)
        hidden = {"bearing": bearing, "evidence": bearing.evidence, "target": claim}[part]
        hidden.status = Status.REMOVED
        session.flush()
        assert bearings_of(VISITOR, [claim.id])[claim.id] == []
        assert side_counts(VISITOR, [claim.id])[claim.id] == {}
        hidden.status = Status.QUARANTINED
        session.flush()
        assert bearings_of(VISITOR, [claim.id])[claim.id] == [bearing]


def test_what_waits_shows_to_its_author_alone(context: Flask, ann: Actor, ben: Actor, claim: Proposition) -> None:
    with transaction():
        bearing = make_bearing(claim, author="ann", status=Status.PENDING)
        assert bearings_of(ann, [claim.id])[claim.id] == [bearing]
        assert bearings_of(ben, [claim.id])[claim.id] == bearings_of(VISITOR, [claim.id])[claim.id] == []
        assert get_evidence(ann, bearing.evidence.public_id)
        with pytest.raises(NotFound):
            get_evidence(ben, bearing.evidence.public_id)


def test_a_tombstone_tells_that_something_stood_there_and_not_what(context: Flask, claim: Proposition) -> None:
    with transaction():
        withdrawn = make_bearing(claim, Side.AGAINST, status=Status.WITHDRAWN)
        make_bearing(claim, status=Status.PENDING)
        (stone,) = tombstones_of([claim.id])[claim.id]
    assert (stone.public_id, stone.side, stone.status) == (withdrawn.public_id, Side.AGAINST, Status.WITHDRAWN)


def test_an_item_that_is_gone_as_a_whole_leaves_a_tombstone_on_its_claim(context: Flask, claim: Proposition) -> None:
    with transaction():
        bearing, waiting = make_bearing(claim), make_bearing(claim, status=Status.PENDING)
        bearing.evidence.status = waiting.evidence.status = Status.WITHDRAWN
        (stone,) = tombstones_of([claim.id])[claim.id]
    assert (stone.public_id, stone.status) == (bearing.public_id, Status.WITHDRAWN)


def private_article(audience: Audience) -> Article:
    if audience is not Audience.GROUP:
        return make_article(audience=audience)
    group = Group(name="Class 3", join_code="join")
    session.add(group)
    session.flush()
    session.add(GroupMember(group_id=group.id, actor_id="ann"))
    return make_article(audience=audience, group_id=group.id)


def test_nothing_of_a_group_or_a_draft_is_found_by_others(
    context: Flask, ann: Actor, ben: Actor, claim: Proposition
) -> None:
    with transaction():
        inside = make_bearing(make_proposition(private_article(Audience.GROUP)))
        draft = make_bearing(make_proposition(make_article(state=State.DRAFT)))
        assert get_evidence(ann, inside.evidence.public_id).source
        assert get_target(ann, inside.public_id) is inside
        for hidden in (inside, draft):
            for actor in (ben, VISITOR):
                with pytest.raises(NotFound):
                    get_evidence(actor, hidden.evidence.public_id)
                with pytest.raises(NotFound):
                    get_target(actor, hidden.public_id)
                with pytest.raises(NotFound):
                    get_source(actor, hidden.evidence.source.public_id)


def test_a_target_of_another_sort_is_not_found(context: Flask, ann: Actor, claim: Proposition) -> None:
    with transaction():
        bearing = make_bearing(claim)
        with pytest.raises(NotFound):
            get_target(ann, bearing.public_id, Proposition)
        assert get_target(ann, claim.public_id, Proposition) is claim


def test_an_item_from_an_article_that_was_unpublished_shows_nowhere_else(context: Flask, claim: Proposition) -> None:
    with transaction():
        home = make_article()
        item = make_bearing(make_proposition(home)).evidence
        bearing = make_bearing(claim, evidence=item)
        assert bearings_of(VISITOR, [claim.id])[claim.id] == [bearing]
        home.state = State.DRAFT
        session.flush()
        assert bearings_of(VISITOR, [claim.id])[claim.id] == []


def test_a_source_lists_what_cites_it_where_lists_may_name_it(context: Flask, ann: Actor, claim: Proposition) -> None:
    with transaction():
        origin = Origin(name="Wire", key="wire")
        source, echo = make_source(origin=origin), make_source(origin=origin)
        public = make_bearing(claim, source=source)
        make_bearing(claim, Side.AGAINST, source=echo)
        by_link = make_bearing(make_proposition(private_article(Audience.LINK)), source=source)
        in_group = make_bearing(make_proposition(private_article(Audience.GROUP)), source=source)
        challenge = make_bearing(public.evidence, Side.AGAINST, source=source)
        record = get_source(VISITOR, source.public_id)
        assert [each.bearing.id for each in record.citations] == [public.id, challenge.id]
        assert [each.target.id for each in record.citations] == [claim.id, public.evidence_id]
        assert record.same_origin == [echo]
        assert in_group.id in [each.bearing.id for each in get_source(ann, source.public_id).citations]
        # Whoever came by the address sees the source, with the article behind it named nowhere.
        only = make_bearing(make_proposition(by_link.article, "Other."))
        assert get_source(VISITOR, only.evidence.source.public_id).citations == []


def test_an_item_lists_what_it_bears_on_with_the_words_of_each(context: Flask, claim: Proposition) -> None:
    with transaction():
        bearing = make_bearing(claim)
        other = make_bearing(make_proposition(claim.article, "Rust."), Side.AGAINST, evidence=bearing.evidence)
        item = get_evidence(VISITOR, bearing.evidence.public_id)
        session.expire_all()
        with counted() as sent:
            found = bearings_from(VISITOR, item)
            assert [(each.bearing.id, each.target.text) for each in found] == [
                (bearing.id, "The bridge closed on Monday."),
                (other.id, "Rust."),
            ]
    assert len(sent) <= 3


def test_remarks_and_searches_are_read_by_what_they_are_about(
    context: Flask, ann: Actor, ben: Actor, claim: Proposition
) -> None:
    with transaction():
        general = post_remark(ann, claim.article, None, "Who wrote this?")
        on_claim = post_remark(ben, claim.article, claim, "Which Monday?")
        report_search(ann, claim, Side.FOR)
        assert remarks_on(VISITOR, claim.article, [None, claim.id]) == {None: [general], claim.id: [on_claim]}
        assert [each.actor_id for each in searches_of([claim.id])[claim.id]] == ["ann"]
        on_claim.status = Status.REMOVED
        session.flush()
        assert remarks_on(Actor(id="cy"), claim.article, [claim.id]) == {claim.id: []}
