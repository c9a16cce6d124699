"""The same is found on either database, in the same order, by whoever may read it and by nobody else."""

from datetime import timedelta

import pytest

from deliberate.articles.models import Article, Audience, Group, GroupMember, State
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import EvidenceKind, Side
from deliberate.propositions.models import Kind
from deliberate.search import queries
from deliberate.search.findables import Question
from deliberate.search.folding import terms_of
from deliberate.search.queries import find
from tests.factories import make_article, make_bearing, make_proposition, make_source
from tests.search.conftest import Look

ANN, BEN, MONA = Actor(id="ann"), Actor(id="ben"), Actor(id="mona", roles=frozenset({"moderator"}))


def fill() -> None:
    """Some of each kind; every later thing is a day younger, so that their order is known."""
    with transaction():
        harbour = make_article(title="The harbour of Ystad", slug="harbour", text="Ferries left.\n\nThe Café was shut.")
        claim = make_proposition(harbour, "The ferry left at noon.", claim_kind=Kind.REPORT)
        tide = make_proposition(harbour, "The tide was low.", scope="at noon, in May")
        log = make_source("The log of the ferry Ystad", author="A. Müller", url="https://log.example.org/ferry")
        first = make_bearing(claim, quote="Noon: cast off.", source=log, warrant="The ferry keeps its log itself.")
        second = make_bearing(tide, Side.AGAINST, quote="Water stood high at noon.", warrant="A ferry needs it.")
        second.evidence.evidence_kind = EvidenceKind.DATA
        for age, thing in enumerate((harbour, claim, tide, log, first, second)):
            thing.created_at = now() - timedelta(days=age)


QUESTIONS = {
    # Whole words but for the last, all of them, anywhere in the thing; those in its head first, then the newest.
    "ferry": [
        "The ferry left at noon.",
        "The log of the ferry Ystad",
        "Noon: cast off.",
        "Water stood high at noon.",
    ],
    "ferr": [
        "The ferry left at noon.",
        "The log of the ferry Ystad",
        "The harbour of Ystad",
        "Noon: cast off.",
        "Water stood high at noon.",
    ],
    "ferr noon": [],
    "noon ferr": ["The ferry left at noon.", "Noon: cast off.", "Water stood high at noon."],
    "noon FERRY": ["The ferry left at noon.", "Noon: cast off.", "Water stood high at noon."],
    "CAFE": ["The harbour of Ystad"],
    "cafés": [],
    "muller": ["The log of the ferry Ystad"],
    "log.example": ["The log of the ferry Ystad"],
    "tide may": ["The tide was low."],
    "ystad": ["The harbour of Ystad", "The log of the ferry Ystad"],
    "xyz ferry": [],
    # Nobody's words reach the query language.
    '"ferry': ["The ferry left at noon.", "The log of the ferry Ystad", "Noon: cast off.", "Water stood high at noon."],
    "ferry' OR 'noon": [],
    "ferry NEAR(noon) NOT high:* & !(": [],
    "%": [],
    "_": [],
    "head:ferry": [],
    "'; DROP TABLE deliberate_search_entry; --": [],
}


def answers(look: Look) -> dict[str, list[str]]:
    return {words: look(words) for words in QUESTIONS}


def test_all_words_are_looked_for_and_the_order_is_ours(look: Look) -> None:
    fill()
    assert answers(look) == QUESTIONS


@pytest.mark.usefixtures("no_fts5")
def test_a_sqlite_without_fts5_finds_the_same(look: Look) -> None:
    fill()
    assert answers(look) == QUESTIONS
    with transaction():
        session.query(Article).filter_by(slug="harbour").one().title = "The port"
    assert look("port") == ["The port"]


def test_a_question_is_narrowed_to_a_kind_an_article_a_side_and_a_sort(look: Look) -> None:
    fill()
    with transaction():
        other = make_article(title="Another ferry", slug="other", text="Nothing.")
        make_proposition(other, "This ferry sank.")
    harbour = session.query(Article).filter_by(slug="harbour").one()
    assert look("ferry", kind="claim") == ["This ferry sank.", "The ferry left at noon."]
    assert look("ferry", kind="source") == ["The log of the ferry Ystad"]
    assert look("ferry", article=other) == ["This ferry sank.", "Another ferry"]
    assert look("ferry", article=harbour, kind="claim") == ["The ferry left at noon."]
    assert look("ferry", article=harbour, kind="source") == ["The log of the ferry Ystad"]
    assert look("ferry", article=other, kind="source") == []
    assert look("ferry", side=Side.AGAINST) == ["Water stood high at noon."]
    assert look("ferry", evidence_kind=EvidenceKind.REPORT) == ["Noon: cast off."]
    assert look("ferry", claim_kind=Kind.REPORT) == ["The ferry left at noon."]
    assert look("ferry", claim_kind=Kind.REPORT, side=Side.FOR) == []


def test_what_waits_is_found_by_its_author_and_what_is_gone_by_nobody(look: Look) -> None:
    with transaction():
        article = make_article(slug="bridge")
        claim = make_proposition(article, "The pylon leans.")
        bearing = make_bearing(claim, quote="Pylons lean in wind.", author="ann", source=make_source("On pylons"))
        item = bearing.evidence
    everything = ["The pylon leans.", "Pylons lean in wind.", "On pylons"]
    assert sorted(look("pylon")) == sorted(everything)
    for status, others, author in (
        (Status.PENDING, ["The pylon leans."], everything),
        (Status.RETURNED, ["The pylon leans."], everything),
        (Status.QUARANTINED, everything, everything),
        (Status.REMOVED, ["The pylon leans."], ["The pylon leans."]),
        (Status.WITHDRAWN, ["The pylon leans."], ["The pylon leans."]),
        (Status.VISIBLE, everything, everything),
    ):
        with transaction():
            bearing.status = item.status = status
        assert sorted(look("pylon")) == sorted(others), status
        assert sorted(look("pylon", BEN)) == sorted(others), status
        assert sorted(look("pylon", ANN)) == sorted(author), status
    # What hangs on a hidden claim is hidden with it; its source is cited all the same.
    with transaction():
        claim.status = Status.REMOVED
    assert look("pylon") == ["On pylons"]
    with transaction():
        claim.status = Status.SUGGESTED
    assert look("pylon leans") == []


@pytest.mark.parametrize(
    ("audience", "state", "of_all", "of_a_member", "with_the_address"),
    [
        (Audience.PUBLIC, State.OPEN, True, True, True),
        (Audience.LINK, State.OPEN, False, False, True),
        (Audience.GROUP, State.CLOSED, False, True, False),
        (Audience.PUBLIC, State.DRAFT, False, False, False),
        (Audience.PUBLIC, State.TAKEN_DOWN, False, False, False),
    ],
)
def test_only_those_who_may_read_an_article_find_it_and_what_is_in_it(
    look: Look, audience: Audience, state: State, of_all: bool, of_a_member: bool, with_the_address: bool
) -> None:
    with transaction():
        group = Group(name="A class", join_code="abc")
        session.add(group)
        session.flush()
        session.add(GroupMember(group_id=group.id, actor_id="ann"))
        article = make_article(
            title="The pylon", author="edith", audience=audience, state=state, group_id=group.id, text="A heron."
        )
        make_bearing(make_proposition(article, "A pylon."), quote="Pylons.", source=make_source("On pylons"))
    all_of_it = ["A pylon.", "On pylons", "Pylons.", "The pylon"]

    def found(who: Actor, **narrowed: object) -> bool:
        titles = sorted(look("pylon", who, **narrowed))
        assert titles in ([], all_of_it), titles
        assert bool(look("heron", who, **narrowed)) is bool(titles)
        return bool(titles)

    assert found(BEN) is of_all
    assert found(ANN) is of_a_member
    assert found(Actor(id="edith"))
    # Moderators read all; lists do not name to them what is for those who have the link.
    assert found(MONA) is (audience is not Audience.LINK)
    assert found(BEN, article=article) is with_the_address


def test_an_item_of_another_article_is_found_where_that_may_be_read(look: Look) -> None:
    with transaction():
        hidden = make_article(slug="hidden", state=State.DRAFT)
        item = make_bearing(make_proposition(hidden, "A claim."), quote="A pylon bends.").evidence
        here = make_proposition(make_article(slug="here"), "Another claim.")
        make_bearing(here, evidence=item, quote=item.quote)
    assert look("pylon") == []
    assert look("pylon", MONA) == ["A pylon bends."] * 2


def test_what_challenges_a_link_is_hidden_with_the_item_of_that_link(look: Look) -> None:
    with transaction():
        link = make_bearing(make_proposition(make_article(slug="bridge"), "A claim."), quote="An old photograph.")
        make_bearing(link, Side.AGAINST, quote="A pylon bends.")
        item = link.evidence
    assert look("pylon") == ["A pylon bends."]
    with transaction():
        item.status = Status.REMOVED
    assert look("pylon") == []


def test_a_text_that_may_not_be_shown_whole_is_not_found_by_its_words(look: Look) -> None:
    with transaction():
        article = make_article(title="The heron", excerpt=True, text="A pylon stands there.")
    assert (look("heron"), look("pylon"), look("pylon", Actor(id="editor"))) == (["The heron"], [], [])
    with transaction():
        article.excerpt = False
    assert look("pylon") == ["The heron"]


def test_pages_are_turned_in_order_and_end(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    monkeypatch.setattr(queries, "MOST_PAGES", 2)
    with transaction():
        article = make_article(title="None")
        same = now()
        for number in range(5):
            make_proposition(article, f"A heron {number}.", created_at=same)
    assert look("heron") == ["A heron 4.", "A heron 3."]
    assert look("heron", page=2) == ["A heron 2.", "A heron 1."]
    first, last = (find(BEN, Question(terms_of("heron")), page) for page in (1, 2))
    assert (first.next, first.goes_on, last.next, last.goes_on) == (2, False, None, True)
    assert find(BEN, Question(terms_of("…"))).hits == ()


def test_a_place_in_the_text_and_in_the_warrant_is_shown_where_the_words_stand_there(look: Look) -> None:
    fill()
    more = {
        words: ["".join(piece.text for piece in hit.more) for hit in find(BEN, Question(terms_of(words))).hits]
        for words in ("café", "log itself", "harbour")
    }
    assert more == {
        "café": ["Ferries left. The Café was shut."],
        "log itself": ["The ferry keeps its log itself."],
        "harbour": [""],
    }
