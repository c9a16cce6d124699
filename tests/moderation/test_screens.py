"""What new contributions meet before they show."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import TooMany
from deliberate.core.standing import standing_of
from deliberate.propositions.models import Proposition
from deliberate.settings import Settings
from tests.factories import make_bearing
from tests.host import make_host, person
from tests.moderation.scenes import opened, posted


def test_in_a_pre_moderated_article_everything_waits_and_the_author_is_told_why(context: Flask) -> None:
    bearing = posted(person(context, "ann", level=2), opened(context, premoderated=True))
    assert bearing.status is Status.PENDING
    assert bearing.held_because is not None
    assert "In this article a moderator looks" in bearing.held_because


@pytest.mark.parametrize("name", ["editor", "mo"])
def test_what_its_editors_and_the_moderators_write_passes(context: Flask, name: str) -> None:
    actor = person(context, name, *(["moderator"] if name == "mo" else []))
    assert posted(actor, opened(context, premoderated=True)).status is Status.VISIBLE


def test_an_editor_elsewhere_is_nobody_special_here(context: Flask) -> None:
    actor = person(context, "ed", "editor", level=1)
    assert posted(actor, opened(context, premoderated=True)).status is Status.PENDING


def test_a_newcomers_posts_wait_until_enough_are_approved(context: Flask) -> None:
    ann, claim = person(context, "ann"), opened(context)
    for quote in ("One.", "Two.", "Three."):
        bearing = posted(ann, claim, quote)
        assert bearing.status is Status.PENDING
        assert "first 2 posts" in (bearing.held_because or "")
    with transaction():
        standing_of("ann").approved = 2
    assert posted(ann, claim, "Four.").status is Status.VISIBLE


def test_a_member_passes(context: Flask) -> None:
    assert posted(person(context, "ann", level=1), opened(context)).status is Status.VISIBLE


@pytest.mark.parametrize(("links", "status"), [(2, Status.VISIBLE), (3, Status.PENDING)])
def test_many_links_of_a_newcomer_wait(context: Flask, links: int, status: Status) -> None:
    ann, claim = person(context, "ann"), opened(context)
    with transaction():
        standing_of("ann").approved = 2
    warrant = " ".join(f"See https://example.org/{number}." for number in range(links))
    assert posted(ann, claim, warrant=warrant).status is status


@pytest.mark.parametrize(
    ("address", "status"), [("https://www.example.org", Status.VISIBLE), ("ｗｗｗ.example.org", Status.VISIBLE)]
)
def test_an_address_is_one_link_however_it_is_written(context: Flask, address: str, status: Status) -> None:
    ann, claim = person(context, "ann"), opened(context)
    with transaction():
        standing_of("ann").approved = 2
    assert posted(ann, claim, "One.", warrant=f"See {address} and {address}.").status is status
    assert posted(ann, claim, "Two.", warrant=f"See {address}, {address} and {address}.").status is Status.PENDING


def test_links_are_counted_over_all_fields_together_and_the_author_is_told(context: Flask) -> None:
    ann, claim = person(context, "ann"), opened(context)
    with transaction():
        standing_of("ann").approved = 2
    bearing = posted(
        ann,
        claim,
        "It says so on https://example.org/a.",
        warrant="See https://example.org/b.",
        link="https://example.org/c",
        citation="A page",
    )
    assert bearing.status is Status.PENDING
    assert "more than 2 links" in (bearing.held_because or "")


def test_links_of_a_member_are_not_counted(context: Flask) -> None:
    warrant = " ".join(f"See https://example.org/{number}." for number in range(9))
    assert posted(person(context, "ann", level=1), opened(context), warrant=warrant).status is Status.VISIBLE


def _posted_today(claim: Proposition, count: int) -> None:
    with transaction():
        for _each in range(count):
            make_bearing(session.merge(claim), author="ann").created_at = now() - timedelta(hours=2)


def test_the_days_limit_counts_posts_and_not_rows_and_ends_with_the_day(context: Flask) -> None:
    ann, claim = person(context, "ann", level=1), opened(context)
    _posted_today(claim, Settings.posts_per_day - 1)
    posted(ann, claim, "The last of today.")
    with pytest.raises(TooMany, match="100 times"):
        posted(ann, claim, "One more.")
    with time_machine.travel(now() + timedelta(days=1, minutes=1), tick=False):
        posted(ann, claim, "One more.")


def test_a_site_may_hold_nothing_of_newcomers(app: Flask) -> None:
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    other = make_host(address, DELIBERATE_NEWCOMER_POSTS_HELD=0)
    with other.app_context():
        assert posted(person(other, "ann"), opened(other)).status is Status.VISIBLE
