"""What is kept of a person, in one file, and what is left of them when they leave."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from deliberate.api.keys import keep_answer, sent_by
from deliberate.api.models import Scope
from deliberate.api.tokens import make_token
from deliberate.articles.models import AddressImport, ArticleEditor, Audience, Group, GroupMember, State
from deliberate.classroom.exercises.models import Exercise, ExerciseKind
from deliberate.classroom.feedback.models import Feedback
from deliberate.classroom.models import Assignment
from deliberate.classroom.services import ClassDraft, make_class
from deliberate.common_ground.services import answer_point, propose_sentence
from deliberate.core.actors import Actor
from deliberate.core.base import Base
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session, transaction
from deliberate.core.events import Pseudonym, pseudonym_of, verify_chain
from deliberate.core.personal_data import Remains, erasers, forget, sections, written_out
from deliberate.core.preferences import Theme
from deliberate.core.preferences import choose as choose_pages
from deliberate.core.site import DELETED, names_of
from deliberate.core.standing import Standing, set_level, standing_of
from deliberate.drafts.services import keep_draft
from deliberate.evidence.models import EmptySearch, Side
from deliberate.evidence.personal_data import AT_ONCE
from deliberate.evidence.services import post_remark, report_search
from deliberate.jobs.running import run_due
from deliberate.moderation.concluding import write_finding
from deliberate.moderation.models import FlagReason
from deliberate.moderation.sanctioning import SanctionDraft, sanction
from deliberate.moderation.services import appeal, decide
from deliberate.notices.models import Rhythm, Topic
from deliberate.notices.preferences import choose
from deliberate.propositions.models import Answer, Proposition, Stance
from deliberate.propositions.services import state_stance
from deliberate.reading.visits import note_place, was_shown_around
from deliberate.weighting.models import Dimension, LedgerSeen, Rating, Score
from deliberate.weighting.services import rate, reweigh, show_ledger
from tests.factories import make_bearing
from tests.host import People, person
from tests.moderation.scenes import flagged, moderator, opened, posted

#: Every table that says who, with what it is in: the section of one's data that has it, or why none does.
WHOSE = {
    "deliberate_article.author_id": "articles",
    "deliberate_article_editor.actor_id": "articles",
    "deliberate_article_version.author_id": "articles",
    "deliberate_group_member.actor_id": "groups",
    "deliberate_address_import.author_id": "addresses",
    "deliberate_act.actor_id": "log",
    "deliberate_act.undone_by": "log",
    "deliberate_passage.decided_by": "log",
    "deliberate_imported_file.trusted_by": "log",
    "deliberate_join_attempt.actor_id": "kept for an hour",
    "deliberate_curation_look.actor_id": "kept for an hour",
    "deliberate_contribution.author_id": "contributions",
    "deliberate_revision.author_id": "contributions",
    "deliberate_relation.confirmed_by": "log",
    "deliberate_stance.actor_id": "stances",
    "deliberate_empty_search.actor_id": "searches",
    "deliberate_rating.actor_id": "ratings",
    "deliberate_point_answer.actor_id": "accepted points",
    "deliberate_ledger_seen.actor_id": "ledgers",
    "deliberate_rater_record.actor_id": "rating records",
    "deliberate_viewpoint_factor.actor_id": "viewpoints",
    "deliberate_rating_burst.decided_by": "log",
    "deliberate_flag.actor_id": "flags",
    "deliberate_decision.actor_id": "decisions",
    "deliberate_appeal.actor_id": "appeals",
    "deliberate_appeal.decided_by": "log",
    "deliberate_origin_suggestion.proposed_by": "suggested origins",
    "deliberate_origin_suggestion.seconded_by": "log",
    "deliberate_origin_suggestion.decided_by": "log",
    "deliberate_item_proposal.proposed_by": "proposals about items",
    "deliberate_item_proposal.seconded_by": "log",
    "deliberate_item_proposal.decided_by": "log",
    "deliberate_source_act.actor_id": "acts on sources",
    "deliberate_source_act.undone_by": "log",
    "deliberate_sanction.person_id": "sanctions",
    "deliberate_sanction.actor_id": "measures",
    "deliberate_sanction.undone_by": "log",
    "deliberate_lock.actor_id": "measures",
    "deliberate_lock.undone_by": "log",
    "deliberate_finding.actor_id": "findings",
    "deliberate_finding.undone_by": "log",
    "deliberate_finding_signature.actor_id": "findings",
    "deliberate_reported_thing.person_id": "reports of them",
    "deliberate_review.actor_id": "measures",
    "deliberate_review.undone_by": "log",
    "deliberate_word_list.author_id": "measures",
    "deliberate_queue_entry.claimed_by": "queue",
    "deliberate_queue_entry.deferred_by": "queue",
    "deliberate_queue_entry.handed_by": "queue",
    "deliberate_queue_note.actor_id": "queue",
    "deliberate_purge.asked_by": "log",
    "deliberate_purge.decided_by": "log",
    "deliberate_standing.actor_id": "standing",
    "deliberate_pseudonym.actor_id": "log",
    "deliberate_notice.actor_id": "told",
    "deliberate_watch.actor_id": "watched",
    "deliberate_visit.actor_id": "visits",
    "deliberate_welcome.actor_id": "shown around",
    "deliberate_post_watch.actor_id": "watched",
    "deliberate_notice_preference.actor_id": "notice settings",
    "deliberate_preference.actor_id": "settings",
    "deliberate_draft.actor_id": "drafts",
    "deliberate_classroom.author_id": "classes",
    "deliberate_class_member.actor_id": "classes",
    "deliberate_assignment.author_id": "assignments",
    "deliberate_submission.actor_id": "assignments",
    "deliberate_voice_check.actor_id": "assignments",
    "deliberate_feedback.actor_id": "feedback",
    "deliberate_feedback.author_id": "feedback",
    # Whoever wrote the feedback it belongs to.
    "deliberate_item_comment.author_id": "feedback",
    "deliberate_peer_review.actor_id": "feedback",
    "deliberate_review_round.author_id": "feedback",
    "deliberate_kept_stance.actor_id": "feedback",
    "deliberate_exercise.author_id": "exercises",
    "deliberate_exercise_try.actor_id": "exercises",
    "deliberate_small_group_member.actor_id": "assignments",
    "deliberate_webhook.author_id": "webhooks",
    "deliberate_api_token.actor_id": "API tokens",
    "deliberate_api_request.actor_id": "API requests",
}
ALL_HERS = "of hers"
ALL_HIS = "of his"


def test_every_table_that_says_who_has_a_section_of_ones_data() -> None:
    columns = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name in {"actor_id", "author_id", "person_id"} or column.name.endswith("_by")
    }
    assert columns == WHOSE.keys()
    assert {*WHOSE.values()} - {"kept for an hour"} <= {*sections.names()}


@pytest.fixture
def claim(context: Flask) -> Proposition:
    """A claim where hanna and olaf did one of everything, she in words of hers and he in words of his."""
    claim = opened(context)
    hanna, olaf, mo = (person(context, "hanna", level=2), person(context, "olaf", level=2), moderator(context))
    hers = posted(hanna, claim, f"A quote {ALL_HERS}.", Side.FOR, f"A reason {ALL_HERS}.", citation="Her source")
    his = posted(olaf, claim, f"A quote {ALL_HIS}.", Side.AGAINST, f"A reason {ALL_HIS}.", citation="His source")
    full = dict.fromkeys(Dimension, 4)
    with transaction():
        for actor, other, words in ((hanna, his, ALL_HERS), (olaf, hers, ALL_HIS)):
            state_stance(actor, claim, Answer.AGREE if actor is hanna else Answer.DISAGREE)
            rate(actor, other, full)
            report_search(actor, claim, Side.FOR, f"in libraries {words}")
            post_remark(actor, claim.article, claim, f"A remark {words}.")
            show_ledger(actor, claim.article)
            choose_pages(actor, language=None, theme=Theme.DARK, time_zone="UTC")
            choose(actor, rhythm=Rhythm.DAILY, watches_own=True, in_app=Topic, by_mail=Topic)
            note_place(actor, claim.article, 0, 1)
            was_shown_around(actor)
            keep_draft(actor, "remark", uuid4(), {"text": [f"Something {words}."]})
            make_token(actor, f"A program {words}", [Scope.READ], 7)
            keep_answer(sent_by(actor, f"A key {words}", "a digest"), 201, f"Posted {words}.")
        point = propose_sentence(olaf, claim.article, f"A sentence {ALL_HIS}.")
        answer_point(hanna, point, point.wording, accepts=True)
        for name in ("rita", "rolf"):
            rater = person_in(context, name)
            rate(rater, hers, full)
            rate(rater, his, full)
        classroom = make_class(hanna, ClassDraft("8b", asks_names=False))
        assignment = Assignment(
            classroom=classroom,
            article=claim.article,
            title="Weigh it",
            tasks={"weigh": 1},
            takes_late=False,
            post_first=False,
            author_id="hanna",
        )
        session.add(
            Exercise(
                classroom=classroom,
                kind=ExerciseKind.SOURCES,
                title="Rate them",
                material={"lead": "", "parts": [f"A diary {ALL_HERS}."], "sentences": []},
                shows_peers=True,
                shows_key=False,
                author_id="hanna",
            )
        )
        session.add(assignment)
        session.flush()
        for who, words in (("hanna", ALL_HERS), ("olaf", ALL_HIS)):
            said = Feedback(assignment_id=assignment.id, actor_id=who, comment=f"Well read {words}.", author_id="rita")
            said.levels, said.released_at = {}, now()
            session.add(said)
        group = Group(name="A class", join_code="code")
        session.add(group)
        session.flush()
        session.add_all(
            [
                GroupMember(group_id=group.id, actor_id="hanna"),
                ArticleEditor(article_id=claim.article_id, actor_id="hanna"),
                AddressImport(
                    author_id="hanna",
                    roles=[],
                    submission="form",
                    url="https://example.org/of-hers",
                    title="",
                    audience=Audience.PUBLIC,
                    premoderated=False,
                    excerpt=False,
                ),
            ]
        )
    flagged(hanna, his, FlagReason.OFF_TOPIC)
    lost = posted(hanna, claim, f"Spam {ALL_HERS}.", Side.FOR, f"Nothing {ALL_HERS}.", citation="Elsewhere")
    with transaction():
        for actor, words in ((hanna, ALL_HERS), (olaf, ALL_HIS)):
            sanction(mo, SanctionDraft(actor.key, "warn", "abuse", f"A warning {words}."))
        claim.article.state = State.CLOSED
        write_finding(hanna, claim.article, f"A finding {ALL_HERS}.", 0)
        claim.article.state = State.OPEN
        decision = decide(mo, lost, "remove", "spam", f"That is spam {ALL_HERS}.")
        appeal(hanna, decision, f"It is none, this {ALL_HERS}.")
    return claim


def person_in(app: Flask, name: str) -> Actor:
    """Somebody of level 2 without a transaction of their own."""
    people: People = app.extensions["deliberate"].identity
    actor = people.add(name)
    return Actor(id=actor.id, name=actor.name, level=2)


def data_of(actor_id: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads("".join(written_out(actor_id)))
    return found


def hanna() -> Actor:
    return Actor(id="hanna", name="Hanna", level=2)


def test_ones_data_are_ones_own_and_nobody_elses(claim: Proposition) -> None:
    hers, his = data_of("hanna"), data_of("olaf")
    assert [*hers] == [*sections.names()]
    empty = {name for name, rows in hers.items() if not rows}
    # No outcome has borne out what she rated, and too little is rated to read anybody's place off it.
    never = {"acts on sources", "decisions", "measures", "proposals about items", "queue", "suggested origins"}
    # A host has no learning platforms.
    never |= {"learning platforms"}
    assert empty == never | {"rating records", "reports of them", "viewpoints", "webhooks"}
    told = json.dumps(hers)
    assert ALL_HERS in told
    assert ALL_HIS not in told
    assert "olaf" not in told
    assert "mo" not in {str(value) for rows in hers.values() for row in rows for value in row.values()}
    assert ALL_HERS not in json.dumps(his)


def test_every_wording_is_in_it_with_the_notice_of_what_was_decided(claim: Proposition) -> None:
    hers = data_of("hanna")
    quotes = [
        wording["words"]["quote"]
        for row in hers["contributions"]
        for wording in row["wordings"]
        if row["kind"] == "evidence"
    ]
    assert quotes == [f"A quote {ALL_HERS}.", f"Spam {ALL_HERS}."]
    assert all(row["yours"] for row in hers["contributions"])
    assert {row["reason"] for row in hers["notices"]} == {f"That is spam {ALL_HERS}."}
    assert [row["words"] for row in hers["appeals"]] == [f"It is none, this {ALL_HERS}."]
    assert [(row["answer"], row["text"]) for row in hers["stances"]] == [("agree", claim.text)]
    assert len(hers["ratings"]) == 3
    assert {row["you"] for row in hers["log"]} == {pseudonym_of(hanna())}


def test_a_person_of_whom_nothing_is_kept_gets_empty_lists_and_the_hosts_part_comes_first(claim: Proposition) -> None:
    written = json.loads("".join(written_out("nobody", account=[{"name": "Nobody"}])))
    assert next(iter(written)) == "account"
    assert not any(rows for name, rows in written.items() if name != "account")


def test_it_is_written_in_pieces(claim: Proposition) -> None:
    pieces = written_out("hanna")
    assert len(next(pieces)) < 100
    assert len(list(pieces)) > 20


def balances(claim: Proposition) -> dict[int, float]:
    found = select(Score.proposition_id, Score.log_odds).where(Score.article_id == claim.article_id)
    return {row.proposition_id: row.log_odds for row in session.execute(found)}


def leave(remains: Remains, app: Flask) -> None:
    with transaction():
        forget(hanna(), remains)
    del app.extensions["deliberate"].identity.known["hanna"]


def test_who_leaves_their_posts_behind_is_a_deleted_participant_and_no_balance_moves(
    claim: Proposition, context: Flask
) -> None:
    before = balances(claim)
    leave(Remains.ALL, context)
    assert names_of(["hanna"]) == {"hanna": DELETED}
    assert balances(claim) == before
    assert session.scalar(select(func.count()).where(Rating.actor_id == "hanna")) == 3
    hers = session.scalars(select(Contribution).where(Contribution.author_id == "hanna"))
    assert Status.WITHDRAWN not in {each.status for each in hers}
    with transaction():
        reweigh(claim.article)
    assert balances(claim) == before
    assert verify_chain().fault is None


def test_who_takes_their_posts_along_leaves_tombstones_and_balances_that_equal_a_recount(
    claim: Proposition, context: Flask
) -> None:
    before = balances(claim)
    leave(Remains.TOMBSTONES, context)
    hers = session.scalars(select(Contribution).where(Contribution.author_id == "hanna")).all()
    assert {each.status for each in hers} == {Status.WITHDRAWN, Status.REMOVED}
    for table in (Rating, Stance, EmptySearch):
        left = {row.actor_id for row in session.scalars(select(table))}
        assert "hanna" not in left
        assert "olaf" in left
    after = balances(claim)
    assert after != before
    with transaction():
        reweigh(claim.article)
    assert balances(claim) == after
    assert verify_chain().fault is None


@pytest.mark.parametrize("remains", Remains)
def test_what_links_a_person_to_the_log_to_groups_and_to_trust_goes_in_any_case(
    claim: Proposition, context: Flask, remains: Remains
) -> None:
    leave(remains, context)
    for table in (Pseudonym, Standing, GroupMember, ArticleEditor, LedgerSeen):
        assert session.scalar(select(func.count()).where(table.actor_id == "hanna")) == 0, table
    assert session.scalar(select(func.count()).where(Pseudonym.actor_id == "olaf")) == 1
    assert session.scalar(select(func.count()).where(Standing.actor_id == "olaf")) == 1


@pytest.mark.parametrize("kept", ["suspended_until", "slowed_until"])
def test_whoever_leaves_while_a_sanction_holds_finds_it_on_coming_back_and_nothing_else(
    claim: Proposition, context: Flask, kept: str
) -> None:
    until = now() + timedelta(days=3)
    with transaction():
        set_level("hanna", 2)
        setattr(standing_of("hanna"), kept, until)
    leave(Remains.ALL, context)
    left = session.get_one(Standing, "hanna")
    assert (getattr(left, kept), left.level, left.approved, left.moved_at) == (until, 0, 0, None)


def test_who_leaves_a_great_deal_behind_is_gone_at_once_and_jobs_take_it_back_in_pieces(
    claim: Proposition, context: Flask
) -> None:
    with transaction():
        for _ in range(2 * AT_ONCE + 1):
            make_bearing(claim, author="hanna")
    standing = select(func.count()).where(Contribution.author_id == "hanna", Contribution.status == Status.VISIBLE)
    before = session.scalar(standing)
    assert before
    leave(Remains.TOMBSTONES, context)
    assert names_of(["hanna"])["hanna"] == DELETED
    left = session.scalar(standing)
    # An item that bears on nothing else goes with its bearing.
    assert left is not None
    assert AT_ONCE <= before - left <= 2 * AT_ONCE
    while run_due():
        pass
    assert session.scalar(standing) == 0
    assert session.scalar(select(func.count()).where(Pseudonym.actor_id == "hanna")) == 0
    after = balances(claim)
    with transaction():
        reweigh(claim.article)
    assert balances(claim) == after
    assert verify_chain().fault is None


def test_a_claim_that_others_argue_about_stays(claim: Proposition, context: Flask) -> None:
    with transaction():
        claim.author_id = "hanna"
    leave(Remains.TOMBSTONES, context)
    assert session.get_one(Proposition, claim.id).status is Status.VISIBLE


def test_a_host_is_asked_to_take_the_account_away_in_the_same_transaction(
    claim: Proposition, context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    people = context.extensions["deliberate"].identity
    monkeypatch.setattr(people, "forget", asked.append, raising=False)
    with transaction():
        forget(hanna(), Remains.ALL)
    assert asked == ["hanna"]
    told = {"articles", "contributions", "notices", "ratings", "searches", "settings", "stances"}
    others = {
        "accepted points",
        "reports of a name",
        "looks at what would move",
        "visits",
        "drafts",
        "classes",
        "exercises",
        "learning platforms",
        "feedback",
        "webhooks",
        "API tokens",
    }
    assert {*erasers.names()} == told | others
