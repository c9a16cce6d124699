"""Which versions turn over with what a unit of work writes, by whatever way it is written."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, text, update

from deliberate.accounts.models import AccountBase, User
from deliberate.accounts.services import get_user
from deliberate.articles.models import Article, State
from deliberate.core.base import Base
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.standing import set_level
from deliberate.core.written import (
    EVERYTHING,
    NOBODYS,
    OF_AN_ARTICLE,
    QUIET,
    SITE,
    UNSEEN_AT_FIRST,
    owners_of,
    versions_of,
)
from deliberate.evidence.models import Bearing, Evidence, Publisher, Source
from deliberate.jobs.services import enqueue
from deliberate.propositions.models import Proposition, Stance
from tests.factories import make_article, make_bearing, make_proposition, make_source
from tests.own_site import account


@pytest.fixture
def about(context: Any) -> dict[str, int]:
    """Three articles: the second borrows an item of the first, the third has nothing to do with them."""
    with transaction():
        one, two, three = (make_article(slug=name) for name in ("one", "two", "three"))
        item = make_bearing(make_proposition(one), source=make_source("An almanac")).evidence
        session.add(
            Bearing(
                article=two,
                author_id="cora",
                status=Status.VISIBLE,
                evidence_id=item.id,
                target_id=make_proposition(two).id,
                side="for",
                warrant="It says so.",
                warrant_html="It says so.",
                quote_key="so",
            )
        )
        make_proposition(three)
        session.flush()
        return {"site": SITE, "everything": EVERYTHING, "one": one.id, "two": two.id, "three": three.id}


def turned_by(work: Callable[[], object], about: dict[str, int]) -> set[str]:
    """The names of what turned over while ``work`` was done in a unit."""
    before = versions_of(session, tuple(about.values()))
    with transaction():
        work()
    after = versions_of(session, tuple(about.values()))
    assert all(now >= was for was, now in zip(before, after, strict=True))
    return {name for name, was, now in zip(about, before, after, strict=True) if now > was}


def find(slug: str) -> Article:
    return session.query(Article).filter_by(slug=slug).one()


def claim(slug: str) -> Proposition:
    return session.query(Proposition).filter_by(article_id=find(slug).id).first()  # type: ignore[return-value]


def borrowed() -> Evidence:
    return session.query(Evidence).filter_by(article_id=find("one").id).one()


def set_to(thing: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(thing, name, value)


def test_what_belongs_to_an_article_turns_over_that_one_and_those_that_borrow_it(about: dict[str, int]) -> None:
    everything = {"everything"}
    for work, turned in (
        (lambda: None, set()),
        (lambda: make_proposition(find("three")), everything | {"three"}),
        (lambda: set_to(claim("three"), text="It moved."), everything | {"three"}),
        (lambda: make_bearing(claim("three"), source=make_source("Another")), everything | {"three"}),
        (lambda: set_to(borrowed(), quote="Other words."), everything | {"one", "two"}),
        (lambda: make_bearing(borrowed()), everything | {"one", "two"}),
        (lambda: set_to(find("one"), turn=find("one").turn + 1), everything | {"one"}),
        (lambda: make_article(slug="four"), everything),
    ):
        found = turned_by(work, about)
        assert found == turned


def test_an_item_that_goes_turns_over_every_article_that_uses_what_it_challenged(about: dict[str, int]) -> None:
    with transaction():
        item = make_bearing(borrowed(), quote="It is out of print.").evidence
    assert turned_by(lambda: set_to(item, status=Status.WITHDRAWN), about) >= {"one", "two"}


def test_what_is_written_past_the_session_is_noticed_as_well(about: dict[str, int]) -> None:
    three, source = claim("three").id, borrowed().source_id
    stance = {"proposition_id": three, "after_weights": False, "revision": 1, "answer": "agree"}
    rows = [{**stance, "actor_id": name, "first_answer": "agree"} for name in ("cora", "dora")]
    assert turned_by(lambda: session.execute(insert(Stance), rows), about) == {"everything", "three"}
    changed = update(Proposition).where(Proposition.id == three).values(text="In passing.")
    for work in (
        lambda: session.execute(changed),
        lambda: session.execute(text("UPDATE deliberate_proposition SET rank = 7")),
        lambda: session.connection().exec_driver_sql("UPDATE deliberate_proposition SET rank = 8"),
        lambda: session.bulk_update_mappings(Source, [{"id": source, "url": "in bulk"}]),  # type: ignore[arg-type]
        lambda: session.execute(delete(Stance)),
        lambda: session.connection().execute(text("WITH all_of AS (SELECT 1) UPDATE deliberate_source SET url = 'x'")),
    ):
        assert turned_by(work, about) == {"everything", "site"}


def test_what_may_be_on_any_page_turns_over_the_site(about: dict[str, int]) -> None:
    for work in (
        lambda: set_to(find("one"), state=State.CLOSED),
        lambda: set_to(find("one"), title="Another title"),
        lambda: set_to(session.query(Source).filter_by(citation="An almanac").one(), author="Somebody"),
        lambda: session.execute(update(Publisher).values(name="The post")),
    ):
        assert turned_by(work, about) == {"everything", "site"}


def test_what_nobody_sees_turns_over_nothing(about: dict[str, int]) -> None:
    def work() -> None:
        enqueue("prune_jobs", {})
        set_level("cora", 2)

    assert turned_by(work, about) == set()
    assert turned_by(lambda: make_source("Not cited yet"), about) == {"everything"}


def test_of_an_account_only_what_others_see_turns_over_the_site(own_site: Flask) -> None:
    account(own_site, "cora")
    about = {"site": SITE, "everything": EVERYTHING}
    with own_site.app_context():
        user = get_user("cora").id
        seen = lambda **values: turned_by(lambda: set_to(session.get_one(User, user), **values), about)  # noqa: E731
        assert seen(totp_step=7) == set()
        assert seen(username="Dora") == {"everything", "site"}
        assert turned_by(lambda: session.delete(session.get_one(User, user)), about) == {"everything", "site"}


def test_a_unit_that_fails_turns_over_nothing(about: dict[str, int]) -> None:
    def work() -> None:
        make_proposition(find("three"))
        session.flush()
        raise RuntimeError

    before = versions_of(session, tuple(about.values()))
    with pytest.raises(RuntimeError):
        turned_by(work, about)
    assert versions_of(session, tuple(about.values())) == before


def test_the_lists_name_tables_that_are_there_and_each_leads_somewhere() -> None:
    known = {**Base.metadata.tables, **AccountBase.metadata.tables}
    assert set(known) >= OF_AN_ARTICLE | NOBODYS | UNSEEN_AT_FIRST | QUIET.keys()
    assert not OF_AN_ARTICLE & (NOBODYS | UNSEEN_AT_FIRST)
    assert not [table for table in OF_AN_ARTICLE if not owners_of(table)]
    assert all(fields <= set(known[table].columns.keys()) for table, fields in QUIET.items())
