"""Sources that go back to one count once: who decides it, what it moves, and that undoing puts back all of it."""

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import SYSTEM
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, NotAllowed
from deliberate.core.events import Event, EventReason, verify_chain
from deliberate.evidence.models import Origin, SuggestionState, TieReason
from deliberate.evidence.origins import keep, open_suggestions, ties_on
from deliberate.evidence.services import post_evidence
from deliberate.moderation.curating.acts import undo_act
from deliberate.moderation.curating.linking import confirm, decline
from deliberate.moderation.curating.marking import curate_source
from tests.host import person
from tests.moderation.curating.scenes import (
    every_score,
    outlet,
    outlets,
    panel,
    source_of,
    suggestions,
    weigh_all,
)
from tests.moderation.scenes import draft, moderator, opened
from tests.weighting.rooms import log_odds


def test_ten_outlets_of_one_origin_weigh_as_one(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    alone = outlet(context, claim, 1)
    people = panel(context, claim)
    weigh_all(people, [alone])
    one = log_odds(claim)
    assert one > 0
    others = [outlet(context, claim, number) for number in range(2, 11)]
    weigh_all(people, others)
    apart = log_odds(claim)
    assert apart == pytest.approx(10 * one)
    waiting = suggestions()
    assert len(waiting) == 45
    assert {each.reason for each in waiting} == {TieReason.WORDS}
    assert every_score()[claim.id][1].startswith("For: 10 items, 10 origins.")
    for number in range(2, 11):
        late = source_of(others[number - 2]).id
        pair = next(each for each in open_suggestions(SYSTEM, claim.article) if each.second_id == late)
        with transaction():
            confirm(mo, pair, "The agency's story")
    assert log_odds(claim) == pytest.approx(one, abs=1e-9)
    assert every_score()[claim.id][1].startswith("For: 10 items, 1 origin.")
    assert not open_suggestions(SYSTEM, claim.article)
    assert session.scalars(select(Origin.name)).all() == ["The agency's story"]


def test_undoing_a_link_puts_back_the_origins_the_suggestion_and_every_weight(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    weigh_all(panel(context, claim), outlets(context, claim, 3))
    before = every_score()
    first, second, *_ = suggestions()
    with transaction():
        confirm(mo, first, reason="Word for word.")
    between = every_score()
    with transaction():
        later = confirm(mo, second)
    with transaction():
        assert later
        undo_act(mo, later)
    assert every_score() == between
    assert between != before
    act = confirm(mo, first)
    with transaction():
        assert act
        undo_act(mo, act)
    after = every_score()
    assert after[claim.id][0] == pytest.approx(before[claim.id][0], abs=1e-9)
    assert after[claim.id][1] == before[claim.id][1]
    assert {each.state for each in suggestions()} == {SuggestionState.OPEN}
    assert verify_chain().fault is None


def test_each_source_linked_is_one_event_and_the_reason_is_in_the_log(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    bearings = outlets(context, claim, 2)
    with transaction():
        confirm(mo, suggestions()[0], reason="Word for word.")
    events = session.scalars(select(Event).where(Event.action == "link origin")).all()
    assert {event.target for event in events} == {str(source_of(each).public_id) for each in bearings}
    assert {event.article_id for event in events} == {claim.article_id}
    reasons = select(EventReason.text).where(EventReason.event_id.in_([event.id for event in events]))
    assert session.scalars(reasons).all() == ["Word for word."] * 2


def test_what_was_declined_is_not_suggested_again_and_moves_nothing(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    outlets(context, claim, 2)
    before = every_score()
    with transaction():
        decline(mo, suggestions()[0], "Both were there.")
    assert every_score() == before
    with transaction():
        assert keep(claim.article_id, ties_on(claim.article_id)) == 0
    assert [each.state for each in suggestions()] == [SuggestionState.DECLINED]
    with pytest.raises(Conflict, match="declined"), transaction():
        confirm(mo, suggestions()[0])


def test_a_curator_needs_a_second_one_and_nobody_decides_on_their_own(context: Flask) -> None:
    claim = opened(context)
    outlets(context, claim, 2)
    one, two, basic = (person(context, name, level=level) for name, level in (("cy", 3), ("di", 3), ("bo", 2)))
    (suggestion,) = suggestions()
    with pytest.raises(NotAllowed), transaction():
        confirm(basic, suggestion)
    for _ in range(2):
        with transaction():
            assert confirm(one, suggestion) is None
    assert suggestion.state is SuggestionState.OPEN
    with transaction():
        assert confirm(two, suggestion)
    assert suggestion.state is SuggestionState.CONFIRMED
    author = person(context, "poster 1", "moderator")
    third = outlet(context, claim, 3)
    waiting = next(each for each in open_suggestions(SYSTEM, claim.article) if each.second_id == source_of(third).id)
    moderator(context)
    with pytest.raises(NotAllowed), transaction():
        confirm(author, waiting)


def test_whoever_has_an_item_from_one_of_the_sources_elsewhere_does_not_decide_either(context: Flask) -> None:
    claim = opened(context)
    outlets(context, claim, 2)
    moderator(context)
    author = person(context, "poster 9", "moderator")
    elsewhere = opened(context)
    with transaction():
        item = draft("Another part of it.", link="https://outlet1.example/story", citation="Outlet 1")
        post_evidence(author, elsewhere, item)
    with pytest.raises(NotAllowed), transaction():
        confirm(author, suggestions()[0])


def test_clusters_that_are_found_to_be_one_are_united_and_parted_again(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    bearings = outlets(context, claim, 4)
    by_pair = {(each.first_id, each.second_id): each for each in suggestions()}
    ids = [source_of(each).id for each in bearings]
    for pair in ((0, 1), (2, 3)):
        with transaction():
            confirm(mo, by_pair[ids[pair[0]], ids[pair[1]]])
    origins = [source_of(each).origin_id for each in bearings]
    assert len(set(origins)) == 2
    with transaction():
        act = confirm(mo, by_pair[ids[1], ids[2]])
    assert len({source_of(each).origin_id for each in bearings}) == 1
    with transaction():
        assert act
        undo_act(mo, act)
    assert [source_of(each).origin_id for each in bearings] == origins


def test_of_sources_that_count_as_one_each_question_is_asked_once(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    outlets(context, claim, 3)
    assert len(open_suggestions(SYSTEM, claim.article)) == 3
    with transaction():
        confirm(mo, suggestions()[0])
    (left,) = open_suggestions(SYSTEM, claim.article)
    with transaction():
        decline(mo, left)
    assert not open_suggestions(SYSTEM, claim.article)


def test_a_source_can_be_taken_out_of_its_origin_by_itself(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    bearings = outlets(context, claim, 2)
    weigh_all(panel(context, claim), bearings)
    apart = log_odds(claim)
    with transaction():
        linked = confirm(mo, suggestions()[0])
        curate_source(mo, source_of(bearings[0]), "unlink_origin", "It was there first.")
    assert log_odds(claim) == pytest.approx(apart, abs=1e-9)
    with pytest.raises(Conflict, match="took back which original source"), transaction():
        assert linked
        undo_act(mo, linked)


def test_all_that_would_count_as_one_is_asked_whose_matter_it_is(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    other = moderator(context, "ola")
    bearings = outlets(context, claim, 3)
    with transaction():
        confirm(mo, suggestions()[0])
    weigh_all([mo], [bearings[0]])
    late = next(
        each for each in suggestions() if {each.first_id, each.second_id} == {source_of(b).id for b in bearings[1:]}
    )
    with pytest.raises(NotAllowed), transaction():
        confirm(mo, late)
    with transaction():
        assert confirm(other, late)
