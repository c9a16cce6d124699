"""What the editor's page holds."""

from flask import Flask
from sqlalchemy import event

from deliberate.articles.models import Article
from deliberate.articles.services import current_version
from deliberate.core.actors import Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.propositions.anchors import anchor_fields
from deliberate.propositions.editing import EditorPage, Place, editor_page, place_of
from deliberate.propositions.models import Anchor, AnchorRole
from deliberate.propositions.paging import BEST_FIRST, PAGE, View
from deliberate.propositions.services import merge, reject
from tests.factories import TEXT, make_article, make_proposition

EDITOR = Actor(id="editor")


def shown(page: EditorPage) -> list[list[str]]:
    return [[card.proposition.text for card in row.cards] for row in page.rows]


def test_each_claim_stands_beside_the_block_it_begins_in(context: Flask) -> None:
    with transaction():
        article = make_article()
        make_proposition(article, "The mayor denies it.", words="The mayor denies it.")
        make_proposition(article, "It closed.", words="The bridge closed", status=Status.SUGGESTED)
        page = editor_page(EDITOR, article)
    assert shown(page) == [["It closed."], ["The mayor denies it."]]
    assert [card.number for row in page.rows for card in row.cards] == [1, 2]
    assert page.counts == {"all": 2, "suggested": 1, "accepted": 1, "rejected": 0}


def test_a_filter_shows_the_rows_that_have_such_claims_and_no_number_changes(context: Flask) -> None:
    with transaction():
        article = make_article()
        make_proposition(article, "It closed.", words="The bridge closed", status=Status.SUGGESTED)
        make_proposition(article, "The mayor denies it.", words="The mayor denies it.")
        page = editor_page(EDITOR, article, View("accepted"))
    assert shown(page) == [["The mayor denies it."]]
    assert page.cards[0].number == 2
    assert {claim for row in page.rows for s in row.block.segments for claim in s.claims} == {2}


def test_without_a_filter_all_of_the_text_is_there(context: Flask) -> None:
    with transaction():
        article = make_article()
        make_proposition(article, "The mayor denies it.", words="The mayor denies it.")
        page = editor_page(EDITOR, article)
    assert "".join(s.text for row in page.rows for s in row.block.segments) == TEXT.replace("\n\n", "")


def test_what_was_merged_marks_its_words_for_the_claim_that_stands_for_it(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article()
        keep = make_proposition(article, "It closed.", words="The bridge closed")
        other = make_proposition(article, "It is denied.", words="The mayor denies it.")
        merge(editor, [keep, other], keep)
        page = editor_page(EDITOR, article)
        assert [s.claims for s in page.rows[1].block.segments] == [(1,)]
        assert page.rows[0].cards[0].merged == ("It is denied.",)


def test_a_hedge_is_shown_on_its_own_words_and_no_others(context: Flask) -> None:
    text = "🚲 The cable may have rusted."
    with transaction():
        article = make_article(text=text)
        claim = make_proposition(article, "The cable may have rusted.", words="The cable may have rusted")
        (hedge,) = anchor_fields(text, [(12, 15)], AnchorRole.HEDGE)
        session.add(Anchor(proposition_id=claim.id, version_id=current_version(article).id, **hedge))
        session.flush()
        (card,) = editor_page(EDITOR, article).rows[0].cards
    assert [segment.text for segment in card.hedged if segment.claims] == ["may"]
    assert [voice.modality for voice in card.voices] == ["asserted: “may”"]


def test_after_a_decision_one_comes_back_to_the_card_or_to_the_next_one_that_shows(
    context: Flask, editor: Actor
) -> None:
    with transaction():
        article = make_article()
        first, second, third = (
            make_proposition(article, words, words=words, status=Status.SUGGESTED, rank=rank)
            for words, rank in (("The bridge closed", 3), ("the cable had rusted", 1), ("The mayor denies it.", 2))
        )
        everything, suggested = View(), View("suggested")
        assert place_of(second, suggested) == Place(suggested, "claim-2")
        reject(editor, second)
        assert place_of(second, everything) == Place(everything, "claim-2")
        assert place_of(second, suggested) == Place(suggested, "claim-3")
        best_first = View("suggested", BEST_FIRST)
        assert place_of(second, best_first) == Place(best_first, "claim-3")
        reject(editor, third)
        assert place_of(third, suggested) == Place(suggested, "claim-1")
        reject(editor, first)
        assert place_of(first, suggested) == Place(suggested, None)


def test_one_comes_back_to_the_page_one_was_on_or_to_one_that_has_the_claim(context: Flask) -> None:
    with transaction():
        article = long_article(3 * PAGE)
        claims = [make_proposition(article, f"Claim {n}.", words=f"Word {n:03}") for n in range(3 * PAGE)]
        second = editor_page(EDITOR, article).following
        assert second is not None
        assert place_of(claims[PAGE + 3], View(at=second)) == Place(View(at=second), f"claim-{PAGE + 4}")
        assert place_of(claims[-1], View(at=second)) == Place(View(at=claims[-1].position), f"claim-{3 * PAGE}")


def long_article(paragraphs: int) -> Article:
    return make_article(text="\n\n".join(f"Word {number:03} and more." for number in range(paragraphs)))


def test_a_text_without_claims_and_claims_without_anchors_are_no_trouble(context: Flask) -> None:
    with transaction():
        article = make_article()
        assert shown(editor_page(EDITOR, article)) == [[], []]
        make_proposition(article, "Loose.")
        assert shown(editor_page(EDITOR, article)) == [["Loose."], []]


def statements_for(count: int) -> int:
    with transaction():
        article = long_article(count)
        for number in range(count):
            make_proposition(article, f"Claim {number}.", words=f"Word {number:03}")
    kind, key = type(article), article.id
    session.expunge_all()
    seen: list[str] = []

    def note(*given: object) -> None:
        seen.append(str(given[2]))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    editor_page(EDITOR, session.get_one(kind, key))
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_the_number_of_statements_does_not_grow_with_the_claims(context: Flask) -> None:
    assert statements_for(2) == statements_for(600)
