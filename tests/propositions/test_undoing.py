"""What an editor did is undone to the letter, or refused with what leans on it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.articles.models import Article, State
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Revision, Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, NotAllowed
from deliberate.core.events import verify_chain
from deliberate.evidence.models import Bearing, EmptySearch, Remark, Side
from deliberate.evidence.quotes import quote_key
from deliberate.evidence.services import post_remark, report_search
from deliberate.propositions import services
from deliberate.propositions.models import (
    Act,
    Anchor,
    Answer,
    Modality,
    Proposition,
    Relation,
    RelationKind,
    Stance,
    Voice,
)
from deliberate.propositions.queries import with_parts
from deliberate.propositions.relations import RelationDraft
from deliberate.propositions.undoing import done_by_others, latest_act, log_end, undo_act
from deliberate.propositions.wording import snapshot
from deliberate.weighting.models import Rating, Score
from deliberate.weighting.questions import Dimension
from deliberate.weighting.services import rate, reweigh
from tests.factories import make_article, make_bearing, make_proposition, rate_fully

TABLES = (Proposition, Relation, Bearing, Remark, EmptySearch, Stance, Rating, Anchor, Voice, Score)
#: What is made anew has another key, which nothing refers to.
ANEW = (Anchor, EmptySearch, Voice)
#: Counters of changes, and when something was reckoned, tell of the detour; nothing else may.
MOVING = {"version", "changed_at", "at", "turn"}


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows that an editor's act may touch, without what counts changes."""
    session.flush()
    session.expire_all()
    found = {}
    for model in TABLES:
        rows = session.scalars(select(model)).unique().all()
        columns = [each.key for each in model.__mapper__.column_attrs if each.key not in MOVING]
        dumped = [{name: getattr(row, name) for name in columns} for row in rows]
        found[model.__name__] = sorted(({**row, "id": None} if model in ANEW else row for row in dumped), key=str)
    premises = session.execute(select(Relation.id, Relation.target_id)).all()
    found["premises"] = [{"relation": str(sorted(map(str, premises)))}]
    return found


def newest() -> Act:
    return session.scalars(select(Act).order_by(Act.id.desc())).first() or pytest.fail("nothing was noted")


@pytest.fixture
def bridge(context: Flask, editor: Actor, ann: Actor, bob: Actor) -> tuple[Proposition, Proposition]:
    """Two claims of an open article that say the same, with everything that can hang on a claim."""
    with transaction():
        article = make_article()
        keep = make_proposition(article, "It closed.", words="The bridge closed", rank=1)
        goes = make_proposition(article, "It was closed.", words="closed on Monday", rank=2, main_of_id=article.id)
        third = make_proposition(article, "The mayor denies it.", words="The mayor denies it.")
        for kind, premise, target in (
            (RelationKind.SUPPORTS, goes, third),
            (RelationKind.ATTACKS, third, goes),
            (RelationKind.SUPPORTS, goes, keep),
        ):
            services.relate(editor, article, RelationDraft(kind, (premise.public_id,), target.public_id))
        kept, doubled = (make_bearing(claim, quote="The bolts were loose.") for claim in (keep, goes))
        kept.quote_key = doubled.quote_key = quote_key("The bolts were loose.")
        for bearing in (kept, doubled, make_bearing(goes, Side.AGAINST)):
            rate_fully(bearing, "rater")
        for claim in (keep, goes):
            report_search(ann, claim, Side.AGAINST, "In the archive.")
        report_search(bob, goes, Side.FOR)
        post_remark(ann, article, goes, "On which Monday?")
        services.state_stance(ann, keep, Answer.AGREE, 80)
        services.state_stance(bob, goes, Answer.DISAGREE)
        reweigh(article)
    return keep, goes


def test_a_merge_is_undone_to_the_letter(editor: Actor, bridge: tuple[Proposition, Proposition]) -> None:
    keep, goes = bridge
    with transaction():
        before = everything()
        services.merge(editor, [keep, goes], keep)
        assert goes.status is Status.MERGED
        assert everything() != before
        undo_act(editor, newest())
        after = everything()
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    assert verify_chain().fault is None


def test_the_wordings_of_a_merge_that_was_undone_are_no_history(
    editor: Actor, bridge: tuple[Proposition, Proposition]
) -> None:
    keep, goes = bridge
    with transaction():
        services.merge(editor, [keep, goes], keep)
        undo_act(editor, newest())
        revisions = session.scalars(
            select(Revision).where(Revision.contribution_id == keep.id).order_by(Revision.number)
        ).all()
    assert [(each.number, each.status) for each in revisions] == [(1, Status.VISIBLE), (2, Status.WITHDRAWN)]


def test_a_split_is_undone_to_the_letter_and_its_parts_are_gone(
    editor: Actor, bridge: tuple[Proposition, Proposition]
) -> None:
    keep, _goes = bridge
    with transaction():
        before = everything()
        parts = services.split(editor, keep, ["It closed.", "It was Monday."], words=["bridge closed", "on Monday"])
        part = parts[1]
        undo_act(editor, newest())
        assert part.status is Status.WITHDRAWN
        after = everything()
    gone = [row for row in after["Proposition"] if row["id"] == part.id]
    assert len(gone) == 1
    after["Proposition"].remove(gone[0])
    after["Anchor"] = [row for row in after["Anchor"] if row["proposition_id"] != part.id]
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}


def test_a_rewording_is_undone_to_the_letter(editor: Actor, bridge: tuple[Proposition, Proposition]) -> None:
    keep, _goes = bridge
    with transaction():
        # Whole, as an import and a form store it.
        session.scalars(select(Revision).where(Revision.contribution_id == keep.id)).one().body = snapshot(
            with_parts(keep)
        )
        before = everything()
        services.reword(editor, keep, "It stayed shut.", keep.version, speakers=["The mayor"])
        assert everything() != before
        undo_act(editor, newest())
        after = everything()
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    assert verify_chain().fault is None


def test_a_rewording_that_somebody_answered_is_not_undone(
    editor: Actor, ann: Actor, bridge: tuple[Proposition, Proposition]
) -> None:
    keep, _goes = bridge
    with transaction():
        services.reword(editor, keep, "It stayed shut.", keep.version)
        services.state_stance(ann, keep, Answer.DISAGREE)
        with pytest.raises(Conflict, match="other things rest on it"):
            undo_act(editor, newest())


def test_what_others_did_meanwhile_is_counted(
    editor: Actor, ann: Actor, bridge: tuple[Proposition, Proposition]
) -> None:
    keep, _goes = bridge
    with transaction():
        since = log_end()
        services.reword(editor, keep, "It stayed shut.", keep.version)
        assert done_by_others(editor, keep.article, since) == 0
        assert done_by_others(ann, keep.article, since) == 1
        assert done_by_others(ann, keep.article, log_end()) == 0


@pytest.mark.parametrize("act", [services.accept, services.reject])
@pytest.mark.parametrize("state", [State.DRAFT, State.OPEN])
def test_accepting_and_rejecting_are_undone_to_the_letter(
    context: Flask, editor: Actor, act: Callable[[Actor, Proposition], None], state: State
) -> None:
    with transaction():
        claim = make_proposition(make_article(state=state), status=Status.SUGGESTED, rank=1)
        before = everything()
        act(editor, claim)
        undo_act(editor, newest())
        assert everything() == before


def test_a_suggestion_that_joined_a_claim_leaves_it_again(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article()
        make_proposition(article, "It closed.")
        claim = make_proposition(article, "It closed.", status=Status.SUGGESTED, rank=2)
        services.accept(editor, claim)
        assert claim.status is Status.MERGED
        undo_act(editor, newest())
        assert (claim.status, claim.merged_into_id) == (Status.SUGGESTED, None)


def test_undone_twice_it_is_undone_once(editor: Actor, bridge: tuple[Proposition, Proposition]) -> None:
    keep, goes = bridge
    with transaction():
        services.merge(editor, [keep, goes], keep)
        act = newest()
        undo_act(editor, act)
        services.merge(editor, [keep, goes], keep)
        undo_act(editor, act)
        assert goes.status is Status.MERGED


def test_acts_are_undone_one_after_the_other_the_newest_first(
    editor: Actor, bridge: tuple[Proposition, Proposition]
) -> None:
    keep, goes = bridge
    with transaction():
        before = everything()
        services.merge(editor, [keep, goes], keep)
        services.split(editor, keep, ["It closed.", "It was Monday."])
        split = newest()
        merge = session.scalars(select(Act).where(Act.action == "merge")).one()
        with pytest.raises(Conflict, match="split"):
            undo_act(editor, merge)
        undo_act(editor, split)
        undo_act(editor, merge)
        assert everything()["Bearing"] == before["Bearing"]


def test_only_editors_of_the_article_undo(editor: Actor, ann: Actor, bridge: tuple[Proposition, Proposition]) -> None:
    keep, goes = bridge
    with transaction():
        services.merge(editor, [keep, goes], keep)
        with pytest.raises(NotAllowed):
            undo_act(ann, newest())


def weighed(ann: Actor, keep: Proposition, goes: Proposition) -> None:
    moved = session.scalars(select(Bearing).where(Bearing.side == Side.AGAINST, Bearing.target_id == keep.id)).one()
    rate(ann, moved, {Dimension.RELEVANCE: 3})


LEANING = {
    "1 item of evidence": lambda ann, keep, goes: make_bearing(keep),
    "1 remark": lambda ann, keep, goes: post_remark(ann, keep.article, keep, "Really?"),
    "1 relation": lambda ann, keep, goes: services.relate(
        ann, keep.article, RelationDraft(RelationKind.ATTACKS, (keep.public_id,), third(keep.article).public_id)
    ),
    "1 person’s weighing": weighed,
    "reword": lambda ann, keep, goes: services.reword(
        Actor(id=keep.article.author_id), keep, "It has closed.", keep.version
    ),
}


def third(article: Article) -> Contribution:
    return session.scalars(
        select(Proposition).where(Proposition.article_id == article.id, Proposition.text == "The mayor denies it.")
    ).one()


@pytest.mark.parametrize("words", LEANING)
def test_what_came_to_lean_on_a_merge_is_named(
    editor: Actor, ann: Actor, bridge: tuple[Proposition, Proposition], words: str
) -> None:
    keep, goes = bridge
    with transaction():
        services.merge(editor, [keep, goes], keep)
        act = newest()
        LEANING[words](ann, keep, goes)
        with pytest.raises(Conflict, match=words):
            undo_act(editor, act)


def test_where_people_took_a_stand_accepting_stays(context: Flask, editor: Actor, ann: Actor) -> None:
    with transaction():
        claim = make_proposition(make_article(), status=Status.SUGGESTED, rank=1)
        services.accept(editor, claim)
        services.state_stance(ann, claim, Answer.AGREE)
        with pytest.raises(Conflict, match="1 stance"):
            undo_act(editor, newest())


def test_a_stand_on_the_claim_that_stays_does_not_hold_a_merge(
    editor: Actor, ann: Actor, bridge: tuple[Proposition, Proposition]
) -> None:
    keep, goes = bridge
    with transaction():
        services.merge(editor, [keep, goes], keep)
        services.state_stance(ann, keep, Answer.UNSURE)
        undo_act(editor, newest())
        assert goes.is_visible


def test_another_main_claim_that_was_chosen_meanwhile_stays(
    editor: Actor, bridge: tuple[Proposition, Proposition]
) -> None:
    keep, goes = bridge
    with transaction():
        services.merge(editor, [keep, goes], keep)
        act = newest()
        other = session.scalars(select(Proposition).where(Proposition.text == "The mayor denies it.")).one()
        services.make_main(editor, other)
        undo_act(editor, act)
        assert (other.main_of_id, goes.main_of_id) == (other.article_id, None)


def test_the_latest_act_is_one_s_own_and_not_undone(editor: Actor, ann: Actor, context: Flask) -> None:
    with transaction():
        article = make_article()
        for number in range(2):
            claim = make_proposition(article, f"Claim {number}.", status=Status.SUGGESTED, rank=number)
            services.accept(editor, claim)
        latest = latest_act(editor, article)
        assert latest is not None
        assert latest.proposition.text == "Claim 1."
        assert latest_act(ann, article) is None
        undo_act(editor, latest)
        earlier = latest_act(editor, article)
        assert earlier is not None
        assert earlier.proposition.text == "Claim 0."


def test_what_was_left_out_and_restored_is_left_out_again(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article(state=State.DRAFT)
        claim = make_proposition(article, rank=1, status=Status.SUGGESTED)
        services.accept(editor, claim)
        services.make_main(editor, claim)
        before = everything()
        services.restore(editor, claim)
        assert (claim.status, claim.main_of_id) == (Status.SUGGESTED, None)
        undo_act(editor, newest())
        assert {name: rows for name, rows in everything().items() if rows != before[name]} == {}
    assert verify_chain().fault is None


def made_by_hand(editor: Actor, article: Article, text: str, **more: Any) -> Proposition:
    return services.add_by_hand(editor, article, services.ClaimDraft(text, words="Engineers say", **more))


def test_a_claim_made_by_hand_is_taken_back_by_one_event(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article()
        claim = made_by_hand(editor, article, "Engineers speak.")
        assert latest_act(editor, article) is newest()
        end = log_end()
        undo_act(editor, newest())
        undo_act(editor, newest())
        assert (claim.status, log_end()) == (Status.WITHDRAWN, end + 1)
        # The words are free again.
        assert made_by_hand(editor, article, "Engineers speak.").is_visible


def test_a_claim_made_by_hand_stays_once_somebody_answered_it(context: Flask, editor: Actor, ann: Actor) -> None:
    with transaction():
        claim = made_by_hand(editor, make_article(), "Engineers speak.")
        services.state_stance(ann, claim, Answer.AGREE)
        with pytest.raises(Conflict, match="1 stance"):
            undo_act(editor, newest())
        assert claim.is_visible


def test_a_denial_made_by_hand_is_taken_back_from_the_claim_it_joined_in_one_go(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article()
        standing = make_proposition(article, "It closed.", words="The bridge closed")
        before = everything()
        assert made_by_hand(editor, article, "It closed.", modality=Modality.DENIED) is standing
        denial = session.scalars(select(Proposition).where(Proposition.modality == Modality.DENIED)).one()
        undo_act(editor, newest())
        assert (denial.status, denial.merged_into_id) == (Status.WITHDRAWN, None)
        assert latest_act(editor, article) is None
        after = everything()
    kept = [row for row in after["Proposition"] if row["id"] != denial.id]
    assert kept == before["Proposition"]
    assert verify_chain().fault is None


def test_whoever_proposes_a_claim_and_is_no_editor_is_offered_no_undo(context: Flask, ann: Actor) -> None:
    with transaction():
        article = make_article()
        assert made_by_hand(ann, article, "Engineers speak.").is_visible
        assert session.scalars(select(Act)).all() == []
