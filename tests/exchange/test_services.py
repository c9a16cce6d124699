"""Bringing a graph in, and taking it out again."""

import uuid
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from deliberate.articles.importing import read_text
from deliberate.articles.models import Article, State
from deliberate.articles.services import get_readable
from deliberate.articles.versions import renew
from deliberate.core.actors import SYSTEM, VISITOR, Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed
from deliberate.core.events import verify_chain
from deliberate.core.site import IMPORTED, names_of
from deliberate.evidence.models import Bearing, Side
from deliberate.exchange.all_formats import formats
from deliberate.exchange.gathering import gather
from deliberate.exchange.graph import Claim, Document, Graph, Relation
from deliberate.exchange.losses import LossReport
from deliberate.exchange.models import ImportedFile
from deliberate.exchange.services import Arrival, import_graph, trust_import
from deliberate.propositions.models import Answer, Proposition, RelationKind, Stance
from deliberate.propositions.publishing import publish
from deliberate.propositions.services import RelationDraft, relate
from deliberate.search.indexing import reindex
from deliberate.search.models import SearchEntry
from deliberate.weighting.models import ItemScore, Rating
from deliberate.weighting.recounting import Drift, recount
from tests.exchange.graphs import GOLDEN, links, read, texts, whole_graph, written
from tests.factories import TEXT, make_article, make_bearing, make_proposition, rate_fully
from tests.host import person

#: What stands around the words of claims, in the text and in what the file of another program held besides.
NOT_OF_A_CLAIM = ("Engineers say", "The mayor denies it", "Nobody knows why", "all of the text")
BROUGHT: dict[str, Any] = {
    "stances": [],
    "ratings": [],
    "events": [],
    "aliases": {},
    "extras": {"aif": {"nodes": [], "edges": [], "wrapper": {"text": "all of the text"}}},
}


def bring(graph: Graph, form: str = "json", actor: Actor = SYSTEM) -> tuple[str, LossReport]:
    with transaction():
        article, report = import_graph(actor, Arrival(graph, form, "0" * 64))
        return article.slug, report


def export(slug: str, form: str = "json", actor: Actor = SYSTEM) -> str:
    graph, _report = gather(actor, get_readable(actor, slug))
    return written(form, graph).text


def make_rich_article() -> str:
    """What people of one site made: claims, a relation and its undercut, evidence, a challenge, ratings."""
    with transaction():
        article = make_article(title="The bridge", slug="rich")
        main = make_proposition(article, words="The bridge closed on Monday.", main_of_id=article.id)
        other = make_proposition(article, "The cable had rusted.", words="the cable had rusted")
        relation = relate(SYSTEM, article, RelationDraft(RelationKind.SUPPORTS, (other.public_id,), main.public_id))
        relate(SYSTEM, article, RelationDraft(RelationKind.UNDERCUTS, (main.public_id,), relation.public_id))
        bearing = make_bearing(main, Side.FOR)
        make_bearing(bearing, Side.AGAINST, author="challenger")
        rate_fully(bearing, "rater one")
        rate_fully(bearing, "rater two", 2)
        return article.slug


def test_an_article_that_moves_to_an_empty_site_comes_out_byte_for_byte(app: Flask, elsewhere: Flask) -> None:
    with app.app_context():
        first = export(make_rich_article())
    with elsewhere.app_context():
        slug, report = bring(read("json", first).graph)
        assert report.sentences() == []
        second = export(slug)
        assert verify_chain().fault is None
    assert second == first


def test_everything_a_file_may_hold_comes_out_as_it_came_in(elsewhere: Flask) -> None:
    sent = written("json", whole_graph()).text
    with elsewhere.app_context():
        slug, _report = bring(read("json", sent).graph)
        once = export(slug)
        assert texts(read("json", once).graph) == texts(whole_graph())
    back = read("json", once).graph
    sent_graph = whole_graph()
    assert links(back) == links(sent_graph)
    for part in ("speakers", "sources", "stances", "ratings", "events", "document"):
        assert getattr(back, part) == getattr(sent_graph, part), part
    anchors = {claim.id: set(claim.anchors) for claim in back.claims}
    assert anchors == {claim.id: set(claim.anchors) for claim in sent_graph.claims}


@pytest.mark.parametrize("name", ["kialo.txt", "nodeset.aif", "map.argdown"])
def test_a_file_of_another_program_comes_out_as_it_came_in(elsewhere: Flask, name: str) -> None:
    form = {"kialo.txt": "kialo", "nodeset.aif": "aif", "map.argdown": "argdown"}[name]
    sent = (GOLDEN / name).read_text(encoding="utf-8")
    graph = read(form, sent).graph
    with elsewhere.app_context():
        slug, _report = bring(graph, form)
        back = export(slug, form)
    if form == "argdown":
        assert written(form, read(form, back).graph).text == back
        assert sorted(texts(read(form, back).graph).values()) == sorted(texts(graph).values())
        assert len(links(read(form, back).graph)) == len(links(graph))
    else:
        assert back == (sent if form == "kialo" else written("aif", graph).text)


def test_an_import_is_a_draft_whose_claims_stand_on_its_text(context: Flask) -> None:
    slug, _report = bring(read("kialo", (GOLDEN / "kialo.txt").read_bytes()).graph, "kialo")
    article = get_readable(SYSTEM, slug)
    assert (article.state, article.title) == (State.DRAFT, "Should the (old) pier be rebuilt?")
    graph, _ = gather(SYSTEM, article)
    text = graph.document.text or ""
    assert all(text[a.start : a.end] == " ".join(claim.text.split()) for claim in graph.claims for a in claim.anchors)
    with transaction():
        publish(SYSTEM, get_readable(SYSTEM, slug))
    assert get_readable(SYSTEM, slug).is_open


def test_an_import_without_evidence_that_names_its_main_claim_is_weighed_as_it_is_published(context: Flask) -> None:
    """Else the first recount would find balances that were never stored."""
    slug, _report = bring(Graph(Document(TEXT), claims=(Claim("c1", "The bridge is closed.", main=True),)))
    with transaction():
        article = get_readable(SYSTEM, slug)
        publish(SYSTEM, article)
        assert recount(article) == Drift(balances=1)


def test_what_an_import_brings_can_be_found_at_once(context: Flask) -> None:
    bring(whole_graph())
    kept = select(SearchEntry.kind, SearchEntry.subject_id, SearchEntry.words).order_by(SearchEntry.id)
    before = set(session.execute(kept).all())
    assert {kind for kind, _subject, _words in before} == {"article", "claim", "evidence", "source"}
    reindex()
    assert set(session.execute(kept).all()) == before


def test_ids_that_are_taken_are_given_anew_and_said(context: Flask) -> None:
    bring(whole_graph())
    slug, report = bring(whole_graph())
    assert any("taken here" in sentence for sentence in report.sentences())
    graph, _ = gather(SYSTEM, get_readable(SYSTEM, slug))
    assert not set(texts(graph)) & set(texts(whole_graph()))
    assert len(graph.relations) == len(whole_graph().relations)


def test_imported_people_have_no_name_here_and_no_account(context: Flask) -> None:
    slug, _report = bring(whole_graph())
    article = get_readable(SYSTEM, slug)
    authors = set(session.scalars(select(Contribution.author_id).where(Contribution.article_id == article.id)))
    assert authors == {f"imported:{article.public_id}:p1"}
    assert set(names_of(authors).values()) == {IMPORTED}


def test_imported_ratings_weigh_nothing_until_an_admin_trusts_them(app: Flask, context: Flask) -> None:
    editor = person(app, "edith", "editor")
    slug, _report = bring(whole_graph())
    article = get_readable(SYSTEM, slug)
    mine = select(func.count()).select_from(Rating).where(Rating.actor_id.startswith("imported:"))
    raters = select(ItemScore.raters).where(ItemScore.article_id == article.id)
    assert session.scalar(mine) == 0
    assert set(session.scalars(raters)) == {0}
    before = export(slug)
    with pytest.raises(NotAllowed), transaction():
        trust_import(editor, get_readable(SYSTEM, slug))
    with transaction():
        assert trust_import(SYSTEM, get_readable(SYSTEM, slug)) == 2
    assert session.scalar(mine) == 2
    after = read("json", export(slug)).graph
    assert {(each.subject, each.rater, each.quarters) for each in after.ratings} == {
        (each.subject, each.rater, each.quarters) for each in read("json", before).graph.ratings
    }
    with pytest.raises(Conflict, match="trusted already"), transaction():
        trust_import(SYSTEM, get_readable(SYSTEM, slug))


def test_what_happens_here_after_an_import_joins_the_log_it_came_with(context: Flask) -> None:
    slug, _report = bring(whole_graph())
    with transaction():
        publish(SYSTEM, get_readable(SYSTEM, slug))
    events = read("json", export(slug)).graph.events
    assert events[0] == whole_graph().events[0]
    assert [each["action"] for each in events[1:]][-1] == "publish"
    assert "import" not in {each["action"] for each in events}


def test_readers_take_no_single_answers_along(app: Flask, context: Flask) -> None:
    slug = make_rich_article()
    reader = person(app, "rita")
    graph, report = gather(reader, get_readable(reader, slug))
    assert graph.ratings == ()
    assert any(sentence.startswith("ratings") for sentence in report.sentences())
    assert len(gather(SYSTEM, get_readable(SYSTEM, slug))[0].ratings) == 6


def test_what_readers_do_not_see_is_not_exported_nor_what_hangs_on_it(context: Flask) -> None:
    slug = make_rich_article()
    with transaction():
        article = get_readable(SYSTEM, slug)
        rusted = session.scalars(
            select(Proposition).where(Proposition.article_id == article.id, Proposition.text.contains("rusted"))
        ).one()
        rusted.status = rusted.status.REMOVED
    graph, _ = gather(SYSTEM, get_readable(SYSTEM, slug))
    assert "rusted" not in str(texts(graph))
    assert graph.relations == ()
    assert len(graph.bearings) == 2


def test_nothing_is_imported_by_halves(context: Flask) -> None:
    before = [session.scalar(select(func.count()).select_from(table)) for table in (Article, Contribution)]
    long = Graph(Document("Long"), claims=(Claim("a", "Short."), Claim("b", "x" * 5001)))
    with pytest.raises(Invalid, match="5001 characters"):
        bring(long)
    circle = whole_graph()
    twice = replace(circle.bearings[0], id=str(uuid.uuid4()), target=circle.evidence[0].id, side="against")
    with pytest.raises(Conflict, match="circle"):
        bring(replace(circle, bearings=(*circle.bearings, twice)))
    session.rollback()
    assert [session.scalar(select(func.count()).select_from(table)) for table in (Article, Contribution)] == before


def test_relations_that_could_not_be_made_here_are_left_out_and_said(context: Flask) -> None:
    claims = tuple(Claim(name, f"Claim {name}.") for name in "abc")
    relations = (
        Relation("r1", "supports", ("a",), "a"),
        Relation("r2", "supports", ("a",), "b"),
        Relation("r3", "supports", ("a",), "b"),
        Relation("r4", "detail_of", ("a",), "b"),
        Relation("r5", "detail_of", ("b",), "a"),
        Relation("r6", "undercuts", ("c",), "r1"),
        Relation("r7", "detail_of", ("c",), "a"),
        Relation("r8", "detail_of", ("b",), "c"),
    )
    slug, report = bring(Graph(Document("Odd"), claims=claims, relations=relations))
    graph, _ = gather(SYSTEM, get_readable(SYSTEM, slug))
    assert sorted(each.kind for each in graph.relations) == ["detail_of", "detail_of", "supports"]
    said = " ".join(report.sentences())
    assert all(words in said for words in ("bear on themselves", "stand twice", "in a circle", "hung on"))


def test_what_hangs_on_itself_in_a_circle_is_left_out_and_said(context: Flask) -> None:
    claims = (Claim("a", "A."), Claim("b", "B."))
    relations = (
        Relation("r1", "supports", ("a",), "b"),
        Relation("r2", "undercuts", ("a",), "r3"),
        Relation("r3", "undercuts", ("b",), "r2"),
        Relation("r4", "undercuts", ("b",), "r4"),
    )
    slug, report = bring(Graph(Document("Round"), claims=claims, relations=relations), "aif")
    assert [each.kind for each in gather(SYSTEM, get_readable(SYSTEM, slug))[0].relations] == ["supports"]
    assert "what hung on something left out, or on itself: 3 (r2; r3; r4)" in report.sentences()


def test_a_cycle_of_claims_is_imported(context: Flask) -> None:
    claims = (Claim("a", "A."), Claim("b", "B."))
    relations = (Relation("r1", "supports", ("a",), "b"), Relation("r2", "attacks", ("b",), "a"))
    slug, report = bring(Graph(Document("Round"), claims=claims, relations=relations), "aif")
    assert report.sentences() == []
    assert len(gather(SYSTEM, get_readable(SYSTEM, slug))[0].relations) == 2


def test_a_double_click_imports_once(app: Flask, context: Flask) -> None:
    editor = person(app, "edith", "editor")
    arrival = Arrival(read("kialo", (GOLDEN / "kialo.txt").read_bytes()).graph, "kialo", "0" * 64)
    with transaction():
        first, _ = import_graph(editor, arrival, submission="s")
        key = first.id
    with transaction():
        assert import_graph(editor, arrival, submission="s")[0].id == key
    assert session.scalar(select(func.count()).select_from(ImportedFile)) == 1


def test_every_format_of_ours_writes_what_people_made(context: Flask) -> None:
    slug = make_rich_article()
    for name in formats.names():
        assert export(slug, name)


def test_evidence_for_and_against_keeps_its_side(context: Flask) -> None:
    slug, _report = bring(whole_graph())
    article = get_readable(SYSTEM, slug)
    sides = session.scalars(select(Bearing.side).where(Bearing.article_id == article.id).order_by(Bearing.id)).all()
    assert sides == [Side.FOR, Side.AGAINST]


@pytest.mark.parametrize("name", formats.names())
def test_of_an_excerpt_readers_take_along_the_words_of_claims_and_editors_all(app: Flask, name: str) -> None:
    with app.app_context():
        slug = make_rich_article()
        editor, reader = person(app, "editor"), person(app, "rita")
        with transaction():
            article = get_readable(editor, slug)
            article.excerpt = True
            session.add(ImportedFile(article_id=article.id, format="aif", sha256="0" * 64, last_event=0, **BROUGHT))
            renew(editor, article, read_text(f"{TEXT} Nobody knows why.", format="text"), 1)
        for actor in (VISITOR, reader):
            graph, report = gather(actor, get_readable(actor, slug))
            text = written(name, graph).text
            assert not [words for words in NOT_OF_A_CLAIM if words in text]
            assert any(sentence.startswith("the article's text, of which only") for sentence in report.sentences())
            assert {anchor.exact for claim in graph.claims for anchor in claim.anchors} == {
                "The bridge closed on Monday.",
                "the cable had rusted",
            }
            assert written("json", read("json", written("json", graph).text).graph).text == written("json", graph).text
        whole = export(slug, "json", editor)
    assert all(words in whole for words in NOT_OF_A_CLAIM)


def test_an_excerpt_that_a_reader_took_along_can_be_brought_in(app: Flask, elsewhere: Flask) -> None:
    with app.app_context():
        slug = make_rich_article()
        with transaction():
            get_readable(SYSTEM, slug).excerpt = True
        sent = export(slug, "json", VISITOR)
    with elsewhere.app_context():
        slug, report = bring(read("json", sent).graph)
        assert any("anchors, as the file has no text" in sentence for sentence in report.sentences())
        assert len(gather(SYSTEM, get_readable(SYSTEM, slug))[0].claims) == 2


def answered(claim: Proposition, late: bool, **counts: int) -> None:
    for answer, people in counts.items():
        for number in range(people):
            mine = {"actor_id": f"{answer} {number}", "answer": Answer(answer), "after_weights": late}
            session.add(Stance(proposition_id=claim.id, revision=claim.revision, **mine))
    session.flush()


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"agree": 3, "disagree": 4}, True),
        ({"agree": 3, "disagree": 3, "unsure": 5}, True),
        ({"agree": 2, "disagree": 4}, False),
        ({"agree": 4, "disagree": 1}, False),
        ({"agree": 3, "disagree": 3, "unsure": 1}, False),
        ({"disagree": 6}, False),
        ({"agree": 2}, False),
    ],
)
def test_answers_are_counted_in_a_file_only_where_nobody_s_can_be_told(
    context: Flask, counts: dict[str, int], told: bool
) -> None:
    with transaction():
        claim = make_proposition(make_article(slug="told"))
        answered(claim, False, **counts)
    tallies = gather(VISITOR, get_readable(SYSTEM, "told"))[0].stances
    expected = {"agree": 0, "disagree": 0, "unsure": 0, **counts}
    assert [{name: getattr(each, name) for name in expected} for each in tallies] == ([expected] if told else [])


def test_of_claims_that_tell_what_moved_people_no_answers_are_counted_in_a_file(context: Flask) -> None:
    with transaction():
        article = make_article(slug="moved")
        many, few = make_proposition(article), make_proposition(article, words="the cable had rusted")
        for claim in (many, few):
            answered(claim, False, agree=4, disagree=4)
        answered(many, True, agree=3, disagree=3)
        answered(few, True, agree=3)
        few_id = str(few.public_id)
    for actor in (VISITOR, SYSTEM):
        tallies = gather(actor, get_readable(SYSTEM, "moved"))[0].stances
        assert [(each.claim, each.after_weights, each.agree) for each in tallies] == [(few_id, False, 4)]
