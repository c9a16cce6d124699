"""Suggestions of an extractor, as rows."""

import hashlib

from flask import Flask
from sqlalchemy import event, func, select

from deliberate.articles.extraction import RelationHint, Suggestion, Voice
from deliberate.articles.models import Article
from deliberate.articles.services import current_version
from deliberate.core.actors import Actor
from deliberate.core.contributions import Revision, Status
from deliberate.core.db import session, transaction
from deliberate.core.events import Event, verify_chain
from deliberate.propositions.models import AnchorRole, Modality, Relation, Speaker
from deliberate.propositions.queries import propositions_of, relations_of
from deliberate.propositions.storing import prepare, store
from deliberate.propositions.voicing import hedge_words, speaker_names
from deliberate.propositions.wording import snapshot
from tests.factories import make_article

ALL = list(Status)
TEXT = "🚲 RT claims that officials found 👩‍👩‍👧 plans. The mayor may deny it."


def nested() -> Suggestion:
    """RT says that officials found plans, hedged in two places."""
    content = (TEXT.index("found"), TEXT.index("plans") + 5)
    inner = Voice(((17, 26),), ((27, 32),), (content,), "finds", speaker="officials")
    outer = Voice(((2, 4),), ((5, 11),), ((17, content[1]),), "claims", inner, speaker="RT")
    may = TEXT.index("may")
    return Suggestion(
        text="Officials found plans.",
        ranges=((content[0], content[0] + 5), (content[1] - 5, content[1])),
        kind="fact",
        modality="reported",
        hedges=(((may, may + 3),), ((0, 1), (5, 11))),
        voice=outer,
        rank=1,
        explanation=("“claims” names RT as the speaker.",),
    )


def stored(editor: Actor, *suggestions: Suggestion, text: str = TEXT) -> Article:
    with transaction():
        article = make_article(author=editor.key, text=text)
        store(editor, article, current_version(article), prepare(text, suggestions))
    return article


def test_voices_are_kept_outermost_first_with_their_speakers(context: Flask, editor: Actor) -> None:
    (proposition,) = propositions_of(stored(editor, nested()), ALL)
    assert speaker_names(proposition) == ("RT", "officials")
    assert [(voice.cue, voice.cue_class) for voice in proposition.voices] == [("claims", "claims"), ("found", "finds")]


def test_every_range_is_anchored_in_its_role_and_reads_back_as_the_same_words(context: Flask, editor: Actor) -> None:
    article = stored(editor, nested())
    (proposition,) = propositions_of(article, ALL)
    text = current_version(article).text
    for anchor in proposition.anchors:
        assert text[anchor.start : anchor.end] == anchor.exact
        assert text[anchor.end :].startswith(anchor.suffix)
        assert text[: anchor.start].endswith(anchor.prefix)
    by_role = {
        role: [(each.part, each.ordinal) for each in proposition.anchors if each.role is role] for role in AnchorRole
    }
    assert by_role[AnchorRole.STATEMENT] == [(0, 0), (0, 1)]
    assert by_role[AnchorRole.HEDGE] == [(0, 0), (1, 0), (1, 1)]
    assert by_role[AnchorRole.SOURCE] == by_role[AnchorRole.CUE] == by_role[AnchorRole.CONTENT] == [(0, 0), (1, 0)]
    assert hedge_words(proposition) == ("may", "🚲 … claims")
    assert proposition.position == text.index("found")


def test_a_speaker_named_twice_is_one_row(context: Flask, editor: Actor) -> None:
    article = stored(editor, nested(), nested())
    count = select(func.count()).select_from(Speaker).where(Speaker.article_id == article.id)
    assert session.scalar(count) == 2


def test_where_nobody_is_named_the_voice_stays_without_a_speaker(context: Flask, editor: Actor) -> None:
    voice = Voice((), ((5, 11),), ((17, 26),), "reports")
    found = propositions_of(stored(editor, Suggestion("It is so.", ((17, 26),), "fact", "reported", (), voice, 1)), ALL)
    assert speaker_names(found[0]) == ("somebody not named",)


def test_hints_become_suggested_relations_with_their_reason(context: Flask, editor: Actor) -> None:
    first = Suggestion("One.", ((0, 1),), "fact", "asserted", (), None, 1)
    second = Suggestion(
        "Two.", ((2, 4),), "fact", "denied", (), None, 2, related=(RelationHint(1, "attacks", "“deny” points back."),)
    )
    article = stored(editor, first, second)
    one, two = propositions_of(article, ALL)
    (relation,) = relations_of(article, ALL)
    assert (relation.status, relation.target_id, relation.confirmed_by) == (Status.SUGGESTED, one.id, None)
    assert [premise.proposition_id for premise in relation.premises] == [two.id]
    body = session.scalars(select(Revision.body).where(Revision.contribution_id == relation.id)).one()
    assert body["because"] == "“deny” points back."


def test_each_suggestion_has_its_first_revision_and_the_import_one_event(context: Flask, editor: Actor) -> None:
    article = stored(editor, nested(), nested())
    for proposition in propositions_of(article, ALL):
        (revision,) = session.scalars(select(Revision).where(Revision.contribution_id == proposition.id))
        assert revision.body == snapshot(proposition)
        assert (revision.number, revision.status) == (1, Status.SUGGESTED)
    events = session.scalars(select(Event).where(Event.article_id == article.id)).all()
    assert [(each.action, each.after) for each in events] == [("suggest", "2 suggestions")]
    assert verify_chain().fault is None


def test_a_thousand_suggestions_take_as_many_statements_as_ten(context: Flask, editor: Actor) -> None:
    few = statements_for(editor, 10)
    assert statements_for(editor, 1000) <= few


def statements_for(editor: Actor, count: int) -> int:
    many = [
        Suggestion(f"Claim {n}.", ((n, n + 1),), "fact", "asserted", (), nested().voice, n, related=hints(n))
        for n in range(1, count + 1)
    ]
    statements: list[str] = []

    def note(*given: object) -> None:
        statements.append(str(given[2]))

    with transaction():
        article = make_article(author=editor.key, text=TEXT + "x" * 1100)
        version = current_version(article)
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        assert store(editor, article, version, prepare(version.text, many)) == count
        event.remove(engine, "before_cursor_execute", note)
    assert [each.rank for each in propositions_of(article, ALL)] == list(range(1, count + 1))
    return len(statements)


def hints(number: int) -> tuple[RelationHint, ...]:
    return (RelationHint(number - 1, "supports", "“because” points back."),) if number > 1 else ()


def test_modality_and_kind_are_kept(context: Flask, editor: Actor) -> None:
    (proposition,) = propositions_of(stored(editor, nested()), ALL)
    assert proposition.modality is Modality.REPORTED
    assert proposition.explanation == ["“claims” names RT as the speaker."]
    assert session.scalars(select(Relation)).all() == []
    assert hashlib.sha256(TEXT.encode()).hexdigest() == current_version(proposition.article).sha256
