"""Importing, settling, opening and closing articles."""

import hashlib
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from deliberate.articles import services
from deliberate.articles.importing import read_text
from deliberate.articles.models import Article, ArticleEditor, ArticleVersion, Audience, State
from deliberate.articles.queries import edited_articles, editors_of
from deliberate.articles.services import ArticleDraft, current_version, import_article
from deliberate.core.actors import SYSTEM, VISITOR, Actor
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, NotSignedIn, StaleEdit, TooMany
from deliberate.core.events import Event, EventReason, verify_chain
from deliberate.core.signals import article_changed, article_imported
from tests.factories import make_article
from tests.host import make_host, person

WORDS = "The bridge closed on Monday.\r\n\r\nThe mayor denies that the cable had rusted."
DRAFT = ArticleDraft(title="Who closed the bridge?")


@pytest.fixture
def editor(app: Flask) -> Actor:
    return person(app, "edda", "editor")


def imported(text: str = WORDS, markup: Any = "text") -> Any:
    return read_text(text, format=markup)


def events_of(article: Article) -> list[Event]:
    """What the log says of an article itself, without what other rooms add when one is imported."""
    about = select(Event).where(Event.target == str(article.public_id), Event.action != "suggest")
    return list(session.scalars(about.order_by(Event.id)))


# Importing


def test_an_import_is_a_draft_with_its_first_version_and_one_event(context: Flask, editor: Actor) -> None:
    with transaction():
        article = import_article(editor, imported(), DRAFT)
    version = current_version(article)
    assert (article.state, article.slug, article.author_id) == (State.DRAFT, "who-closed-the-bridge", "edda")
    assert version.text == WORDS.replace("\r\n", "\n")
    assert version.sha256 == hashlib.sha256(version.text.encode()).hexdigest()
    assert [version.text[start:end] for _, start, end in version.blocks] == version.text.split("\n\n")
    (event,) = events_of(article)
    assert (event.action, event.after, event.article_id) == ("import", "draft", article.id)
    assert event.body_digest == version.sha256
    assert verify_chain().fault is None


def test_an_import_is_announced_with_whoever_made_it_and_its_version(context: Flask, editor: Actor) -> None:
    heard = []

    def listen(article: Article, *, actor: Actor, version: ArticleVersion) -> None:
        heard.append((article.slug, actor.id, version.number))

    with article_imported.connected_to(listen), transaction():
        import_article(editor, imported(), DRAFT)
    assert heard == [("who-closed-the-bridge", "edda", 1)]


def test_people_of_level_two_and_editors_import_and_others_do_not(app: Flask, context: Flask) -> None:
    regular, basic = person(app, "reg", level=2), person(app, "bas", level=1)
    with transaction():
        import_article(regular, imported(), DRAFT)
    with pytest.raises(NotAllowed), transaction():
        import_article(basic, imported(), DRAFT)
    with pytest.raises(NotSignedIn), transaction():
        import_article(VISITOR, imported(), DRAFT)
    assert session.scalar(select(func.count()).where(Article.author_id == "bas")) == 0


def test_a_double_click_imports_once(context: Flask, editor: Actor) -> None:
    with transaction():
        first = import_article(editor, imported(), DRAFT, submission="form 1").id
    with transaction():
        again = import_article(editor, imported(), DRAFT, submission="form 1").id
    with transaction():
        other = import_article(editor, imported(), DRAFT, submission="form 2").id
    assert first == again != other


def test_the_submission_of_one_person_is_nothing_to_another(app: Flask, context: Flask, editor: Actor) -> None:
    otto = person(app, "otto", "editor")
    with transaction():
        first = import_article(editor, imported(), DRAFT, submission="form 1")
        second = import_article(otto, imported(), DRAFT, submission="form 1")
        assert first.id != second.id


def test_a_person_imports_so_many_articles_a_day(empty_database: Any, tmp_path: Any) -> None:
    app = make_host(f"sqlite:///{tmp_path / 'few.db'}", DELIBERATE_IMPORTS_PER_DAY=2)
    (tmp_path / "few.db").write_bytes(empty_database.read_bytes())
    editor = person(app, "edda", "editor")
    with app.app_context():
        for _ in range(2):
            with transaction():
                import_article(editor, imported(), DRAFT)
        with pytest.raises(TooMany, match="Go on tomorrow"), transaction():
            import_article(editor, imported(), DRAFT)
        with transaction():
            import_article(SYSTEM, imported(), DRAFT)
        with time_machine.travel(datetime.now().astimezone() + timedelta(hours=25)), transaction():
            import_article(editor, imported(), DRAFT)
        app.extensions["sqlalchemy"].engine.dispose()


def test_namesakes_get_addresses_of_their_own(context: Flask, editor: Actor) -> None:
    with transaction():
        slugs = [import_article(editor, imported(), DRAFT).slug for _ in range(3)]
    assert slugs == ["who-closed-the-bridge", "who-closed-the-bridge-2", "who-closed-the-bridge-3"]


def test_a_link_article_has_an_address_nobody_can_guess(context: Flask, editor: Actor) -> None:
    draft = replace(DRAFT, audience=Audience.LINK)
    with transaction():
        slugs = [import_article(editor, imported(), draft).slug for _ in range(2)]
    tokens = {slug.rpartition("-")[2] for slug in slugs}
    assert len(tokens) == 2
    assert all(len(token) == 32 and int(token, 16) >= 0 for token in tokens)
    assert all(slug.startswith("who-closed-the-bridge-") and len(slug) <= 60 for slug in slugs)


def test_what_the_person_leaves_open_is_found_in_the_text(context: Flask, editor: Actor) -> None:
    page = (
        '<html lang="de"><head><title>Die Brücke</title><meta name="author" content="A. Autor">'
        '<meta property="article:published_time" content="2026-03-02T10:00">'
        '<link rel="canonical" href="https://example.org/b"></head><body><p>Die Brücke ist zu.</p></body></html>'
    )
    with transaction():
        article = import_article(editor, imported(page, "html"), ArticleDraft(title=""))
    assert (article.title, article.byline, article.language) == ("Die Brücke", "A. Autor", "de")
    assert (article.published_on, article.source_url) == (date(2026, 3, 2), "https://example.org/b")
    assert article.slug == "die-brucke"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("word " * 60, "word " * 11 + "word…"),
        ("The bridge is shut.\n\nNobody knows why.", "The bridge is shut."),
        (
            "The city closed the bridge on Monday, and 40 workers were sent home by Tuesday.\n\nNobody knows why.",
            "The city closed the bridge on Monday, and 40 workers were…",
        ),
        (
            "How a rusted cable came to close the oldest bridge of a city that has only two\n\nIt began on Monday.",
            "How a rusted cable came to close the oldest bridge of a city that has only two",
        ),
        (
            "On Monday the city closed the bridge that its ferries had fed since\n1904, and nobody knows why it did.\n",
            "On Monday the city closed the bridge that its ferries had…",
        ),
    ],
)
def test_a_text_without_a_title_is_called_by_its_heading_or_else_its_first_words(
    context: Flask, editor: Actor, text: str, title: str
) -> None:
    with transaction():
        article = import_article(editor, imported(text), ArticleDraft(title=""))
    assert article.title == title
    assert len(article.slug) <= 60


def test_a_page_cannot_smuggle_deceiving_characters_or_links_in_by_its_head(context: Flask, editor: Actor) -> None:
    page = (
        '<html lang="&quot;onclick"><head><title>Good &#8238;dab&#0; title</title>'
        f'<meta name="author" content="{"x" * 400}&#8238;">'
        '<link rel="canonical" href="javascript:alert(1)"></head><body><p>Words stand here.</p></body></html>'
    )
    with transaction():
        article = import_article(editor, imported(page, "html"), ArticleDraft(title=""))
    assert "\u202e" not in article.title
    assert article.byline is not None
    assert len(article.byline) <= 300
    assert (article.language, article.source_url) == ("en", None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"source_url": "https://" + "a" * 3000}, "source_url"),
        ({"title": "evil\u202etitle"}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"language": "<b>"}, "language"),
        ({"audience": Audience.GROUP}, "group_id"),
        ({"audience": Audience.GROUP, "group_id": 77}, "group_id"),
    ],
)
def test_a_draft_that_cannot_stand_is_refused_on_its_field(
    context: Flask, editor: Actor, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal, transaction():
        import_article(editor, imported(), replace(DRAFT, **change))
    assert refusal.value.field == field
    assert session.scalar(select(func.count()).where(Article.author_id == "edda")) == 0


def test_what_the_import_removed_is_kept_with_the_version(context: Flask, editor: Actor) -> None:
    with transaction():
        article = import_article(editor, imported("A NUL\x00 and \u202eturned words."), DRAFT)
    version = current_version(article)
    assert version.text == "A NUL and turned words."
    assert len(version.report) == 2


def test_a_version_never_changes(context: Flask) -> None:
    with transaction():
        article = make_article()
    with pytest.raises(TypeError, match="immutable"), transaction():
        current_version(article).text = "Other words."


# Settings


def settle(actor: Actor, article: Article, number: int = 1, **changes: Any) -> None:
    draft = ArticleDraft(title=article.title, audience=article.audience, group_id=article.group_id)
    with transaction():
        services.change_settings(actor, article, replace(draft, **changes), number)


def test_settings_change_with_an_event_that_names_no_words(context: Flask, editor: Actor) -> None:
    with transaction():
        article = import_article(editor, imported(), DRAFT)
    heard = []

    def listen(sender: Article) -> None:
        heard.append(sender.id)

    with article_changed.connected_to(listen):
        settle(editor, article, title="A better title", premoderated=True, licence="CC BY 4.0")
    assert (article.title, article.premoderated, article.settings_number) == ("A better title", True, 2)
    assert article.slug == "who-closed-the-bridge"
    last = events_of(article)[-1]
    assert (last.action, last.before, last.after) == ("settings", None, "title, premoderated, licence")
    assert heard == [article.id]


def test_settings_that_stay_as_they_were_leave_no_trace(context: Flask, editor: Actor) -> None:
    with transaction():
        article = import_article(editor, imported(), DRAFT)
    settle(editor, article)
    assert (len(events_of(article)), article.settings_number, article.turn) == (1, 1, 1)


def test_a_stale_form_is_told_the_present_settings(context: Flask, editor: Actor) -> None:
    with transaction():
        article = import_article(editor, imported(), DRAFT)
    settle(editor, article, title="The first change")
    with pytest.raises(StaleEdit) as stale:
        settle(editor, article, number=1, title="The second change")
    assert "The first change" in stale.value.current
    assert article.title == "The first change"


def test_an_article_that_turns_to_link_gets_a_new_address(context: Flask, editor: Actor) -> None:
    with transaction():
        article = import_article(editor, imported(), DRAFT)
    settle(editor, article, audience=Audience.LINK)
    first = article.slug
    assert len(first.rpartition("-")[2]) == 32
    assert events_of(article)[-1].after == "audience link"
    assert events_of(article)[-1].before == "audience public"
    settle(editor, article, number=2, audience=Audience.PUBLIC)
    assert article.slug == first
    settle(editor, article, number=3, audience=Audience.LINK)
    assert article.slug != first


def test_an_article_that_leaves_its_group_forgets_it(context: Flask, editor: Actor) -> None:
    with transaction():
        group = services.make_group(editor, "Class 9b")
        article = import_article(editor, imported(), replace(DRAFT, audience=Audience.GROUP, group_id=group.id))
    settle(editor, article, audience=Audience.PUBLIC)
    assert article.group_id is None


def test_only_an_articles_own_editors_settle_it(app: Flask, context: Flask, editor: Actor) -> None:
    with transaction():
        article = import_article(editor, imported(), DRAFT)
    for actor in (person(app, "mod", "moderator"), person(app, "reg", level=3), person(app, "eve", "editor")):
        with pytest.raises(NotAllowed):
            settle(actor, article, title="Mine now")


# Its life


def test_an_article_goes_from_draft_to_open_to_closed_and_back_with_an_event_each(
    context: Flask, editor: Actor
) -> None:
    with transaction():
        article = import_article(editor, imported(), DRAFT)
        services.open_article(editor, article)
        opened = article.opened_at
        services.close(editor, article, "Everything is said.")
        services.reopen(editor, article, "A report came out.")
        services.close(editor, article, "Now it is.")
        services.archive(editor, article, "A year has passed.")
        services.unpublish(editor, article, "The publisher asked.")
        services.open_article(editor, article)
    assert article.opened_at == opened is not None
    steps = [(event.action, event.before, event.after) for event in events_of(article)[1:]]
    assert steps == [
        ("publish", "draft", "open"),
        ("close", "open", "closed"),
        ("reopen", "closed", "open"),
        ("close", "open", "closed"),
        ("archive", "closed", "archived"),
        ("unpublish", "archived", "draft"),
        ("publish", "draft", "open"),
    ]
    reasons = set(session.scalars(select(EventReason.text)))
    assert {"Everything is said.", "The publisher asked."} <= reasons
    assert verify_chain().fault is None


ALLOWED = {
    ("publish", State.DRAFT),
    ("close", State.OPEN),
    ("reopen", State.CLOSED),
    ("archive", State.CLOSED),
    *(("unpublish", state) for state in (State.OPEN, State.CLOSED, State.ARCHIVED)),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", ["publish", "close", "reopen", "archive", "unpublish"])
def test_a_step_from_the_wrong_state_is_a_conflict_and_changes_nothing(
    context: Flask, editor: Actor, step: str, state: State
) -> None:
    with transaction():
        article = make_article(author="edda", state=state)
    take = {
        "publish": lambda: services.open_article(editor, article),
        "close": lambda: services.close(editor, article, "Because."),
        "reopen": lambda: services.reopen(editor, article, "Because."),
        "archive": lambda: services.archive(editor, article, "Because."),
        "unpublish": lambda: services.unpublish(editor, article, "Because."),
    }[step]
    if (step, state) in ALLOWED:
        with transaction():
            take()
        return
    with pytest.raises(Conflict, match=f"This article is {state.value}; to {step} it"), transaction():
        take()
    assert article.state is state
    assert events_of(article) == []


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 2001])
def test_closing_needs_a_reason(context: Flask, editor: Actor, reason: str) -> None:
    with transaction():
        article = make_article(author="edda")
    with pytest.raises(Invalid) as refusal, transaction():
        services.close(editor, article, reason)
    assert refusal.value.field == "reason"


def test_a_moderator_may_close_what_others_imported_and_a_member_may_not(app: Flask, context: Flask) -> None:
    moderator, member = person(app, "mo", "moderator"), person(app, "reg", level=3)
    with transaction():
        article = make_article(author="edda")
        services.close(moderator, article, "A flood of spam.")
    with pytest.raises(NotAllowed), transaction():
        services.reopen(member, article, "I want to.")


# Co-editors


def test_a_co_editor_edits_until_they_are_removed(app: Flask, context: Flask, editor: Actor) -> None:
    helper = person(app, "cora", level=0)
    with transaction():
        article = import_article(editor, imported(), DRAFT)
        services.add_editor(editor, article, "cora")
    assert editors_of(article) == ["cora"]
    assert [each.id for each in edited_articles(helper)] == [article.id]
    settle(helper, article, title="Cora's title")
    with transaction():
        services.remove_editor(editor, article, "cora")
    assert editors_of(article) == []
    with pytest.raises(NotAllowed):
        settle(helper, article, number=2, title="Cora's again")
    added, removed = [each for each in events_of(article) if "editor" in each.action]
    assert added.after == removed.before
    assert "cora" not in str(added.after)


def test_a_double_click_adds_and_removes_an_editor_once(app: Flask, context: Flask, editor: Actor) -> None:
    person(app, "cora")
    with transaction():
        article = import_article(editor, imported(), DRAFT)
    for _ in range(2):
        with transaction():
            services.add_editor(editor, article, "cora")
    assert editors_of(article) == ["cora"]
    for _ in range(2):
        with transaction():
            services.remove_editor(editor, article, "cora")
    assert [each.action for each in events_of(article)] == ["import", "add_editor", "remove_editor"]


@pytest.mark.parametrize("name", ["nobody", "", "  ", "edda"])
def test_nobody_unknown_becomes_an_editor_nor_whoever_is_one_by_importing(
    context: Flask, editor: Actor, name: str
) -> None:
    with transaction():
        article = import_article(editor, imported(), DRAFT)
    with pytest.raises(Invalid) as refusal, transaction():
        services.add_editor(editor, article, name)
    assert refusal.value.field == "name"
    assert editors_of(article) == []


def test_the_articles_one_edits_are_listed_whatever_their_state_and_audience(
    app: Flask, context: Flask, editor: Actor
) -> None:
    with transaction():
        make_article(author="edda", slug="older", changed_at=datetime(2026, 1, 1).astimezone(), state=State.DRAFT)
        newer = make_article(author="otto", slug="newer", audience=Audience.LINK)
        session.add(ArticleEditor(article_id=newer.id, actor_id="edda"))
        make_article(author="otto", slug="of others")
    assert [each.slug for each in edited_articles(editor)] == ["newer", "older"]
    assert [each.slug for each in edited_articles(editor, limit=1)] == ["newer"]
