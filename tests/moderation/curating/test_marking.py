"""A source is retracted or corrected: it moves all that cites it, tells all whom it concerns, and can be undone."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.core.contributions import Revision, Status, find_waiting_revision
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed
from deliberate.core.events import Event, verify_chain
from deliberate.core.signals import source_marked
from deliberate.evidence.drafts import BearingDraft
from deliberate.evidence.models import Evidence, Side, Source
from deliberate.evidence.services import bear, edit_evidence, item_draft
from deliberate.moderation.curating.acts import last_act_on, undo_act
from deliberate.moderation.curating.marking import choices_for, curate_source
from deliberate.moderation.services import decide, undo
from deliberate.propositions.models import Proposition
from deliberate.weighting.models import Dimension
from tests.factories import make_article, make_proposition
from tests.host import person
from tests.moderation.curating.scenes import every_score, outlet, panel, source_of, weigh_all
from tests.moderation.scenes import item_of, moderator, opened, posted
from tests.weighting.rooms import log_odds, weighs

NOTICE = "https://outlet1.example/notice"


def other_claim() -> Proposition:
    with transaction():
        article = make_article(slug="another", title="Another")
        return make_proposition(article, main_of_id=article.id)


@pytest.fixture
def told() -> Iterator[list[tuple[Any, dict[str, Any]]]]:
    heard: list[tuple[Any, dict[str, Any]]] = []

    def listen(sender: Any, **news: Any) -> None:
        heard.append((sender, news))

    source_marked.connect(listen)
    yield heard
    source_marked.disconnect(listen)


def test_a_retraction_moves_every_article_that_cites_the_source_and_undoing_it_puts_all_back(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    first, other = outlet(context, claim, 1), outlet(context, claim, 2)
    elsewhere = other_claim()
    again = posted(
        person(context, "zoe", level=2), elsewhere, "Other words of it.", link="https://outlet1.example/story"
    )
    weigh_all(panel(context, claim), [first, other])
    weigh_all(panel(context, elsewhere), [again])
    before = every_score()
    with transaction():
        act = curate_source(mo, source_of(first), "retract_source", "They say so.", NOTICE)
    assert log_odds(elsewhere) == 0
    assert 0 < log_odds(claim) < before[claim.id][0]
    events = session.scalars(select(Event).where(Event.action == "retract_source").order_by(Event.article_id)).all()
    assert [event.article_id for event in events] == sorted({claim.article_id, elsewhere.article_id})
    assert {event.target for event in events} == {str(source_of(first).public_id)}
    assert len({event.batch for event in events}) == 1
    with transaction():
        undo_act(mo, act)
    after = every_score()
    assert after.keys() == before.keys()
    for key, (figure, counts) in before.items():
        assert after[key] == (pytest.approx(figure, abs=1e-9), counts)
    assert (source_of(first).retracted_at, source_of(first).retraction_url) == (None, None)
    assert verify_chain().fault is None


def test_whoever_cited_or_rated_it_is_told_and_nobody_else(context: Flask, told: list[Any]) -> None:
    claim, mo = opened(context), moderator(context)
    first, other = outlet(context, claim, 1), outlet(context, claim, 2)
    weighs(person(context, "rita", level=2), first)
    weighs(person(context, "olaf", level=2), other)
    helper = person(context, "bea", level=2)
    elsewhere = other_claim()
    with transaction():
        bear(helper, item_of(first), elsewhere, BearingDraft(Side.AGAINST, "It matters here too."))
    with transaction():
        act = curate_source(mo, source_of(first), "retract_source", "They say so.", NOTICE)
    with transaction():
        undo_act(mo, act)
    (sender, news), (_, undone) = told
    assert sender is source_of(first)
    assert news["action"] == "retract_source"
    assert news["people"] == {"poster 1", "rita", "bea"}
    assert [article.id for article in news["articles"]] == [claim.article_id, elsewhere.article_id]
    assert (undone["action"], undone["people"]) == ("undo", news["people"])


def test_a_correction_asks_again_how_reliable_the_source_is_and_nothing_else(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    first = outlet(context, claim, 1)
    people = panel(context, claim)
    weigh_all(people, [first], 4)
    before = log_odds(claim)
    with transaction():
        act = curate_source(mo, source_of(first), "correct_source", "A figure was wrong.", NOTICE)
    lower = log_odds(claim)
    assert 0 < lower < before
    assert item_of(first).substance == item_of(first).revision == 2
    assert (first.substance, first.revision) == (1, 1)
    weighs(people[0], first, 4, Dimension.RELIABILITY)
    assert log_odds(claim) > lower
    with transaction():
        undo_act(mo, act)
    assert log_odds(claim) == pytest.approx(before, abs=1e-9)
    shown = select(Revision.number).where(
        Revision.contribution_id == first.evidence_id, Revision.status == Status.VISIBLE
    )
    assert session.scalars(shown).all() == [1]
    assert source_of(first).corrected_at is None


def test_an_edit_that_waits_goes_on_waiting_and_one_made_since_is_kept(context: Flask) -> None:
    with transaction():
        article = make_article(premoderated=True)
        claim = make_proposition(article, main_of_id=article.id)
    ann, mo = person(context, "ann", level=1), moderator(context)
    bearing = posted(ann, claim, link="https://outlet1.example/story")
    with transaction():
        decide(mo, bearing, "approve")
    evidence = item_of(bearing)
    with transaction():
        better = item_draft(evidence)
        edit_evidence(ann, evidence, type(better)(**{**vars(better), "quote": "Other words."}), evidence.version)
    with transaction():
        act = curate_source(mo, source_of(bearing), "correct_source", "A figure was wrong.", NOTICE)
    waiting = find_waiting_revision(evidence)
    assert waiting
    assert waiting.body["quote"] == "Other words."
    with transaction():
        decide(mo, evidence, "approve")
    with transaction():
        undo_act(mo, act)
    assert evidence.quote == "Other words."
    assert source_of(bearing).corrected_at is None


def test_a_mark_needs_a_reason_a_notice_and_somebody_who_is_not_involved(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    first = outlet(context, claim, 1)
    source = source_of(first)
    with pytest.raises(Invalid) as refused:
        curate_source(mo, source, "retract_source", "They say so.", "nowhere")
    assert refused.value.field == "address"
    with pytest.raises(Invalid) as refused:
        curate_source(mo, source, "retract_source", " ", NOTICE)
    assert refused.value.field == "reason"
    rater = person(context, "rater", "moderator")
    weighs(rater, first)
    for each in (rater, person(context, "cy", level=3)):
        with pytest.raises(NotAllowed):
            curate_source(each, source, "retract_source", "They say so.", NOTICE)
    with pytest.raises(Conflict, match="not possible"):
        curate_source(mo, source, "clear_source", "It is fine.")


def test_pressed_twice_it_is_done_once_and_what_is_retracted_can_be_cleared(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    source = source_of(outlet(context, claim, 1))
    with transaction():
        act = curate_source(mo, source, "retract_source", "They say so.", NOTICE)
    with transaction():
        assert curate_source(mo, source, "retract_source", "They say so.", NOTICE) is act
    assert choices_for(source) == ["archive_source", "clear_source"]
    with transaction():
        cleared = curate_source(mo, source, "clear_source", "They took it back.")
    assert source.retracted_at is None
    with pytest.raises(Conflict, match="cleared"), transaction():
        undo_act(mo, act)
    with transaction():
        undo_act(mo, cleared)
    assert source.retraction_url == NOTICE
    assert last_act_on(source) is act


def test_decisions_on_items_and_marks_of_sources_do_not_undo_each_other(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    first = outlet(context, claim, 1)
    source = source_of(first)
    with transaction():
        decision = decide(mo, first, "mark_retracted", "withdrawn_source", "They say so.", address=NOTICE)
    with pytest.raises(Conflict, match="decision on an item"), transaction():
        curate_source(mo, source, "clear_source", "It is fine.")
    with transaction():
        undo(mo, decision)
    with transaction():
        act = curate_source(mo, source, "retract_source", "They say so.", NOTICE)
        later = decide(mo, first, "mark_retracted", "withdrawn_source", "Once more.", address=NOTICE)
    with pytest.raises(Conflict), transaction():
        undo_act(mo, act)
    with transaction():
        undo(mo, later)
    assert session.get_one(Source, source.id).retracted_at is not None
    assert session.scalars(select(Evidence.curation)).all()[-1].value == "active"


def test_undoing_an_older_decision_leaves_what_a_correction_asks(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    first = outlet(context, claim, 1)
    weigh_all(panel(context, claim), [first], 4)
    with transaction():
        decision = decide(mo, first, "dispute", "contested", "It is doubted.")
    with transaction():
        curate_source(mo, source_of(first), "correct_source", "A figure was wrong.", NOTICE)
    with transaction():
        undo(mo, decision)
    assert item_of(first).curation.value == "active"
    assert item_of(first).substance == item_of(first).revision == 2


def test_what_is_posted_of_a_retracted_source_later_counts_nothing(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    source = source_of(outlet(context, claim, 1))
    with transaction():
        curate_source(mo, source, "retract_source", "They say so.", NOTICE)
    late = posted(person(context, "late", level=2), claim, "More of it.", link="https://outlet1.example/story")
    weigh_all(panel(context, claim), [late], 4)
    assert log_odds(claim) == 0
