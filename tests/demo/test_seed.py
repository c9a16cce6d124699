"""The demo fills an empty site once, by what everybody may do, and shows every state."""

from flask import Flask
from sqlalchemy import func, select

from deliberate.articles.models import Article, State
from deliberate.core.actors import SYSTEM, VISITOR
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.core.events import Event, verify_chain
from deliberate.demo import agency
from deliberate.demo.seed import seed
from deliberate.evidence.models import Curation, Evidence, OriginSuggestion, Source, SuggestionState
from deliberate.evidence.origins import open_suggestions
from deliberate.moderation.actions import actions
from deliberate.moderation.models import Appeal, AppealState, Flag
from deliberate.propositions.models import Party, Speaker
from deliberate.reading.index_page import featured
from deliberate.weighting.models import Score
from tests.demo.finding import EVENT, article


def test_seeding_twice_changes_nothing(demo: Flask) -> None:
    before = _counts()
    assert seed(demo) is False
    assert _counts() == before


def _counts() -> list[int | None]:
    return [session.scalar(select(func.count()).select_from(table)) for table in (Article, Contribution, Event)]


def test_the_log_of_the_demo_verifies(demo: Flask) -> None:
    verdict = verify_chain()
    assert verdict.fault is None
    assert verdict.events > 100


def test_every_status_occurs_but_that_of_what_two_admins_erased(demo: Flask) -> None:
    assert set(session.scalars(select(Contribution.status).distinct())) == set(Status) - {Status.PURGED}


def test_every_curation_that_a_moderator_can_set_occurs(demo: Flask) -> None:
    chosen = [each for each in map(actions.get, actions.names()) if not each.by_system]
    reachable = {each for each in Curation if any(each == action.to_state for action in chosen)}
    assert set(session.scalars(select(Evidence.curation).distinct())) == reachable | {Curation.ACTIVE}


def test_articles_are_in_draft_open_and_closed_and_the_event_leads_the_home_page(demo: Flask) -> None:
    assert set(session.scalars(select(Article.state).distinct())) == {State.DRAFT, State.OPEN, State.CLOSED}
    main = featured(VISITOR)
    assert main
    assert main.article is article(EVENT)


def test_an_appeal_waits_and_another_was_granted_and_flags_are_open(demo: Flask) -> None:
    assert set(session.scalars(select(Appeal.state))) == {AppealState.OPEN, AppealState.OVERTURNED}
    assert session.scalar(select(func.count()).select_from(Flag).where(Flag.settled_at.is_(None)))


def test_a_retraction_names_the_notice_of_the_journal(demo: Flask) -> None:
    retracted = session.scalars(select(Source).where(Source.retracted_at.is_not(None))).one()
    assert (retracted.retraction_url or "").startswith("https://jamanetwork.com/")


def test_every_label_of_a_party_has_its_reason(demo: Flask) -> None:
    labelled = session.scalars(select(Speaker).where(Speaker.party != Party.UNKNOWN)).all()
    assert labelled
    assert all(speaker.party_reason for speaker in labelled)


def test_an_agency_s_story_counts_once_and_a_further_paper_waits_for_a_curator(demo: Flask) -> None:
    on = article(agency.SCRIPT.draft.title)
    assert {each.state for each in session.scalars(select(OriginSuggestion).filter_by(article_id=on.id))} == {
        SuggestionState.OPEN,
        SuggestionState.CONFIRMED,
    }
    assert len(open_suggestions(SYSTEM, on)) == 2
    counts = session.scalars(select(Score).filter_by(article_id=on.id).order_by(Score.proposition_id)).first()
    assert counts
    assert (counts.balance["for_"]["items"], counts.balance["for_"]["origins"]) == (4, 3)
    assert session.scalar(select(func.count()).select_from(Source).where(Source.corrected_at.is_not(None))) == 1
