"""Pages about conduct: what people see of sanctions, locks, findings, watched words and how it all works."""

from html import unescape
from uuid import uuid4

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from deliberate.articles.services import close
from deliberate.articles.slow_mode import set_slow_mode
from deliberate.core.actors import Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.policy import POLICY
from deliberate.evidence.models import Curation, Source
from deliberate.moderation.actions import RULES
from deliberate.moderation.concluding import sign_finding, write_finding
from deliberate.moderation.curating.marking import curate_source
from deliberate.moderation.locking import lock
from deliberate.moderation.sanctioning import SanctionDraft, sanction
from deliberate.moderation.services import appeal, decide
from deliberate.moderation.states_in_words import CURATION_WORDS, STATE_WORDS
from deliberate.moderation.watching import read_entries
from deliberate.moderation.word_lists import change_list
from deliberate.propositions.models import Proposition
from deliberate.weighting.models import Dimension
from tests.factories import make_bearing, make_rating
from tests.host import person, send, sign_in
from tests.moderation.scenes import item_of, moderator, opened, posted
from tests.queries import count_queries


def seen_by(app: Flask, actor: Actor, endpoint: str, **values: object) -> str:
    client = app.test_client()
    sign_in(client, actor)
    with app.test_request_context():
        address = url_for(f"deliberate.{endpoint}", **values)
    return unescape(client.get(address).text)


@pytest.fixture
def claim(context: Flask) -> Proposition:
    return opened(context)


def test_whoever_is_sanctioned_finds_what_why_until_when_and_how_to_appeal(context: Flask) -> None:
    mo, ann = moderator(context), person(context, "ann", level=1)
    with transaction():
        sanction(mo, SanctionDraft("ann", "slow", "abuse", "They shout.", days=3, minutes=30))
    page = seen_by(context, ann, "moderation.yours")
    for words in ("Your posts have to be further apart: 30 minutes", "They shout.", RULES["abuse"], "To appeal"):
        assert words in page
    assert "Mo" not in page.split("About your conduct")[1].split("</section>")[0]
    assert "About your conduct" not in seen_by(context, person(context, "ben"), "moderation.yours")


def test_only_its_owner_sees_a_level_with_what_is_missing_for_the_next(context: Flask, claim: Proposition) -> None:
    ann, ben = person(context, "ann", level=1), person(context, "ben", level=3)
    posted(ann, claim)
    page = seen_by(context, ann, "moderation.yours")
    assert "Posts that stand: 1 of 5" in page
    assert "Answers when weighing: 0 of 30" in page
    assert "Your next level" not in seen_by(context, ben, "moderation.yours")


def test_the_lock_stands_on_the_page_with_its_reason_and_who_may_appeal(context: Flask, claim: Proposition) -> None:
    mo, ann, ben = moderator(context), person(context, "ann", level=1), person(context, "ben", level=1)
    bearing = posted(ann, claim)
    with transaction():
        lock(mo, claim, "abuse", "It has turned into a quarrel.")
        lock(mo, bearing, "spam", "Shoes.")
    page = seen_by(context, ben, "reading.claim", claim=claim.public_id)
    for words in ("A moderator locked a claim", "It has turned into a quarrel.", ">Locked</span>"):
        assert words in page
    item = {"item": item_of(bearing).public_id}
    assert "Appeal the lock" in seen_by(context, ann, "reading.evidence", **item)
    assert "Appeal the lock" not in seen_by(context, ben, "reading.evidence", **item)
    assert "Locked, of what you posted" in seen_by(context, ann, "moderation.yours")


def test_an_article_says_that_it_is_in_slow_mode_and_when_one_may_post_next(context: Flask, claim: Proposition) -> None:
    ann, ben = person(context, "ann", level=1), person(context, "ben", level=1)
    with transaction():
        set_slow_mode(person_of("editor"), claim.article, 10)
    posted(ann, claim)
    address = {"slug": claim.article.slug}
    assert "You can post again from" in seen_by(context, ann, "reading.article", **address)
    page = seen_by(context, ben, "reading.article", **address)
    assert "Slow mode: each person posts here once in 10 minutes." in page
    assert "You can post again" not in page


def test_whoever_posts_too_soon_keeps_every_word_and_is_told_when(
    context: Flask, client: FlaskClient, claim: Proposition
) -> None:
    ann = person(context, "ann", level=1)
    with transaction():
        set_slow_mode(person_of("editor"), claim.article, 10)
    posted(ann, claim)
    sign_in(client, ann)
    filled = {
        "side": "for",
        "quote": "Another quote.",
        "citation": "A book",
        "kind": "report",
        "warrant": "It shows more.",
        "submission": "one",
    }
    answer = send(client, f"/deliberate/claims/{claim.public_id}/evidence", filled)
    page = unescape(answer.text)
    assert answer.status_code == 429
    for words in ("You can post again in 10 minutes", "Another quote.", "A book", "It shows more."):
        assert words in page


def test_what_is_refused_for_a_watched_word_keeps_every_word(
    context: Flask, client: FlaskClient, claim: Proposition
) -> None:
    ann = person(context, "ann", level=1)
    with transaction():
        change_list(person_of("editor"), claim.article, read_entries("boat*"), 0)
    sign_in(client, ann)
    filled = {
        "side": "for",
        "quote": "A quote.",
        "citation": "A book",
        "kind": "report",
        "warrant": "Buy boats.",
        "submission": "one",
    }
    answer = send(client, f"/deliberate/claims/{claim.public_id}/evidence", filled)
    page = unescape(answer.text)
    assert answer.status_code == 422
    for words in ("does not let “boats” through", "A quote.", "A book", "Buy boats."):
        assert words in page


def test_a_list_that_is_tried_is_not_stored(context: Flask, client: FlaskClient, claim: Proposition) -> None:
    ada, ann = person(context, "ada", "admin"), person(context, "ann", level=1)
    posted(ann, claim, warrant="A boat.")
    sign_in(client, ada)
    typed = {"block": "boat*", "sample": "Boats!", "version": "0", "try": "yes"}
    page = unescape(send(client, "/deliberate/watched-words", typed).text)
    for words in ("<q>boats</q>", "<q>boat</q>", "1 post of the newest", "boat*"):
        assert words in page
    assert "Version 1" not in unescape(client.get("/deliberate/watched-words").text)


def test_a_finding_stands_beside_the_article_under_its_signers_names(context: Flask, claim: Proposition) -> None:
    mo, ann = moderator(context), person(context, "ann", level=1)
    editor = person(context, "editor")
    posted(ann, claim)
    with transaction():
        close(editor, claim.article, "Enough.")
        write_finding(editor, claim.article, "Nobody knows.", 0)
        sign_finding(mo, claim.article, 1)
    page = seen_by(context, ann, "reading.article", slug=claim.article.slug)
    for words in ("What its signers conclude", "Nobody knows.", "Editor</strong> (editor", "Mo</strong> (moderator"):
        assert words in page
    assert "Appeal it" in seen_by(context, ann, "moderation.finding", slug=claim.article.slug)
    assert "Appeal it" not in seen_by(context, mo, "moderation.finding", slug=claim.article.slug)


def test_a_visitor_reads_a_finding_without_a_session(context: Flask, claim: Proposition) -> None:
    editor = person(context, "editor")
    with transaction():
        close(editor, claim.article, "Enough.")
        write_finding(editor, claim.article, "Nobody knows.", 0)
    answer = context.test_client().get(f"/deliberate/a/{claim.article.slug}/finding")
    assert "Nobody knows." in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, no-cache"


def test_undoing_is_offered_to_whoever_may_and_not_to_those_involved(context: Flask, claim: Proposition) -> None:
    mo, other, third = moderator(context), moderator(context, "max"), moderator(context, "mia")
    ann = person(context, "ann", level=1)
    bearing, elsewhere = posted(ann, claim), posted(ann, claim, "Another quote.")
    with transaction():
        about = sanction(mo, SanctionDraft("ann", "warn", "abuse", "They shout.", about=bearing))
        sanction(mo, SanctionDraft("ann", "slow", "abuse", "They shout.", about=elsewhere, days=1, minutes=60))
        make_rating(item_of(bearing), "max", Dimension.RELIABILITY)
        lock(mo, bearing, "abuse", "A quarrel.")
        source = session.get_one(Source, item_of(elsewhere).source_id)
        curate_source(mo, source, "retract_source", "It was withdrawn.", "https://example.org/notice")
    undo = f'id="undo-{about.public_id}"'
    assert undo in seen_by(context, third, "moderation.conduct")
    page = seen_by(context, other, "moderation.conduct")
    assert (undo in page, page.count("Undo it</summary>")) == (False, 1)
    for actor, offered in ((third, True), (other, False)):
        page = seen_by(context, actor, "moderation.lock_it", contribution=bearing.public_id)
        assert ("Take the lock off</button>" in page) == offered
        page = seen_by(context, actor, "reading.source", source=source.public_id)
        assert (">Undo<" in page) == offered, actor


def test_the_queue_offers_to_undo_ones_last_decision_while_one_may(context: Flask, claim: Proposition) -> None:
    mo, bearing = moderator(context), posted(person(context, "ann", level=1), claim)
    moderator(context, "max")
    with transaction():
        decide(mo, bearing, "dispute", "contested", "It is contested.")
    assert "Your last decision" in seen_by(context, mo, "moderation.queue")
    with transaction():
        make_rating(item_of(bearing), "mo", Dimension.RELIABILITY)
    assert "Your last decision" not in seen_by(context, mo, "moderation.queue")


def test_an_appeal_against_a_sanction_waits_in_the_queue_like_any_other(context: Flask) -> None:
    mo, other, ann = moderator(context), moderator(context, "max"), person(context, "ann", level=1)
    with transaction():
        case = appeal(ann, sanction(mo, SanctionDraft("ann", "warn", "abuse", "They shout.")), "I whispered.")
    page = seen_by(context, other, "moderation.queue", bucket="appeals")
    assert "An appeal against a sanction" in page
    assert "I whispered." in page
    page = seen_by(context, other, "moderation.decide_appeal", appeal=case.public_id)
    for words in ("I whispered.", "They shout.", "Warned Ann"):
        assert words in page
    assert "Undo" not in page


def test_the_form_is_about_the_author_of_the_post_it_is_opened_from(context: Flask, claim: Proposition) -> None:
    mo = moderator(context)
    bearing = posted(person(context, "ann", level=1), claim, "Rust was found.")
    page = seen_by(context, mo, "moderation.conduct", about=bearing.public_id)
    assert 'value="Ann"' in page
    assert "It is about this post: <q>Rust was found.</q>" in page
    assert "Rust was found." not in seen_by(context, mo, "moderation.conduct", about="nonsense")


def test_how_moderation_works_is_made_of_the_tables_that_the_code_goes_by(context: Flask, client: FlaskClient) -> None:
    assert STATE_WORDS.keys() == set(Status)
    assert CURATION_WORDS.keys() == set(Curation)
    page = unescape(client.get("/deliberate/how-moderation-works").text)
    for rule in POLICY.values():
        assert rule.words in page
    for words in [*STATE_WORDS.values(), *CURATION_WORDS.values(), *RULES.values(), "Suspend", "Slow down", "30 days"]:
        assert words in page


def test_the_queries_of_ones_page_do_not_grow_with_what_was_decided(context: Flask, claim: Proposition) -> None:
    mo, ann = moderator(context), person(context, "ann", level=1)

    def add() -> None:
        with transaction():
            sanction(mo, SanctionDraft("ann", "warn", "abuse", f"They shout, {uuid4()}."))
            lock(mo, make_bearing(claim, author="ann"), "abuse", "A quarrel.")

    add()
    seen_by(context, ann, "moderation.yours")
    before = count_queries(context, lambda: seen_by(context, ann, "moderation.yours"))
    for _each in range(3):
        add()
    assert count_queries(context, lambda: seen_by(context, ann, "moderation.yours")) == before


def test_the_queries_of_the_moderators_page_do_not_grow_with_the_people_it_names(
    context: Flask, claim: Proposition
) -> None:
    mo = moderator(context)

    def add() -> None:
        with transaction():
            about = make_bearing(claim, author="ann")
            sanction(mo, SanctionDraft("ann", "warn", "abuse", f"They shout, {uuid4()}.", about=about))

    add()
    seen_by(context, mo, "moderation.conduct")
    before = count_queries(context, lambda: seen_by(context, mo, "moderation.conduct"))
    for _each in range(3):
        add()
    assert count_queries(context, lambda: seen_by(context, mo, "moderation.conduct")) == before


def person_of(name: str) -> Actor:
    """The editor, whose article it is."""
    return Actor(id=name, name=name)
