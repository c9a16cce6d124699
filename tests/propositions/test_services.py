"""Decisions on suggestions, claims made by hand, the main claim, and whether it was said."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.articles.models import Article, State
from deliberate.core.actors import VISITOR, Actor
from deliberate.core.contributions import Revision, Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, NotSignedIn
from deliberate.core.events import Event
from deliberate.core.signals import contribution_changed
from deliberate.propositions.models import AnchorRole, Modality, Proposition
from deliberate.propositions.queries import find_main, merged_into, with_parts
from deliberate.propositions.services import (
    ClaimDraft,
    accept,
    add_by_hand,
    make_main,
    reject,
    restore,
)
from deliberate.propositions.voicing import MODALITY_WORDS, sayings_of, speaker_names
from tests.factories import make_article, make_proposition
from tests.host import person


def suggestion(article: Article, text: str = "The bridge closed on Monday.", **fields: object) -> Proposition:
    return make_proposition(article, text, status=Status.SUGGESTED, rank=1, **fields)


def actions(proposition: Proposition) -> list[str]:
    return list(
        session.scalars(select(Event.action).where(Event.target == str(proposition.public_id)).order_by(Event.id))
    )


def test_an_accepted_suggestion_is_visible_with_one_event_and_a_decided_revision(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = suggestion(make_article())
        accept(editor, claim)
        accept(editor, claim)
        assert claim.status is Status.VISIBLE
        assert actions(claim) == ["accept"]
        status = session.scalars(select(Revision.status).where(Revision.contribution_id == claim.id)).one()
        assert status is Status.VISIBLE


def test_a_rejected_suggestion_is_kept_and_can_be_restored(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = suggestion(make_article())
        reject(editor, claim)
        reject(editor, claim)
        assert claim.status is Status.REJECTED
        restore(editor, claim)
        assert claim.status is Status.SUGGESTED
        assert actions(claim) == ["reject", "restore"]


def test_in_a_draft_an_acceptance_can_be_undone_and_frees_the_main_place(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article(state=State.DRAFT)
        claim = suggestion(article)
        accept(editor, claim)
        make_main(editor, claim)
        restore(editor, claim)
        assert (claim.status, find_main(article)) == (Status.SUGGESTED, None)


def test_once_published_an_accepted_claim_stays(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = suggestion(make_article())
        accept(editor, claim)
        with pytest.raises(Conflict, match="stays"):
            restore(editor, claim)


@pytest.mark.parametrize("decide", [accept, reject])
@pytest.mark.parametrize("status", [Status.REMOVED, Status.WITHDRAWN, Status.PENDING])
def test_only_a_suggestion_is_decided_on(
    context: Flask, editor: Actor, decide: Callable[[Actor, Proposition], None], status: Status
) -> None:
    with transaction():
        claim = make_proposition(make_article(), status=status)
        with pytest.raises(Conflict):
            decide(editor, claim)


def test_a_denial_joins_the_claim_it_denies_whichever_is_accepted_first(context: Flask, editor: Actor) -> None:
    for first, second in ((Modality.REPORTED, Modality.DENIED), (Modality.DENIED, Modality.REPORTED)):
        with transaction():
            article = make_article()
            one, other = (
                make_proposition(article, "The cable had rusted.", modality=modality, status=Status.SUGGESTED)
                for modality in (first, second)
            )
            accept(editor, one)
            accept(editor, other)
            accept(editor, other)
            assert (one.status, other.status, other.merged_into_id) == (Status.VISIBLE, Status.MERGED, one.id)
            voices = sayings_of([one], merged_into(one))[one.id]
            assert [voice.modality for voice in voices] == [MODALITY_WORDS[first], MODALITY_WORDS[second]]


@pytest.mark.parametrize("decide", [accept, reject, restore, make_main])
def test_only_an_editor_of_the_article_decides(
    app: Flask, context: Flask, editor: Actor, ann: Actor, decide: Callable[[Actor, Proposition], None]
) -> None:
    moderator = person(app, "mo", "moderator")
    other = person(app, "other", "editor", level=3)
    with transaction():
        claim = suggestion(make_article())
        with pytest.raises(NotSignedIn):
            decide(VISITOR, claim)
        for actor in (ann, moderator, other):
            with pytest.raises(NotAllowed):
                decide(actor, claim)


def test_a_claim_of_an_editor_stands_at_once_with_its_anchor_and_voices(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article(state=State.DRAFT, text="🚲 Engineers say that the cable had rusted.")
        draft = ClaimDraft("The cable  had rusted", words="the cable had rusted", speakers=("Engineers",))
        claim = with_parts(add_by_hand(editor, article, draft))
        assert (claim.status, claim.text) == (Status.VISIBLE, "The cable had rusted")
        assert speaker_names(claim) == ("Engineers",)
        (anchor,) = claim.anchors
        assert (anchor.role, anchor.exact, anchor.start) == (AnchorRole.STATEMENT, "the cable had rusted", 21)
        assert claim.position == 21


def test_a_regular_s_claim_stands_and_a_basic_member_s_waits(context: Flask, ann: Actor, bob: Actor) -> None:
    with transaction():
        article = make_article(author="somebody")
        regular = add_by_hand(ann, article, ClaimDraft("It closed.", words="closed"))
        basic = add_by_hand(bob, article, ClaimDraft("The cable had rusted.", words="the cable"))
        assert regular.status is Status.VISIBLE
        assert (basic.status, bool(basic.held_because)) == (Status.PENDING, True)


def test_a_newcomer_and_a_visitor_propose_no_claim(context: Flask, newcomer: Actor) -> None:
    with transaction():
        article = make_article(author="somebody")
        with pytest.raises(NotAllowed):
            add_by_hand(newcomer, article, ClaimDraft("It closed.", words="closed"))
        with pytest.raises(NotSignedIn):
            add_by_hand(VISITOR, article, ClaimDraft("It closed.", words="closed"))


def test_the_same_submission_makes_one_claim(context: Flask, ann: Actor) -> None:
    with transaction():
        article = make_article(author="somebody")
        draft = ClaimDraft("It closed.", words="closed", submission="once")
        assert add_by_hand(ann, article, draft) is add_by_hand(ann, article, draft)


def test_a_claim_that_is_there_already_is_refused(context: Flask, ann: Actor) -> None:
    with transaction():
        article = make_article(author="somebody")
        make_proposition(article, "It closed.")
        with pytest.raises(Conflict, match="already"):
            add_by_hand(ann, article, ClaimDraft("it closed", words="closed"))


def test_a_denial_in_the_words_of_the_claim_it_denies_is_a_claim_of_its_own(context: Flask, ann: Actor) -> None:
    with transaction():
        article = make_article(author="somebody")
        make_proposition(article, "It closed.")
        denial = ClaimDraft("It closed.", words="denies it", modality=Modality.DENIED, speakers=("The mayor",))
        assert add_by_hand(ann, article, denial).modality is Modality.DENIED


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ClaimDraft(" ", words="closed"), "text"),
        (ClaimDraft("x" * 1001, words="closed"), "text"),
        (ClaimDraft("It\u202e closed.", words="closed"), "text"),
        (ClaimDraft("It closed.", words="not in it"), "words"),
        (ClaimDraft("It closed.", words="closed", speakers=("a\x00b",)), "speakers"),
        (ClaimDraft("It closed.", words="closed", speakers=tuple("abcde")), "speakers"),
    ],
)
def test_a_bad_draft_is_refused_beside_its_field(context: Flask, ann: Actor, draft: ClaimDraft, field: str) -> None:
    with transaction():
        article = make_article(author="somebody")
        with pytest.raises(Invalid) as refusal:
            add_by_hand(ann, article, draft)
        assert refusal.value.field == field


def test_an_article_has_one_main_claim_at_most(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article()
        first, second = make_proposition(article, "One."), make_proposition(article, "Two.")
        make_main(editor, first)
        make_main(editor, second)
        make_main(editor, second)
        assert find_main(article) is second
        assert actions(second) == ["make_main"]


def test_a_suggestion_cannot_be_the_main_claim(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = suggestion(make_article())
        with pytest.raises(Conflict):
            make_main(editor, claim)


def test_every_decision_is_announced(context: Flask, editor: Actor) -> None:
    heard = []

    def listen(claim: Proposition, action: str, **_: object) -> None:
        heard.append(action)

    with contribution_changed.connected_to(listen), transaction():
        claim = suggestion(make_article(state=State.DRAFT))
        reject(editor, claim)
        restore(editor, claim)
        accept(editor, claim)
        make_main(editor, claim)
    assert heard == ["reject", "restore", "accept", "make_main"]
