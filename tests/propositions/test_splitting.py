"""One claim into several, several into one."""

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.contributions import Revision, Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, StaleEdit
from deliberate.core.events import Event, verify_chain
from deliberate.core.signals import contribution_changed
from deliberate.propositions.models import AnchorRole, Kind, Modality, Proposition, Relation, RelationKind
from deliberate.propositions.queries import find_main, propositions_of, relations_of, with_parts
from deliberate.propositions.services import RelationDraft, make_main, merge, relate, reword, split
from deliberate.propositions.voicing import speaker_names
from tests.factories import make_article, make_proposition
from tests.propositions.claims import voiced

TEXT = "🚲 Engineers say that the cable had rusted and that the deck had cracked."


def whole() -> Proposition:
    article = make_article(text=TEXT)
    return voiced(
        article,
        "Engineers",
        text="The cable had rusted and the deck had cracked.",
        words="the cable had rusted and that the deck had cracked",
        modality=Modality.REPORTED,
        claim_kind=Kind.CAUSAL,
    )


def statement(proposition: Proposition) -> list[str]:
    return [anchor.exact for anchor in with_parts(proposition).anchors if anchor.role is AnchorRole.STATEMENT]


def test_the_parts_keep_voices_firmness_and_status(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = whole()
        parts = split(editor, claim, ["The cable had rusted.", "The deck had cracked."])
        assert [each.text for each in parts] == ["The cable had rusted.", "The deck had cracked."]
        assert [speaker_names(each) for each in parts] == [("Engineers",)] * 2
        assert {(each.modality, each.claim_kind, each.status) for each in parts} == {
            (Modality.REPORTED, Kind.CAUSAL, Status.VISIBLE)
        }
        assert parts[0] is claim
        assert parts[1].split_from_id == claim.id


def test_without_words_each_part_stands_for_all_of_them(context: Flask, editor: Actor) -> None:
    with transaction():
        parts = split(editor, whole(), ["The cable had rusted.", "The deck had cracked."])
        assert statement(parts[0]) == statement(parts[1]) == ["the cable had rusted and that the deck had cracked"]


def test_words_narrow_a_part_to_its_own(context: Flask, editor: Actor) -> None:
    with transaction():
        parts = split(
            editor,
            whole(),
            ["The cable had rusted.", "The deck had cracked."],
            words=["the cable had rusted", "the deck had cracked"],
        )
        assert [statement(each) for each in parts] == [["the cable had rusted"], ["the deck had cracked"]]
        assert parts[1].position == TEXT.index("the deck")


def test_the_whole_stays_in_the_history_of_the_first_part(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = whole()
        split(editor, claim, ["The cable had rusted.", "The deck had cracked."])
        texts = session.scalars(
            select(Revision.body["text"].as_string()).where(Revision.contribution_id == claim.id).order_by(Revision.id)
        ).all()
        assert texts == ["The cable had rusted and the deck had cracked.", "The cable had rusted."]
        assert verify_chain().fault is None


def test_a_second_press_of_split_is_a_stale_edit(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = whole()
        opened = claim.version
        split(editor, claim, ["The cable had rusted.", "The deck had cracked."], version=opened)
        with pytest.raises(StaleEdit):
            split(editor, claim, ["The cable had rusted.", "The deck had cracked."], version=opened)
        assert len(propositions_of(claim.article)) == 2


@pytest.mark.parametrize(
    ("texts", "words", "field"),
    [
        (["One."], [], "text_2"),
        (["One.", "One."], [], "text_2"),
        (["One.", " "], [], "text_2"),
        (["One.", "Two."], ["", "not there"], "words_2"),
    ],
)
def test_what_is_no_split_is_refused_beside_its_field(
    context: Flask, editor: Actor, texts: list[str], words: list[str], field: str
) -> None:
    with transaction():
        with pytest.raises(Invalid) as refusal:
            split(editor, whole(), texts, words=words)
        assert refusal.value.field == field


def test_only_an_editor_splits_and_merges(context: Flask, ann: Actor) -> None:
    with transaction():
        claim = whole()
        other = make_proposition(claim.article, "It rusted.")
        with pytest.raises(NotAllowed):
            split(ann, claim, ["One.", "Two."])
        with pytest.raises(NotAllowed):
            merge(ann, [claim, other], claim)


def test_merging_keeps_every_wording(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article()
        keep, other = make_proposition(article, "It closed."), make_proposition(article, "It was shut.")
        merge(editor, [keep, other], keep)
        assert (other.status, other.merged_into_id, other.text) == (Status.MERGED, keep.id, "It was shut.")
        newest = session.scalars(
            select(Revision).where(Revision.contribution_id == keep.id, Revision.number == keep.revision)
        ).one()
        assert newest.body["merged"] == [{"id": str(other.public_id), "text": "It was shut."}]
        assert (keep.text, keep.substance) == ("It closed.", 1)
        actions = session.scalars(select(Event.action).where(Event.article_id == article.id).order_by(Event.id)).all()
        assert actions == ["merge_in", "merge"]


def test_a_merge_tells_higher_rooms_where_to_move_what_hangs_on_it(context: Flask, editor: Actor) -> None:
    heard = []

    def listen(claim: Proposition, action: str, **_: object) -> None:
        if action == "merge":
            heard.append((claim.text, claim.merged_into_id))

    with contribution_changed.connected_to(listen), transaction():
        article = make_article()
        keep, other = make_proposition(article, "It closed."), make_proposition(article, "It was shut.")
        merge(editor, [keep, other], keep)
        assert heard == [("It was shut.", keep.id)]


def test_merging_into_a_suggestion_takes_over_what_was_accepted_and_main(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article()
        keep = make_proposition(article, "It closed.", status=Status.SUGGESTED)
        other = make_proposition(article, "It was shut.")
        make_main(editor, other)
        merge(editor, [other, keep], keep)
        assert keep.status is Status.VISIBLE
        assert find_main(article) is keep


def test_relations_move_with_a_merge_and_what_says_nothing_new_is_withdrawn(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article()
        keep, other, third, fourth = (make_proposition(article, text) for text in ("One.", "1.", "Three.", "Four."))

        def supports(premise: Proposition, target: Proposition) -> Relation:
            draft = RelationDraft(RelationKind.SUPPORTS, (premise.public_id,), target.public_id)
            return relate(editor, article, draft)

        to_self = supports(other, keep)
        moved = supports(third, other)
        twin, same = supports(keep, fourth), supports(other, fourth)
        merge(editor, [keep, other], keep)
        assert to_self.status is Status.WITHDRAWN
        assert (moved.status, moved.target_id) == (Status.VISIBLE, keep.id)
        assert {twin.status, same.status} == {Status.VISIBLE, Status.WITHDRAWN}
        assert len(relations_of(article)) == 2


def test_claims_of_two_articles_and_of_none_are_not_merged(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article()
        claim, far = make_proposition(article), make_proposition(make_article())
        gone = make_proposition(article, "Gone.", status=Status.REMOVED)
        for others, error in (([far], Invalid), ([], Invalid), ([claim], Invalid), ([gone], Conflict)):
            with pytest.raises(error):
                merge(editor, [claim, *others], claim)


def test_a_merge_of_what_was_changed_since_it_was_seen_is_refused_and_names_it(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article()
        keep, other = make_proposition(article, "It closed."), make_proposition(article, "It was shut.")
        seen = {each.public_id: each.version for each in (keep, other)}
        reword(editor, other, "It was closed for good.", other.version)
        with pytest.raises(StaleEdit, match=r"“It was closed for good\.”"):
            merge(editor, [keep, other], keep, seen=seen)
        assert other.is_visible
        seen[other.public_id] = other.version
        merge(editor, [keep, other], keep, seen=seen)
        assert other.status is Status.MERGED
        # Pressed twice, it is there already, whatever version it has by now.
        assert merge(editor, [keep, other], keep, seen=seen) is keep
