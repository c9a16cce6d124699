"""Who may do what about an item: moderators at once, curators two together, others by proposing it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from deliberate.core.events import Event, EventReason, verify_chain
from deliberate.evidence.models import Bearing, Curation, Evidence, Side
from deliberate.moderation.curating.item_acts import ITEM_ACTS
from deliberate.moderation.curating.models import ItemProposal, ProposalState
from deliberate.moderation.curating.pacing import HOUR, PROPOSALS_AN_HOUR
from deliberate.moderation.curating.proposing import (
    MOST_OPEN,
    Asked,
    act_on,
    confirm,
    decline,
    do,
    get_proposal,
    open_on,
    take_back,
)
from deliberate.moderation.curating.trying import try_out
from deliberate.moderation.models import Appeal, Decision
from deliberate.moderation.queue import queue_page
from deliberate.moderation.queue_models import Bucket, EntryKind
from deliberate.moderation.reversing import undo
from deliberate.moderation.services import appeal, decide_appeal
from deliberate.moderation.watching import read_entries
from deliberate.moderation.word_lists import change_list
from deliberate.weighting.models import Score
from tests.factories import make_bearing, make_proposition
from tests.host import person
from tests.moderation.curating.scenes import every_score, outlet, panel, weigh_all
from tests.moderation.scenes import item_of, moderator, opened, posted
from tests.notices.scenes import sentences, wait
from tests.weighting.rooms import log_odds


def asked(act: str, matter: Contribution, into: Contribution | None = None, **more: Any) -> Asked:
    return Asked(ITEM_ACTS[act], matter, into, more.pop("reason", "They are the same."), **more)


def wanted(actor: Actor, act: str, matter: Contribution, into: Contribution | None = None, **more: Any) -> Any:
    with transaction():
        return act_on(actor, asked(act, matter, into, **more))


def test_what_a_preview_says_is_what_then_happens_and_looking_stores_nothing(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    with transaction():
        elsewhere = make_proposition(claim.article, text="The deck is sound.")
    first, second = outlet(context, claim, 1), outlet(context, claim, 2, "Another wording.")
    weigh_all(panel(context, claim), [first, second])
    matters: list[tuple[str, int, int | None]] = [
        ("merge_item", second.evidence_id, first.evidence_id),
        ("move_item", second.id, elsewhere.id),
        ("flip_item", second.id, None),
        ("request_source", second.evidence_id, None),
        ("dispute", second.evidence_id, None),
        ("mark_stale", second.evidence_id, None),
        ("verify_quote", second.evidence_id, None),
        ("pin", second.id, None),
    ]
    for act, matter, into in matters:

        def ask(act: str = act, matter: int = matter, into: int | None = into) -> Asked:
            other = session.get_one(Contribution, into) if into else None
            return asked(act, session.get_one(Contribution, matter), other)

        before = every_score()
        trial = try_out([claim.article_id], lambda: do(mo, ask()))
        assert every_score() == before
        with transaction():
            decision = act_on(mo, ask())
        assert isinstance(decision, Decision)
        after = {each.proposition_id: each for each in session.scalars(select(Score))}
        for shift in trial.shifts:
            score = after[shift.claim.id]
            assert shift.before[0] == pytest.approx(before[shift.claim.id][0], abs=1e-9)
            assert shift.after[0] == pytest.approx(score.log_odds, abs=1e-9)
            assert shift.after[1:] == (score.balance["line"], score.balance["counts"])
        moved = {shift.claim.id for shift in trial.shifts}
        assert all(key in moved or after[key].log_odds == pytest.approx(before[key][0], abs=0.005) for key in before)
        assert bool(moved) is (act not in {"verify_quote", "pin"})
        with transaction():
            undo(mo, decision)
        found = every_score()
        assert {key: each[0] for key, each in found.items()} == pytest.approx(
            {key: each[0] for key, each in before.items()}, abs=1e-9
        )
    assert verify_chain().fault is None


def test_a_member_proposes_and_of_curators_it_takes_two_who_have_nothing_to_do_with_it(context: Flask) -> None:
    claim = opened(context)
    moderator(context)
    first, second = outlet(context, claim, 1), outlet(context, claim, 2, "Another wording.")
    people = {name: person(context, name, level=level) for name, level in (("bo", 1), ("cy", 2), ("di", 3), ("ed", 3))}
    weigh_all(panel(context, claim), [first, second])
    proposal = wanted(people["bo"], "merge_item", item_of(second), item_of(first))
    assert isinstance(proposal, ItemProposal)
    assert wanted(people["bo"], "merge_item", item_of(second), item_of(first)).id == proposal.id
    with pytest.raises(Conflict, match="already"):
        wanted(people["cy"], "merge_item", item_of(second), item_of(first))
    with pytest.raises(NotAllowed):
        wanted(people["bo"], "mark_stale", item_of(second))
    with pytest.raises(NotAllowed):
        wanted(people["di"], "pin", second)
    with pytest.raises(NotAllowed), transaction():
        confirm(people["cy"], proposal)
    author = person(context, "poster 2", level=3)
    with pytest.raises(NotAllowed), transaction():
        confirm(author, proposal)
    for _ in range(2):
        with transaction():
            assert confirm(people["di"], proposal) is None
    assert proposal.state is ProposalState.OPEN
    with transaction():
        decision = confirm(people["ed"], proposal)
    assert decision
    assert proposal.state is ProposalState.CONFIRMED
    assert session.get_one(Evidence, second.evidence_id).status is Status.MERGED
    acts = {event.action for event in session.scalars(select(Event).where(Event.target == str(proposal.public_id)))}
    assert acts == {"propose_act", "second_act", "confirm_act"}


def test_a_curators_proposal_is_the_first_of_two_words_and_they_do_not_give_the_second(context: Flask) -> None:
    claim = opened(context)
    moderator(context)
    bearing = outlet(context, claim, 1)
    one, two = person(context, "di", level=3), person(context, "ed", level=3)
    proposal = wanted(one, "mark_stale", item_of(bearing))
    assert proposal.seconded_by == one.key
    with pytest.raises(NotAllowed), transaction():
        confirm(one, proposal)
    with transaction():
        assert confirm(two, proposal)
    assert item_of(bearing).curation is Curation.STALE
    # One curator asks for a source alone.
    other = outlet(context, claim, 2, "Another wording.")
    assert isinstance(wanted(one, "request_source", item_of(other)), Decision)
    assert item_of(other).curation is Curation.SOURCE_REQUESTED


def test_a_moderator_who_has_rated_it_only_proposes_and_is_not_who_confirms(context: Flask) -> None:
    claim = opened(context)
    mo, other = moderator(context), moderator(context, "ola")
    bearing = outlet(context, claim, 1)
    weigh_all([mo], [bearing])
    proposal = wanted(mo, "dispute", item_of(bearing))
    assert isinstance(proposal, ItemProposal)
    with pytest.raises(NotAllowed), transaction():
        confirm(mo, proposal)
    with transaction():
        assert confirm(other, proposal)
    assert item_of(bearing).curation is Curation.DISPUTED


def test_a_declined_proposal_moves_nothing_and_has_a_reason(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    bearing = outlet(context, claim, 1)
    proposal = wanted(person(context, "cy", level=2), "flip_item", bearing)
    page = queue_page(mo)
    assert [(each.bucket, each.row.kind) for each in page.entries] == [(Bucket.CURATION, EntryKind.PROPOSAL)]
    with pytest.raises(Invalid), transaction():
        decline(mo, proposal, "")
    with transaction():
        decline(mo, proposal, "It says what it says.")
    assert session.get_one(Bearing, bearing.id).side is Side.FOR
    assert not queue_page(mo).entries
    with pytest.raises(Conflict, match="declined"), transaction():
        confirm(mo, proposal)


def test_whoever_proposed_something_is_told_what_became_of_it(context: Flask) -> None:
    claim, mo, pia = opened(context), moderator(context), person(context, "pia", level=2)
    first, second = outlet(context, claim, 1), outlet(context, claim, 2, "Another wording.")
    done = wanted(pia, "flip_item", first)
    refused = wanted(pia, "flip_item", second)
    with transaction():
        confirm(mo, session.get_one(ItemProposal, done.id))
        decline(mo, session.get_one(ItemProposal, refused.id), "It says what it says.")
    wait()
    assert sentences(pia) == [
        "What you proposed about an item was declined, with a reason.",
        "What you proposed about an item was done.",
    ]


def test_one_does_not_fill_the_queue_with_proposals(context: Flask) -> None:
    claim = opened(context)
    moderator(context)
    bo = person(context, "bo", level=1)
    bearings = [outlet(context, claim, number, f"Wording {number}.") for number in range(1, MOST_OPEN // 2 + 3)]
    wishes = [(act, item_of(each)) for each in bearings for act in ("request_source", "merge_item")]
    for act, item in wishes[:MOST_OPEN]:
        wanted(bo, act, item, item_of(bearings[-1]) if act == "merge_item" else None)
    with pytest.raises(TooMany):
        wanted(bo, "request_source", item_of(bearings[-1]))


def test_what_is_taken_back_counts_too_for_how_often_somebody_proposes(context: Flask) -> None:
    bearing, pia = outlet(context, opened(context), 1), person(context, "pia", level=2)
    moderator(context)
    with transaction():
        for number in range(PROPOSALS_AN_HOUR):
            made = asked("flip_item", bearing).as_proposal(pia.key)
            made.state, made.created_at = ProposalState.WITHDRAWN, now() - timedelta(minutes=number)
            session.add(made)
    with pytest.raises(TooMany, match="20 things in an hour"):
        wanted(pia, "flip_item", bearing)
    with transaction():
        for each in session.scalars(select(ItemProposal)):
            each.created_at -= HOUR
    wanted(pia, "flip_item", bearing)


def test_the_author_may_appeal_a_merger_and_it_is_put_back(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    first, second = outlet(context, claim, 1), outlet(context, claim, 2, "Another wording.")
    weigh_all(panel(context, claim), [first, second])
    before = log_odds(claim)
    decision = wanted(mo, "merge_item", item_of(second), item_of(first))
    author, other = person(context, "poster 2", level=2), moderator(context, "ola")
    with transaction():
        lodged = appeal(author, decision, "Mine tells more.")
    with transaction():
        decide_appeal(other, session.get_one(Appeal, lodged.id), True, "It does.")
    assert session.get_one(Evidence, second.evidence_id).status is Status.VISIBLE
    assert log_odds(claim) == pytest.approx(before, abs=1e-9)


def test_the_same_form_sent_twice_turns_an_item_once(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    bearing = outlet(context, claim, 1)
    first = wanted(mo, "flip_item", bearing)
    assert wanted(mo, "flip_item", bearing).id == first.id
    assert session.get_one(Bearing, bearing.id).side is Side.AGAINST


def test_what_asks_for_another_item_says_so_and_an_item_that_is_gone_is_left_alone(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    first, second = outlet(context, claim, 1), outlet(context, claim, 2, "Another wording.")
    with pytest.raises(Invalid, match="Choose the other item"):
        wanted(mo, "merge_item", item_of(second))
    with pytest.raises(Invalid, match="reason"):
        wanted(mo, "merge_item", item_of(second), item_of(first), reason=" ")
    wanted(mo, "merge_item", item_of(second), item_of(first))
    with pytest.raises(Conflict, match="not possible as it stands now"):
        wanted(mo, "mark_stale", item_of(second))


def test_what_cites_the_same_source_goes_along_and_nobody_decides_on_their_own_of_it(context: Flask) -> None:
    claim = opened(context)
    mo, other, bo = moderator(context), moderator(context, "ola"), person(context, "bo", level=2)
    link = "https://outlet.example/story"
    first = posted(bo, claim, "Rust was found.", link=link)
    posted(mo, claim, "The cable was thin.", link=link)
    notice = "https://outlet.example/retraction"
    proposal = wanted(mo, "mark_retracted", item_of(first), address=notice)
    assert isinstance(proposal, ItemProposal)
    with pytest.raises(NotAllowed), transaction():
        confirm(mo, proposal)
    with transaction():
        assert confirm(other, proposal)
    assert isinstance(wanted(mo, "clear", item_of(first)), ItemProposal)


def test_the_words_of_a_proposal_are_screened_and_whoever_proposed_it_takes_it_back(context: Flask) -> None:
    claim, mo, cy = opened(context), moderator(context), person(context, "cy", level=2)
    bearing = outlet(context, claim, 1)
    with transaction():
        change_list(mo, claim.article, read_entries("shoes", "gladly"), 0)
    for words in ("They sell shoes.", "They lie gladly."):
        with pytest.raises(Invalid, match="watched words"):
            wanted(cy, "flip_item", bearing, reason=words)
    proposal = wanted(cy, "flip_item", bearing)
    with pytest.raises(NotAllowed), transaction():
        take_back(mo, proposal)
    for _ in range(2):
        with transaction():
            take_back(cy, proposal)
    assert proposal.state is ProposalState.WITHDRAWN
    assert not queue_page(mo).entries
    with pytest.raises(Conflict, match="withdrawn"), transaction():
        confirm(mo, proposal)
    assert isinstance(wanted(cy, "flip_item", bearing), ItemProposal)
    events = session.scalars(select(Event.action).where(Event.target == str(proposal.public_id)).order_by(Event.id))
    assert events.all() == ["propose_act", "withdraw_act"]


def test_where_moderators_look_first_members_propose_and_only_those_who_decide_read_it(context: Flask) -> None:
    claim, mo, pia = opened(context, premoderated=True), moderator(context), person(context, "pia", level=2)
    other = person(context, "other", level=2)
    with transaction():
        item = item_of(make_bearing(claim))
        change_list(mo, claim.article, read_entries("", "idiot"), 0)
    proposal = wanted(pia, "dispute", item)
    assert isinstance(proposal, ItemProposal)
    assert item.curation is Curation.ACTIVE
    assert [open_on(each, [item.id]) for each in (pia, mo, other)] == [[proposal], [proposal], []]
    with pytest.raises(NotFound):
        get_proposal(other, proposal.public_id)
    event = session.scalars(select(Event).where(Event.action == "propose_act")).one()
    assert session.get(EventReason, event.id) is None
    # What it says is looked at as before.
    with pytest.raises(Invalid, match="watched words"):
        wanted(other, "mark_stale", item, reason="An idiot wrote it.")
    with transaction():
        confirm(mo, proposal)
    assert get_proposal(other, proposal.public_id) is proposal
