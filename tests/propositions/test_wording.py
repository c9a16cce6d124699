"""Rewording, and what it would drop."""

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.articles.services import current_version
from deliberate.core.actors import Actor
from deliberate.core.contributions import Revision, Status, apply_revision, find_waiting_revision
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, StaleEdit
from deliberate.core.events import Event
from deliberate.propositions.anchors import anchor_fields
from deliberate.propositions.models import Anchor, AnchorRole, Modality
from deliberate.propositions.services import accept, reword
from deliberate.propositions.voicing import speaker_names
from tests.factories import make_article, make_proposition
from tests.propositions.claims import voiced


def test_a_rewording_keeps_the_old_words_as_a_revision(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = make_proposition(make_article(), "The bridge was shut.")
        assert reword(editor, claim, "The bridge closed.", claim.version) == []
        bodies = session.scalars(
            select(Revision.body["text"].as_string())
            .where(Revision.contribution_id == claim.id)
            .order_by(Revision.number)
        ).all()
        assert bodies == ["The bridge was shut.", "The bridge closed."]
        assert (claim.revision, claim.substance, claim.status) == (2, 2, Status.VISIBLE)
        events = session.scalars(select(Event).where(Event.target == str(claim.public_id))).all()
        assert [(each.action, each.revision) for each in events] == [("reword", 2)]


def test_spelling_leaves_the_substance_where_it_was(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = make_proposition(make_article(), "The brigde closed.")
        reword(editor, claim, "The bridge closed.", claim.version, substantive=False)
        assert (claim.revision, claim.substance) == (2, 1)


def test_an_edit_on_an_old_version_is_refused_with_the_present_words(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = make_proposition(make_article(), "The bridge was shut.")
        opened = claim.version
        reword(editor, claim, "The bridge closed.", opened)
        with pytest.raises(StaleEdit) as stale:
            reword(editor, claim, "The bridge is closed.", opened)
        assert "The bridge closed." in stale.value.current
        assert claim.text == "The bridge closed."


def test_storing_the_same_words_changes_nothing(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = make_proposition(make_article(), "The bridge closed.")
        assert reword(editor, claim, " The bridge  closed. ", claim.version) == []
        assert claim.revision == 1


def test_putting_it_more_firmly_draws_a_warning(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = make_proposition(make_article(), modality=Modality.POSSIBLE)
        assert reword(editor, claim, claim.text, claim.version, modality=Modality.ASSERTED) == [
            "The article puts this as possible; you made it asserted."
        ]
        assert reword(editor, claim, claim.text, claim.version, modality=Modality.HYPOTHETICAL) == []


def test_leaving_out_a_hedge_word_draws_a_warning(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article(text="The cable may have rusted.")
        claim = make_proposition(article, "The cable may have rusted.", words="The cable may have rusted.")
        place = anchor_fields("The cable may have rusted.", [(10, 13)], AnchorRole.HEDGE)
        session.add(Anchor(proposition_id=claim.id, version_id=current_version(article).id, **place[0]))
        session.flush()
        assert reword(editor, claim, "Maybe the cable may be rusty.", claim.version) == []
        assert reword(editor, claim, "The cable had rusted.", claim.version) == [
            "The article hedges this with “may”; your wording leaves that out."
        ]


def test_dropping_a_speaker_draws_a_warning_and_keeps_the_cues_of_the_rest(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = voiced(make_article(), "RT", "Officials")
        warnings = reword(editor, claim, claim.text, claim.version, speakers=["Officials"])
        assert warnings == ["The article gives this as said by RT; your wording no longer says so."]
        assert [(voice.cue, voice.depth) for voice in claim.voices] == [("Officials says", 0)]


def test_a_rewording_without_speakers_given_keeps_them(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = voiced(make_article(), "RT")
        reword(editor, claim, "The cable may be rusty.", claim.version)
        assert speaker_names(claim) == ("RT",)


def test_an_author_rewords_their_own_claim_and_others_do_not(context: Flask, ann: Actor, bob: Actor) -> None:
    with transaction():
        claim = make_proposition(make_article(author="somebody"), author_id="ann")
        reword(ann, claim, "It closed.", claim.version)
        assert claim.text == "It closed."
        with pytest.raises(NotAllowed):
            reword(bob, claim, "It shut.", claim.version)


def test_in_a_premoderated_article_an_author_s_rewording_waits_and_is_applied_later(context: Flask, ann: Actor) -> None:
    with transaction():
        claim = voiced(make_article(author="somebody", premoderated=True), "RT", author_id="ann", text="It shut.")
        reword(ann, claim, "It closed.", claim.version, speakers=["TASS"])
        assert (claim.text, claim.status) == ("It shut.", Status.VISIBLE)
        waiting = find_waiting_revision(claim)
        assert waiting is not None
        apply_revision(claim, waiting)
        assert (claim.text, speaker_names(claim)) == ("It closed.", ("TASS",))


def test_a_suggestion_stays_one_when_reworded_and_is_accepted_in_the_new_words(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = make_proposition(make_article(), "Shut.", status=Status.SUGGESTED)
        reword(editor, claim, "It closed.", claim.version)
        assert claim.status is Status.SUGGESTED
        accept(editor, claim)
        newest = session.scalars(
            select(Revision).where(Revision.contribution_id == claim.id, Revision.number == claim.revision)
        ).one()
        assert (newest.body["text"], newest.status) == ("It closed.", Status.VISIBLE)


def test_a_proposed_claim_keeps_waiting_when_an_editor_rewords_it(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = make_proposition(make_article(), status=Status.PENDING, held_because="A moderator looks at it.")
        reword(editor, claim, "It closed.", claim.version)
        assert (claim.status, claim.held_because) == (Status.PENDING, "A moderator looks at it.")


@pytest.mark.parametrize("status", [Status.MERGED, Status.REMOVED, Status.REJECTED])
def test_what_no_longer_stands_is_not_reworded(context: Flask, editor: Actor, status: Status) -> None:
    with transaction():
        claim = make_proposition(make_article(), status=status)
        with pytest.raises(Conflict):
            reword(editor, claim, "It closed.", claim.version)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 1001, "It \u202eclosed", "a\x00b"])
def test_empty_endless_and_deceiving_words_are_refused(context: Flask, editor: Actor, text: str) -> None:
    with transaction():
        claim = make_proposition(make_article())
        with pytest.raises(Invalid) as refusal:
            reword(editor, claim, text, claim.version)
        assert refusal.value.field == "text"
