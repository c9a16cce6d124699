"""Lists of watched words: what they do to posts, trying them first, and what the log tells of them."""

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import SYSTEM_ID
from deliberate.core.contributions import Status, seal
from deliberate.core.db import session, transaction
from deliberate.core.errors import Invalid, NotAllowed, StaleEdit
from deliberate.core.events import Event, EventReason
from deliberate.evidence.drafts import BearingDraft
from deliberate.evidence.editing import edit_bearing
from deliberate.evidence.services import post_remark
from deliberate.moderation.conduct import WordList
from deliberate.moderation.models import Flag, FlagReason
from deliberate.moderation.queue import queue_page
from deliberate.moderation.services import raise_flag
from deliberate.moderation.watching import read_entries
from deliberate.moderation.word_lists import change_list, entries_of, find_list, try_list
from deliberate.propositions.models import Proposition
from tests.host import person
from tests.moderation.scenes import item_of, moderator, opened, posted


def watching(app: Flask, claim: Proposition | None, **typed: str) -> None:
    """Watch these words in the claim's article, or on the whole site."""
    admin = person(app, "ada", "admin")
    with transaction():
        article = claim.article if claim else None
        found = find_list(article)
        change_list(admin, article, read_entries(**typed), found.number if found else 0)


@pytest.mark.parametrize("on_site", [True, False])
def test_what_holds_a_blocked_word_is_refused_and_its_author_told_which(context: Flask, on_site: bool) -> None:
    claim, ann = opened(context), person(context, "ann", level=2)
    watching(context, None if on_site else claim, block="boat*")
    with pytest.raises(Invalid, match="“boats”"):
        posted(ann, claim, warrant="Buy ＢＯＡＴＳ here.")
    with pytest.raises(Invalid, match="“boats”"), transaction():
        post_remark(ann, claim.article, claim, "Boats?")
    assert posted(ann, claim).is_visible


@pytest.mark.parametrize("field", ["quote", "link", "citation", "origin", "warrant"])
def test_every_field_is_looked_at(context: Flask, field: str) -> None:
    claim, ann = opened(context), person(context, "ann", level=2)
    watching(context, claim, block="boat*")
    with pytest.raises(Invalid, match="“boats”"):
        posted(ann, claim, **{field: "https://example.org/boats" if field == "link" else "Of boats."})


def test_what_holds_a_held_word_waits_and_its_author_is_told_why(context: Flask) -> None:
    claim, ann = opened(context), person(context, "ann", level=2)
    watching(context, claim, hold="free crypto")
    bearing = posted(ann, claim, warrant="Get free crypto!")
    assert bearing.status is Status.PENDING
    assert "“free crypto”" in (bearing.held_because or "")


def test_what_holds_a_reported_word_shows_and_stands_in_the_queue_once(context: Flask) -> None:
    claim, ann, mo = opened(context), person(context, "ann", level=2), moderator(context)
    watching(context, claim, flag="shoes")
    bearing = posted(ann, claim, warrant="These shoes fit.")
    assert bearing.is_visible
    flag = session.scalars(select(Flag)).one()
    assert (flag.contribution_id, flag.actor_id, flag.reason) == (bearing.id, SYSTEM_ID, FlagReason.WATCHED)
    assert flag.note == "It holds “shoes”."
    assert [each.contribution.id for each in queue_page(mo).entries] == [bearing.id]


def test_an_edit_is_looked_at_as_a_post_is(context: Flask) -> None:
    claim, ann = opened(context), person(context, "ann", level=2)
    bearing = posted(ann, claim)
    watching(context, claim, block="boats", flag="shoes")
    with transaction():
        with pytest.raises(Invalid, match="“boats”"):
            edit_bearing(ann, bearing, BearingDraft(bearing.side, "Boats."), bearing.version)
        edit_bearing(ann, bearing, BearingDraft(bearing.side, "Shoes."), bearing.version)
    assert session.scalars(select(Flag.revision)).one() == 2


def test_flags_of_the_system_set_nothing_aside(context: Flask) -> None:
    claim, ann = opened(context), person(context, "ann", level=2)
    watching(context, claim, flag="shoes")
    others = [person(context, name, level=3) for name in ("cas", "col")]
    bearing = posted(ann, claim, warrant="These shoes fit.")
    with transaction():
        for other in others:
            raise_flag(other, bearing, FlagReason.ABUSE)
    assert bearing.status is Status.VISIBLE


def test_nobody_reports_in_the_systems_name(context: Flask) -> None:
    claim, ann, ben = opened(context), person(context, "ann", level=2), person(context, "ben", level=2)
    bearing = posted(ann, claim)
    with transaction(), pytest.raises(Invalid):
        raise_flag(ben, bearing, FlagReason.WATCHED)


@pytest.mark.parametrize(("name", "roles"), [("editor", ()), ("mo", ("moderator",))])
def test_editors_of_the_article_and_moderators_are_exempt(context: Flask, name: str, roles: tuple[str, ...]) -> None:
    claim = opened(context)
    watching(context, claim, block="boats", flag="shoes")
    assert posted(person(context, name, *roles), claim, warrant="Boats and shoes.").is_visible
    assert session.scalars(select(Flag)).all() == []


def test_a_list_of_one_article_is_not_of_another(context: Flask) -> None:
    claim, other, ann = opened(context), opened(context), person(context, "ann", level=2)
    watching(context, claim, block="boats")
    assert posted(ann, other, warrant="Boats.").is_visible


def test_the_newest_version_holds_and_the_log_has_a_digest_and_no_word(context: Flask) -> None:
    claim, ann = opened(context), person(context, "ann", level=2)
    watching(context, claim, block="boats")
    watching(context, claim, block="shoes")
    watching(context, claim, block="shoes")
    assert posted(ann, claim, warrant="Boats.").is_visible
    events = session.scalars(select(Event).where(Event.action == "watch_words").order_by(Event.id)).all()
    assert [(each.revision, each.target_kind) for each in events] == [(1, "article"), (2, "article")]
    stored = session.scalars(select(WordList).order_by(WordList.number)).all()
    assert [each.body_digest for each in events] == [each.digest for each in stored]
    assert session.scalars(select(EventReason).where(EventReason.text.contains("boats"))).all() == []
    assert seal({"entries": stored[0].entries})[1] != stored[0].digest, "each version has a salt of its own"


def test_only_admins_watch_the_site_and_only_editors_and_moderators_an_article(context: Flask) -> None:
    claim, mo, ann = opened(context), moderator(context), person(context, "ann", level=3)
    editor = person(context, "editor")
    with transaction():
        with pytest.raises(NotAllowed):
            change_list(mo, None, [], 0)
        with pytest.raises(NotAllowed):
            change_list(ann, claim.article, [], 0)
        change_list(mo, claim.article, read_entries("boats"), 0)
        change_list(editor, claim.article, read_entries("shoes"), 1)


def test_whoever_was_overtaken_is_told(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    with transaction():
        change_list(mo, claim.article, read_entries("boats"), 0)
        with pytest.raises(StaleEdit):
            change_list(mo, claim.article, read_entries("shoes"), 0)
    assert [each.written for each in entries_of(find_list(claim.article))] == ["boats"]


def test_a_list_is_tried_on_a_sample_and_on_what_readers_see_and_stores_nothing(context: Flask) -> None:
    claim, other = opened(context), opened(context)
    mo, ada, ann = moderator(context), person(context, "ada", "admin"), person(context, "ann", level=2)
    here, there = posted(ann, claim, warrant="Boats."), posted(ann, other, warrant="Boats.")
    hidden = posted(ann, claim, "Another.", warrant="Boats.")
    with transaction():
        hidden.status = Status.REMOVED
    entries = read_entries(block="boat*")
    trial = try_list(mo, claim.article, entries, "A boat, BOATS.")
    assert [hit.met for hit in trial.in_sample] == ["boat"]
    assert [met.contribution.id for met in trial.posts] == [here.id]
    everywhere = try_list(ada, None, entries, "")
    assert [met.contribution.id for met in everywhere.posts] == [there.id, here.id]
    assert session.scalars(select(WordList)).all() == []
    assert here.is_visible
    assert item_of(here).is_visible
