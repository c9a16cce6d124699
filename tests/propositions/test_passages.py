"""Claims follow their words into a newer text; what is not certain an editor confirms, and can take back."""

import pytest
from flask import Flask
from sqlalchemy import insert, select

from deliberate.articles.aligning import aligned
from deliberate.articles.importing import read_text
from deliberate.articles.models import Article, ArticleVersion
from deliberate.articles.versions import read_ahead, renew
from deliberate.core.actors import Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, NotFound
from deliberate.core.events import Event, verify_chain
from deliberate.propositions.anchors import anchor_fields
from deliberate.propositions.confirming import get_passage, leave_out, place, undo
from deliberate.propositions.models import Anchor, AnchorRole, Proposition
from deliberate.propositions.passage_models import Passage, PassageState, Renewal
from deliberate.propositions.passages import standing_on, waiting_count
from deliberate.propositions.queries import propositions_of, with_parts
from deliberate.propositions.services import merge, reject, split, undo_act
from deliberate.propositions.undoing import latest_act
from tests.factories import make_article, make_proposition, version_of

TEXT = (
    "The bridge 🌉 closed on Monday. Engineers say that the cable may have rusted badly.\n\n"
    "The mayor denies it. Nobody was hurt when it fell."
)
#: The cable's sentence is reworded, the mayor's is gone, the last one moved up.
NEWER = (
    "An opening 🚧 line.\n\nThe bridge 🌉 closed on Monday. Engineers say that the old cable may have corroded badly."
)


@pytest.fixture
def article(context: Flask) -> Article:
    with transaction():
        return make_article(text=TEXT)


def stored(article: Article, editor: Actor, text: str = NEWER) -> None:
    with transaction():
        renew(editor, article, read_text(text, format="text"), article.version_number)


def leave_out_suggestions(article: Article, editor: Actor) -> None:
    """Those that a newer text brought."""
    with transaction():
        for each in propositions_of(article, [Status.SUGGESTED]):
            reject(editor, each)


def anchored(article: Article, text: str, *words: str, role: AnchorRole = AnchorRole.STATEMENT) -> Proposition:
    """A claim on one or more ranges of the article's words."""
    claim = make_proposition(article, text)
    also(claim, *words, role=role)
    return claim


def also(claim: Proposition, *words: str, role: AnchorRole) -> None:
    version = version_of(claim.article)
    ranges = [(version.text.index(each), version.text.index(each) + len(each)) for each in words]
    if role is AnchorRole.STATEMENT:
        claim.position = ranges[0][0]
    rows = anchor_fields(version.text, ranges, role)
    session.execute(insert(Anchor), [{"proposition_id": claim.id, "version_id": version.id, **row} for row in rows])


def words_of(claim: Proposition, role: AnchorRole = AnchorRole.STATEMENT) -> tuple[int, list[str]]:
    """The number of the version that has the words, and the words."""
    session.expire_all()
    anchors = [each for each in with_parts(claim).anchors if each.role is role]
    (version,) = {each.version_id for each in anchors}
    return session.get_one(ArticleVersion, version).number, [each.exact for each in anchors]


def only_passage(article: Article) -> Passage:
    newest = version_of(article).id
    return session.scalars(select(Passage).where(Passage.article_id == article.id, Passage.version_id == newest)).one()


def test_words_found_again_move_by_themselves_and_are_counted(article: Article, editor: Actor) -> None:
    with transaction():
        claim = anchored(article, "It closed.", "The bridge 🌉 closed on Monday")
    stored(article, editor)
    assert words_of(claim) == (2, ["The bridge 🌉 closed on Monday"])
    (anchor,) = claim.anchors
    assert NEWER[anchor.start : anchor.end] == anchor.exact
    assert NEWER[: anchor.start].endswith(anchor.prefix)
    assert claim.position == anchor.start
    renewal = session.get_one(Renewal, version_of(article).id)
    assert (renewal.kept, renewal.moved, waiting_count(article)) == (0, 1, 0)


def test_the_anchors_in_the_older_version_stay(article: Article, editor: Actor) -> None:
    with transaction():
        claim = anchored(article, "It closed.", "The bridge 🌉 closed on Monday")
    stored(article, editor)
    every = session.scalars(select(Anchor).where(Anchor.proposition_id == claim.id).order_by(Anchor.version_id)).all()
    assert [each.exact for each in every] == ["The bridge 🌉 closed on Monday"] * 2


def test_discontinuous_words_stay_so(article: Article, editor: Actor) -> None:
    with transaction():
        claim = anchored(article, "It closed.", "The bridge 🌉", "on Monday")
    stored(article, editor)
    assert words_of(claim) == (2, ["The bridge 🌉", "on Monday"])
    assert [anchor.ordinal for anchor in claim.anchors] == [0, 1]


def test_changed_words_wait_and_nothing_moves(article: Article, editor: Actor) -> None:
    with transaction():
        claim = anchored(article, "It rusted.", "the cable may have rusted badly")
    stored(article, editor)
    assert words_of(claim) == (1, ["the cable may have rusted badly"])
    assert waiting_count(article) == 1
    passage = only_passage(article)
    ranges, confidence = passage.candidates[0]
    assert NEWER[slice(*ranges[0])] == "the old cable may have corroded badly"
    assert 0.5 < confidence < 1


def test_words_shared_by_several_claims_are_one_passage(article: Article, editor: Actor) -> None:
    with transaction():
        claim = anchored(article, "It rusted.", "the cable may have rusted badly")
        also(claim, "the cable may have rusted badly", role=AnchorRole.CONTENT)
        other = anchored(article, "Rust did it.", "the cable may have rusted badly")
    stored(article, editor)
    passage = only_passage(article)
    parts = standing_on([passage])[passage.id]
    assert {(each.proposition_id, each.role) for each in parts} == {
        (claim.id, AnchorRole.STATEMENT),
        (claim.id, AnchorRole.CONTENT),
        (other.id, AnchorRole.STATEMENT),
    }
    with transaction():
        place(editor, passage, choice=0)
    for each, role in ((claim, AnchorRole.STATEMENT), (claim, AnchorRole.CONTENT), (other, AnchorRole.STATEMENT)):
        assert words_of(each, role) == (2, ["the old cable may have corroded badly"])


def test_a_place_is_confirmed_logged_and_taken_back(article: Article, editor: Actor) -> None:
    with transaction():
        claim = anchored(article, "It rusted.", "the cable may have rusted badly")
    stored(article, editor)
    passage, before = only_passage(article), claim.position
    for _ in range(2):
        with transaction():
            place(editor, passage, choice=0)
    assert words_of(claim) == (2, ["the old cable may have corroded badly"])
    assert claim.position == NEWER.index("the old cable")
    assert (passage.state, passage.decided_by, waiting_count(article)) == (PassageState.PLACED, "editor", 0)
    for _ in range(2):
        with transaction():
            undo(editor, passage)
    assert words_of(claim) == (1, ["the cable may have rusted badly"])
    assert (passage.state, passage.placed, waiting_count(article)) == (PassageState.WAITING, None, 1)
    assert abs(claim.position - before) < 20
    told = session.scalars(select(Event).where(Event.action.in_(["place_passage", "undo_passage"])).order_by(Event.id))
    assert [(each.before, each.after) for each in told] == [("waiting", "placed"), ("placed", "waiting")]
    assert verify_chain().fault is None


def test_to_take_a_place_back_nothing_is_aligned(article: Article, editor: Actor) -> None:
    with transaction():
        claim = anchored(article, "It rusted.", "the cable may have rusted badly")
    stored(article, editor)
    passage, before = only_passage(article), claim.position
    with transaction():
        place(editor, passage, words="An opening 🚧 line")
    aligned_before = aligned.cache_info()
    with transaction():
        undo(editor, passage)
    assert aligned.cache_info() == aligned_before
    session.expire_all()
    assert claim.position == before


def test_what_had_its_words_there_before_keeps_them_when_the_place_is_taken_back(
    article: Article, editor: Actor
) -> None:
    with transaction():
        there = anchored(article, "It rusted.", "the cable may have rusted badly")
        other = anchored(article, "Rust did it.", "the cable may have rusted badly")
    stored(article, editor)
    with transaction():
        also(there, "the old cable may have corroded badly", role=AnchorRole.STATEMENT)
    passage = only_passage(article)
    with transaction():
        place(editor, passage, choice=0)
    assert words_of(other) == (2, ["the old cable may have corroded badly"])
    with transaction():
        undo(editor, passage)
    assert words_of(there) == (2, ["the old cable may have corroded badly"])
    assert words_of(other) == (1, ["the cable may have rusted badly"])


def test_of_words_that_stand_more_than_once_those_nearest_are_meant(article: Article, editor: Actor) -> None:
    with transaction():
        claim = anchored(article, "It rusted.", "the cable may have rusted badly")
        also(claim, "may", role=AnchorRole.HEDGE)
    newer = "It might fall.\n\n" + TEXT.replace("may have rusted badly", "might be rusty") + " It might be so."
    stored(article, editor, newer)
    newest = version_of(article).id
    passage = session.scalars(
        select(Passage).where(Passage.version_id == newest, Passage.end - Passage.start == 3)
    ).one()
    with transaction():
        place(editor, passage, words="might")
    (hedge,) = [each for each in with_parts(claim).anchors if each.role is AnchorRole.HEDGE]
    assert (hedge.version_id, hedge.start) == (newest, newer.index("might be rusty"))


def test_a_place_in_several_pieces_can_be_given(article: Article, editor: Actor) -> None:
    with transaction():
        claim = anchored(article, "He denies it.", "The mayor", "denies it")
    stored(article, editor)
    passage = only_passage(article)
    with pytest.raises(Invalid), transaction():
        place(editor, passage, words="badly … An opening")
    for _ in range(2):
        with transaction():
            place(editor, passage, words="An opening … closed … badly")
    assert words_of(claim) == (2, ["An opening", "closed", "badly"])


def test_words_that_are_gone_are_said_to_be_and_not_asked_about_again(article: Article, editor: Actor) -> None:
    with transaction():
        claim = anchored(article, "He denies it.", "The mayor denies it")
    stored(article, editor)
    passage = only_passage(article)
    for _ in range(2):
        with transaction():
            leave_out(editor, passage)
    assert passage.state is PassageState.GONE
    assert words_of(claim) == (1, ["The mayor denies it"])
    stored(article, editor, NEWER + " More.")
    assert only_passage(article).state is PassageState.GONE
    assert waiting_count(article) == 0
    stored(article, editor, TEXT + " It is back.")
    assert words_of(claim) == (4, ["The mayor denies it"])


def test_other_words_of_the_newer_text_can_be_given(article: Article, editor: Actor) -> None:
    with transaction():
        claim = anchored(article, "He denies it.", "The mayor denies it")
    stored(article, editor)
    passage = only_passage(article)
    for words in ("Nobody wrote this.", " "):
        with pytest.raises(Invalid), transaction():
            place(editor, passage, words=words)
    with pytest.raises(Invalid), transaction():
        place(editor, passage, choice=9)
    with transaction():
        place(editor, passage, words="An opening  🚧 line")
    assert words_of(claim) == (2, ["An opening 🚧 line"])


def test_a_decision_is_not_overturned_by_another_nor_made_on_an_older_text(article: Article, editor: Actor) -> None:
    with transaction():
        anchored(article, "It rusted.", "the cable may have rusted badly")
    stored(article, editor)
    passage = only_passage(article)
    with transaction():
        leave_out(editor, passage)
    with pytest.raises(Conflict, match="Undo that first"), transaction():
        place(editor, passage, choice=0)
    stored(article, editor, NEWER + " More.")
    for act in (leave_out, undo):
        with pytest.raises(Conflict, match="newer text"), transaction():
            act(editor, passage)


def test_only_editors_decide_and_only_readers_find_a_passage(article: Article, editor: Actor, ann: Actor) -> None:
    with transaction():
        anchored(article, "It rusted.", "the cable may have rusted badly")
    stored(article, editor)
    passage, found = get_passage(ann, only_passage(article).public_id)
    assert found is article
    for act in (leave_out, undo):
        with pytest.raises(NotAllowed), transaction():
            act(ann, passage)
    with pytest.raises(NotAllowed), transaction():
        place(ann, passage, choice=0)
    with pytest.raises(NotFound):
        get_passage(editor, article.public_id)


def test_what_was_left_out_asks_nothing_until_it_is_restored(article: Article, editor: Actor) -> None:
    with transaction():
        claim = anchored(article, "It rusted.", "the cable may have rusted badly")
        claim.status, claim.rank = Status.SUGGESTED, 1
        reject(editor, claim)
    stored(article, editor)
    assert waiting_count(article) == 0
    with transaction():
        claim.status = Status.SUGGESTED
    assert waiting_count(article) == 1


def test_words_that_waited_are_looked_for_from_the_version_that_has_them(article: Article, editor: Actor) -> None:
    with transaction():
        claim = anchored(article, "It rusted.", "the cable may have rusted badly")
    stored(article, editor)
    leave_out_suggestions(article, editor)
    stored(article, editor, "A preface. " + TEXT)
    leave_out_suggestions(article, editor)
    assert words_of(claim) == (3, ["the cable may have rusted badly"])
    assert waiting_count(article) == 0


def test_all_is_looked_for_before_anybody_waits(article: Article, editor: Actor) -> None:
    with transaction():
        claim = anchored(article, "It closed.", "The bridge 🌉 closed on Monday")
        anchored(article, "It rusted.", "the cable may have rusted badly")
    stored(article, editor)
    for line in ("Another opening 🚧 line.", "Yet another 🚧 line."):
        with transaction():
            anchored(article, f"It says {line}", version_of(article).text.split("\n\n")[0])
        stored(article, editor, NEWER.replace("An opening 🚧 line.", line))
    text = read_text(NEWER.replace("Monday", "Tuesday"), format="text")
    read_ahead(article, text)
    aligned_before = aligned.cache_info()
    with transaction():
        renew(editor, article, text, 4)
    assert aligned.cache_info() == aligned_before
    newest = version_of(article).id
    passages = session.scalars(select(Passage).where(Passage.version_id == newest)).all()
    assert len({each.from_version_id for each in passages}) == 3
    assert words_of(claim) == (4, ["The bridge 🌉 closed on Monday"])


def test_a_claim_that_came_after_all_was_looked_for_is_looked_for_too(article: Article, editor: Actor) -> None:
    text = read_text(NEWER, format="text")
    with transaction():
        anchored(article, "It fell.", "Engineers say")
    read_ahead(article, text)
    with transaction():
        late = anchored(article, "It closed.", "The bridge 🌉 closed on Monday")
    with transaction():
        renew(editor, article, text, 1)
    assert words_of(late) == (2, ["The bridge 🌉 closed on Monday"])


def test_a_split_after_a_newer_text_narrows_its_words_in_that_text(article: Article, editor: Actor) -> None:
    with transaction():
        claim = anchored(article, "It closed on Monday.", "The bridge 🌉 closed on Monday")
    stored(article, editor)
    with transaction():
        first, second = split(
            editor, claim, ["It closed.", "It was Monday."], words=["The bridge 🌉 closed", "on Monday"]
        )
    assert words_of(first) == (2, ["The bridge 🌉 closed"])
    assert words_of(second) == (2, ["on Monday"])
    with transaction():
        undo_act(editor, latest_act(editor, article) or pytest.fail("nothing to undo"))
    assert words_of(claim) == (2, ["The bridge 🌉 closed on Monday"])
    assert len(session.scalars(select(Anchor).where(Anchor.proposition_id == claim.id)).all()) == 2


def test_an_act_before_a_newer_text_is_undone_without_putting_old_places_back(article: Article, editor: Actor) -> None:
    with transaction():
        keep = anchored(article, "It closed.", "The bridge 🌉 closed on Monday")
        goes = anchored(article, "It was closed.", "closed on Monday")
        merge(editor, [goes], keep)
    stored(article, editor)
    with transaction():
        undo_act(editor, latest_act(editor, article) or pytest.fail("nothing to undo"))
    assert words_of(goes) == (2, ["closed on Monday"])
    assert goes.position == NEWER.index("closed on Monday")


def test_a_split_before_a_newer_text_is_not_undone(article: Article, editor: Actor) -> None:
    with transaction():
        claim = anchored(article, "It closed on Monday.", "The bridge 🌉 closed on Monday")
        split(editor, claim, ["It closed.", "It was Monday."])
    stored(article, editor)
    with pytest.raises(Conflict, match="newer text"), transaction():
        undo_act(editor, latest_act(editor, article) or pytest.fail("nothing to undo"))
