"""Merging, moving and turning items: what counts afterwards, and that undoing puts back every weight and every row."""

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict
from deliberate.core.events import Event, verify_chain
from deliberate.evidence.drafts import BearingDraft
from deliberate.evidence.models import Bearing, Evidence, Side
from deliberate.evidence.services import bear
from deliberate.moderation.actions import actions
from deliberate.moderation.carrying_out import Order, carry_out
from deliberate.moderation.models import Decision
from deliberate.moderation.reversing import undo
from deliberate.propositions.models import Proposition
from deliberate.weighting.keeping import reweigh
from deliberate.weighting.models import Rating
from tests.factories import make_proposition
from tests.host import person
from tests.moderation.curating.scenes import every_score, outlet, panel, weigh_all
from tests.moderation.scenes import item_of, moderator, opened, posted
from tests.weighting.rooms import K, P, R, log_odds, weighs


def done(actor: Actor, action: str, matter: Contribution, into: Contribution | None = None) -> Decision:
    with transaction():
        return carry_out(Order(actor, actions.get(action), "duplicate", "It says the same.", into=into), matter)


def undone(actor: Actor, decision: Decision) -> None:
    with transaction():
        undo(actor, decision)


def every_row() -> dict[str, list[tuple[object, ...]]]:
    """All that an act may move, and nothing that only tells of it."""
    session.expire_all()
    places = select(Bearing.id, Bearing.evidence_id, Bearing.target_id, Bearing.side, Bearing.quote_key)
    ratings = select(Rating.id, Rating.contribution_id, Rating.revision, Rating.quarters)
    states = select(Contribution.id, Contribution.status, Contribution.revision, Contribution.merged_into_id)
    found = {"places": places.add_columns(Bearing.pinned_because), "ratings": ratings, "states": states}
    return {name: sorted(map(tuple, session.execute(query)), key=lambda row: row[0]) for name, query in found.items()}


def scores_after_a_recount(claim: Proposition) -> dict[int, tuple[float, str]]:
    with transaction():
        reweigh(claim.article)
    return every_score()


def assert_same(found: dict[int, tuple[float, str]], expected: dict[int, tuple[float, str]]) -> None:
    assert found.keys() == expected.keys()
    for key, (total, counts) in expected.items():
        assert found[key][0] == pytest.approx(total, abs=1e-9)
        assert found[key][1] == counts


def test_a_merged_pair_weighs_as_one_rated_by_all_who_rated_either(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    people = panel(context, claim)
    first, second = outlet(context, claim, 1), outlet(context, claim, 2, "Another wording of it.")
    weigh_all(people[:2], [first])
    weigh_all(people[2:], [second])
    before, rows = every_score(), every_row()
    decision = done(mo, "merge_item", item_of(second), item_of(first))
    merged = every_score()
    assert merged[claim.id][1].startswith("For: 1 item")
    assert_same(scores_after_a_recount(claim), merged)
    assert {each.actor_id for each in session.scalars(select(Rating).where(Rating.contribution_id == first.id))} == {
        each.key for each in people
    }
    assert (second.status, second.merged_into_id) == (Status.MERGED, first.id)
    assert item_of(second).quote == "Another wording of it."
    undone(mo, decision)
    assert_same(every_score(), before)
    assert every_row() == rows
    assert_same(scores_after_a_recount(claim), before)
    assert verify_chain().fault is None


def test_one_rater_of_both_is_counted_once_and_the_newest_answer_wins(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    people = panel(context, claim)
    first, second = outlet(context, claim, 1), outlet(context, claim, 2, "Another wording of it.")
    weigh_all(people, [first], 1)
    weigh_all(people[:2], [second], 4)
    weighs(people[0], first, 2, R)
    before, rows = every_score(), every_row()
    decision = done(mo, "merge_item", item_of(second), item_of(first))
    answers = {
        (each.actor_id, each.dimension): each.quarters
        for each in session.scalars(select(Rating).where(Rating.contribution_id.in_([first.id, item_of(first).id])))
    }
    assert len(answers) == 12
    # The first person answered one question of the one that stays once more, after both.
    assert [answers[people[0].key, each] for each in (R, K, P)] == [2, 4, 4]
    assert [answers[people[1].key, each] for each in (R, K, P)] == [4, 4, 4]
    assert [answers[people[2].key, each] for each in (R, K, P)] == [1, 1, 1]
    undone(mo, decision)
    assert every_row() == rows
    assert_same(every_score(), before)


def test_what_only_the_merged_one_bore_on_is_the_others_now_and_challenges_follow(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    with transaction():
        elsewhere = make_proposition(claim.article, text="The deck is sound.")
    people = panel(context, claim)
    first, second = outlet(context, claim, 1), outlet(context, claim, 2, "Another wording of it.")
    poster = person(context, "poster 2", level=2)
    with transaction():
        also = bear(poster, item_of(second), elsewhere, BearingDraft(Side.AGAINST, "So is the deck."))
    challenge = posted(person(context, "critic", level=2), item_of(second), "They never were there.", Side.AGAINST)
    weigh_all(people, [first, second, also, challenge])
    before, rows = every_score(), every_row()
    decision = done(mo, "merge_item", item_of(second), item_of(first))
    assert session.get_one(Bearing, also.id).evidence_id == item_of(first).id
    assert session.get_one(Bearing, also.id).status is Status.VISIBLE
    assert session.get_one(Bearing, challenge.id).target_id == item_of(first).id
    assert_same(scores_after_a_recount(claim), every_score())
    events = session.scalars(select(Event).where(Event.action == "merge_item")).all()
    assert len({event.batch for event in events}) == 1
    assert {event.target for event in events} == {
        str(each.public_id) for each in (item_of(second), second, also) if each
    } | {str(session.get_one(Evidence, second.evidence_id).public_id)}
    undone(mo, decision)
    assert every_row() == rows
    assert_same(every_score(), before)


def test_an_item_is_not_merged_with_itself_with_what_challenges_it_or_while_an_edit_waits(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    first = outlet(context, claim, 1)
    other = outlet(context, opened(context), 2, "Somewhere else.")
    with pytest.raises(Conflict, match="another item of the same article"):
        done(mo, "merge_item", item_of(first), item_of(first))
    with pytest.raises(Conflict, match="another item of the same article"):
        done(mo, "merge_item", item_of(other), item_of(first))
    critic = posted(person(context, "critic", level=2), item_of(first), "They never were there.", Side.AGAINST)
    with pytest.raises(Conflict, match="circle"):
        done(mo, "merge_item", item_of(first), item_of(critic))


def test_a_moved_item_leaves_one_claim_for_another_and_asks_what_it_means_there(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    with transaction():
        other = make_proposition(claim.article, text="The deck is sound.")
    people = panel(context, claim)
    stays, moves = outlet(context, claim, 1), outlet(context, claim, 2, "The deck is rotten.")
    weigh_all(people, [stays, moves])
    before, rows = every_score(), every_row()
    alone = before[claim.id][0] / 2
    decision = done(mo, "move_item", moves, other)
    assert log_odds(claim) == pytest.approx(alone)
    assert log_odds(other) == 0
    assert_same(scores_after_a_recount(claim), every_score())
    bearing = session.get_one(Bearing, moves.id)
    counted = select(Rating.dimension).where(Rating.contribution_id == moves.id, Rating.revision >= bearing.substance)
    assert not session.scalars(counted).all()
    assert session.scalars(select(Rating).where(Rating.contribution_id == moves.evidence_id)).all()
    undone(mo, decision)
    assert every_row() == rows
    assert_same(every_score(), before)


def test_a_turned_item_speaks_for_the_other_side_once_people_have_said_so(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    people = panel(context, claim)
    bearing = outlet(context, claim, 1)
    weigh_all(people, [bearing])
    before, rows = every_score(), every_row()
    decision = done(mo, "flip_item", bearing)
    assert session.get_one(Bearing, bearing.id).side is Side.AGAINST
    assert log_odds(claim) == 0
    assert_same(scores_after_a_recount(claim), every_score())
    undone(mo, decision)
    assert every_row() == rows
    assert_same(every_score(), before)
    decision = done(mo, "flip_item", bearing)
    for each in people:
        weighs(each, bearing, 3, R, P)
    assert log_odds(claim) == pytest.approx(-before[claim.id][0])


def test_what_people_said_of_it_at_the_other_claim_or_on_the_other_side_counts_for_nothing_once_it_is_back(
    context: Flask,
) -> None:
    claim, mo = opened(context), moderator(context)
    with transaction():
        other = make_proposition(claim.article, text="The deck is sound.")
    people = panel(context, claim)
    bearing = outlet(context, claim, 1)
    weigh_all(people, [bearing])
    for action, into in (("move_item", other), ("flip_item", None)):
        decision = done(mo, action, bearing, into)
        for each in people[:2]:
            weighs(each, bearing, 1, R, P)
        undone(mo, decision)
        counted = select(Rating.actor_id).where(
            Rating.contribution_id == bearing.id, Rating.revision >= session.get_one(Bearing, bearing.id).substance
        )
        assert set(session.scalars(counted)) == {each.key for each in people[2:]}
        assert_same(scores_after_a_recount(claim), every_score())
        for each in people[:2]:
            weighs(each, bearing, 3, R, P)


def test_undoing_says_so_where_something_newer_stands_on_it(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    first, second, third = (outlet(context, claim, number, f"Wording {number}.") for number in (1, 2, 3))
    weigh_all(panel(context, claim), [second])
    merged = done(mo, "merge_item", item_of(second), item_of(first))
    done(mo, "merge_item", item_of(first), item_of(third))
    with pytest.raises(Conflict, match="moved again since"):
        undone(mo, merged)


def test_three_notes_at_most_are_pinned_to_what_bears_on_a_claim_and_move_nothing(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    bearings = [outlet(context, claim, number, f"Wording {number}.") for number in range(1, 5)]
    weigh_all(panel(context, claim), bearings)
    before, rows = every_score(), every_row()
    decisions = [done(mo, "pin", each) for each in bearings[:3]]
    with pytest.raises(Conflict, match="3 notes"):
        done(mo, "pin", bearings[3])
    assert_same(every_score(), before)
    assert session.get_one(Bearing, bearings[0].id).pinned_because == "It says the same."
    done(mo, "unpin", bearings[0])
    for each in decisions[1:]:
        undone(mo, each)
    assert every_row() == rows
