"""A text in several versions, the words claims stand on in each, and who takes them along."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.articles.importing import read_text
from deliberate.articles.models import Article, ArticleVersion
from deliberate.articles.services import get_readable
from deliberate.articles.versions import renew
from deliberate.core.actors import SYSTEM, VISITOR
from deliberate.core.db import session, transaction
from deliberate.core.events import verify_chain
from deliberate.exchange.errors import FormatError
from deliberate.exchange.gathering import gather
from deliberate.exchange.graph import Graph
from deliberate.propositions import confirming
from deliberate.propositions.anchors import anchor_fields
from deliberate.propositions.models import Anchor, AnchorRole, Proposition
from deliberate.propositions.passage_models import Passage, PassageState
from deliberate.propositions.passages import insert_rows
from tests.exchange.graphs import OLDER, OLDEST, TEXT, read, whole_graph, written
from tests.exchange.test_services import bring, export
from tests.factories import make_article, make_proposition, version_of
from tests.host import person

FIRST = (
    "The bridge 🌉 closed on Monday. Engineers say that a cable had rusted.\n\nThe mayor denies it. No one was hurt."
)
SECOND = "On Monday the old bridge 🌉 was closed. Engineers say that a cable had rusted.\n\nThe mayor denies it."
THIRD = "Early on Monday the old bridge 🌉 was closed.\n\nAs engineers say, a cable had rusted. The mayor denies it."


def anchored(article: Article, text: str, *words: str, role: AnchorRole = AnchorRole.STATEMENT) -> Proposition:
    """A claim on these words of the newest version, one range for each."""
    claim = make_proposition(article, text)
    on(claim, article, *words, role=role)
    return claim


def on(claim: Proposition, article: Article, *words: str, role: AnchorRole) -> None:
    version = version_of(article)
    ranges = [(version.text.index(each), version.text.index(each) + len(each)) for each in words]
    fields = anchor_fields(version.text, ranges, role)
    insert_rows(Anchor, [{"proposition_id": claim.id, "version_id": version.id, **each} for each in fields])


def waiting(article: Article, words: str) -> Passage:
    """The passage of the newest text that stood on these words."""
    newest = version_of(article).id
    found = session.scalars(select(Passage).where(Passage.version_id == newest)).all()
    texts = {each.id: each.text for each in session.scalars(select(ArticleVersion))}
    return next(each for each in found if texts[each.from_version_id][each.start : each.end].startswith(words))


def make_renewed_article() -> str:
    """Three versions: words that were kept, moved, confirmed by an editor in pieces, gone, and waiting."""
    with transaction():
        article = make_article(title="The bridge", slug="renewed", text=FIRST, author=SYSTEM.key)
        article.language = "en"
        closed = anchored(article, "The bridge closed.", "The bridge 🌉", "on Monday")
        rusted = anchored(article, "A cable had rusted.", "a cable had rusted")
        on(rusted, article, "Engineers say", role=AnchorRole.SOURCE)
        anchored(article, "No one was hurt.", "No one was hurt")
        anchored(article, "It was the mayor who denied it.", "The mayor denies it")
        closed.main_of_id = article.id
    with transaction():
        renew(SYSTEM, article, read_text(SECOND, format="text"), 1)
    with transaction():
        confirming.place(SYSTEM, waiting(article, "The bridge"), words="old bridge 🌉 … closed")
        confirming.leave_out(SYSTEM, waiting(article, "No one"))
    with transaction():
        renew(SYSTEM, article, read_text(THIRD, format="text"), 2)
    return "renewed"


def words_in(graph: Graph, claim: str) -> dict[int | None, list[str]]:
    """What a claim states, by version."""
    found: dict[int | None, list[str]] = {}
    for each in next(one for one in graph.claims if one.text == claim).anchors:
        if each.role == "statement":
            found.setdefault(each.version, []).append(each.exact)
    return found


def test_every_version_goes_along_with_the_words_that_claims_have_in_it(context: Flask) -> None:
    graph, report = gather(SYSTEM, get_readable(SYSTEM, make_renewed_article()))
    # What is new in a newer text was suggested as a claim, and suggestions stay behind.
    assert report.sentences() == ["suggestions and what waits for a moderator: 1 (suggested)"]
    assert [each.text for each in graph.document.versions] == [FIRST, SECOND, THIRD]
    assert all(each.created and each.author for each in graph.document.versions)
    assert words_in(graph, "The bridge closed.") == {
        1: ["The bridge 🌉", "on Monday"],
        2: ["old bridge 🌉", "closed"],
        None: ["old bridge 🌉", "closed"],
    }
    assert words_in(graph, "No one was hurt.") == {1: ["No one was hurt"]}
    assert {(each.version, each.of_version, each.state) for each in graph.passages} >= {
        (2, 1, "placed"),
        (2, 1, "gone"),
        (3, 1, "gone"),
        (3, 2, "waiting"),
    }


def test_three_versions_move_to_an_empty_site_and_come_out_byte_for_byte(app: Flask, elsewhere: Flask) -> None:
    with app.app_context():
        first = export(make_renewed_article())
    with elsewhere.app_context():
        slug, report = bring(read("json", first).graph)
        assert report.sentences() == []
        assert export(slug) == first
        assert verify_chain().fault is None
        article = get_readable(SYSTEM, slug)
        assert article.version_number == 3
        states = session.scalars(select(Passage.state).order_by(Passage.id)).all()
        assert set(states) == set(PassageState)


def test_a_passage_that_came_from_a_file_is_worked_on_like_any_other(app: Flask, elsewhere: Flask) -> None:
    with app.app_context():
        first = export(make_renewed_article())
    with elsewhere.app_context():
        slug, _report = bring(read("json", first).graph)
        with transaction():
            confirming.place(SYSTEM, waiting(get_readable(SYSTEM, slug), "Engineers"), words="As engineers say")
        graph, _report = gather(SYSTEM, get_readable(SYSTEM, slug))
        rusted = next(each for each in graph.claims if each.text == "A cable had rusted.")
        assert [each.exact for each in rusted.words if each.role == "source"] == ["As engineers say"]
        with transaction():
            renew(SYSTEM, get_readable(SYSTEM, slug), read_text(FIRST, format="text"), 3)
        graph, _report = gather(SYSTEM, get_readable(SYSTEM, slug))
        assert set(words_in(graph, "The bridge closed.")) == {1, 2, 3}
        assert words_in(graph, "No one was hurt.") == {1: ["No one was hurt"], None: ["No one was hurt"]}


def test_people_from_a_file_and_people_here_do_not_share_a_name(context: Flask) -> None:
    slug, _report = bring(whole_graph())
    with transaction():
        renew(SYSTEM, get_readable(SYSTEM, slug), read_text("The pier is gone.", format="text"), 3)
    graph, _report = gather(SYSTEM, get_readable(SYSTEM, slug))
    *brought, here = graph.document.versions
    assert [each.author for each in brought] == ["p1", "p3", "p1"]
    assert here.author not in {"p1", "p2", "p3"}


def test_a_file_whose_anchors_name_no_version_is_about_the_newest() -> None:
    body = json.loads(written("json", whole_graph()).text)
    del body["release"], body["passages"]
    for claim in body["claims"]:
        claim["anchors"] = [each for each in claim.get("anchors", ()) if "version" not in each]
    for version in body["document"]["versions"]:
        for name in ("author", "created", "carried"):
            version.pop(name, None)
    graph = read("json", json.dumps(body)).graph
    assert [each.exact for each in graph.claims[0].anchors] == ["The pier was closed", "pier"]
    assert graph.document.versions[0].author is None


def test_readers_learn_of_earlier_versions_what_their_pages_show_and_not_what_editors_are_asked(
    app: Flask, context: Flask
) -> None:
    slug = make_renewed_article()
    for reader in (VISITOR, person(app, "rita")):
        graph, report = gather(reader, get_readable(reader, slug))
        assert len(graph.document.versions) == 3
        assert len(words_in(graph, "The bridge closed.")) == 3
        assert graph.passages == ()
        assert any(sentence.startswith("what became of words") for sentence in report.sentences())


def test_of_an_excerpt_readers_take_along_what_claims_state_in_any_version_and_no_more(
    app: Flask, elsewhere: Flask
) -> None:
    with app.app_context():
        slug = make_renewed_article()
        with transaction():
            get_readable(SYSTEM, slug).excerpt = True
        graph, report = gather(VISITOR, get_readable(VISITOR, slug))
        sent = written("json", graph).text
    assert graph.document.versions == ()
    assert words_in(graph, "No one was hurt.") == {1: ["No one was hurt"]}
    earlier = [each for claim in graph.claims for each in claim.anchors if each.version is not None]
    assert {each.role for each in earlier} == {"statement"}
    assert not any(each.prefix or each.suffix for claim in graph.claims for each in claim.anchors)
    assert any("do not state a claim" in sentence for sentence in report.sentences())
    assert not [words for words in ("say that", "denies it. No", "Early", 'sha256":') if words in sent]
    with elsewhere.app_context():
        slug, _report = bring(read("json", sent).graph)
        assert len(gather(SYSTEM, get_readable(SYSTEM, slug))[0].document.versions) == 1


def test_a_merged_claim_of_a_file_without_a_text_stands_on_no_words(elsewhere: Flask) -> None:
    body: dict[str, Any] = {"format": "deliberate", "version": 1, "document": {"title": "T"}}
    anchor = {"start": 400, "end": 404, "exact": "pier", "version": 7}
    body["claims"] = [
        {"id": "a", "text": "The pier is shut.", "anchors": [anchor]},
        {"id": "b", "text": "It is shut.", "merged_into": "a", "anchors": [anchor]},
    ]
    with elsewhere.app_context():
        slug, _report = bring(read("json", json.dumps(body)).graph)
        claims = gather(SYSTEM, get_readable(SYSTEM, slug))[0].claims
    assert [[anchor.exact for anchor in each.anchors] for each in claims] == [["The pier is shut."], []]


def broken(change: Any) -> str:
    body = json.loads(written("json", whole_graph()).text)
    del body["release"]
    change(body)
    return json.dumps(body, indent=0)


def passage(number: int, **fields: Any) -> Any:
    return lambda body: body["passages"][number].update(fields)


def anchor(number: int, **fields: Any) -> Any:
    return lambda body: body["claims"][0]["anchors"][number].update(fields)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(anchor(2, version=9), id="a version that is not there"),
        pytest.param(anchor(2, version=0), id="no version"),
        pytest.param(anchor(2, version=1), id="the words of another version"),
        pytest.param(anchor(0, part=-1), id="a part below nothing"),
        pytest.param(anchor(0, start=10**12), id="a number that fits no column"),
        pytest.param(passage(0, version=1), id="a passage of the version that has its words"),
        pytest.param(passage(0, of_version=9), id="a passage from nowhere"),
        pytest.param(passage(0, ranges=[]), id="a passage of no words"),
        pytest.param(passage(0, ranges=[[0, 999]]), id="a passage beyond its text"),
        pytest.param(passage(0, placed=[[5, 4]]), id="a place that ends before it begins"),
        pytest.param(passage(0, placed=[]), id="placed nowhere"),
        pytest.param(passage(1, placed=[[0, 4]]), id="gone and placed"),
        pytest.param(passage(0, added=[["nobody", "statement", 0]]), id="the words of no claim"),
        pytest.param(passage(2, candidates=[{"ranges": [[0, 4]], "thousandths": 1001}]), id="more than all agrees"),
        pytest.param(passage(1, decided="yesterday"), id="no moment"),
        pytest.param(lambda body: body["document"]["versions"][1].update(carried=[-1, 0]), id="fewer than none"),
        pytest.param(lambda body: body["document"]["versions"][1].update(created="soon"), id="stored at no moment"),
    ],
)
def test_versions_that_do_not_hold_together_are_refused_with_their_line(change: Any) -> None:
    with pytest.raises(FormatError) as refusal:
        read("json", broken(change))
    assert refusal.value.line > 1


def targets_of(text: str) -> Sequence[tuple[str, dict[str, str]]]:
    """What each target of the annotations quotes, and its state."""
    found = []
    for each in json.loads(text)["first"]["items"]:
        for target in each["target"] if isinstance(each["target"], list) else [each["target"]]:
            found.append((target["selector"][1]["exact"], target["state"]))
    return found


def test_annotations_say_which_version_has_their_words_and_what_stays_behind() -> None:
    graph = whole_graph()
    done = written("webanno", graph)
    states = dict(targets_of(done.text))
    assert states["The pier was closed"]["sourceDate"] == "2026-03-01T11:00:00Z"
    assert states["swim around it"]["sourceDate"] == "2026-03-01T10:00:00Z"
    assert states["Nobody pays"]["sourceDate"] == "2026-02-28T12:00:00Z"
    assert len({each["cached"] for each in states.values()}) == 3
    assert "The pier is open" not in states
    said = " ".join(done.report.sentences())
    assert "where words stood in earlier versions: 1" in said
    assert "what became of words in newer versions: 3" in said
    assert [text for text in (OLDEST, OLDER, TEXT) if text in done.text] == []


def test_annotations_of_an_excerpt_say_that_they_cannot_say_the_version() -> None:
    claims = whole_graph().claims
    graph = Graph(type(whole_graph().document)("T"), claims=claims)
    done = written("webanno", graph)
    assert any("which earlier version" in sentence for sentence in done.report.sentences())
    assert "state" not in json.loads(done.text)["first"]["items"][0]["target"]
