"""Lists of publishers: imported whole, twice without effect, withdrawn; several may disagree."""

from collections.abc import Mapping

import pytest
from flask import Flask
from sqlalchemy import func, select

from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.core.errors import NotAllowed
from deliberate.core.events import Event, verify_chain
from deliberate.evidence.grades import domains_over, entries_on
from deliberate.evidence.list_reading import read_lists
from deliberate.evidence.models import ListEntry, Publisher, Reliability, SourceList
from deliberate.evidence.source_lists import (
    ListReport,
    get_list_named,
    import_lists,
    look_at_lists,
    withdraw_list,
)
from deliberate.moderation.curating.profiles import set_profile
from deliberate.weighting.models import ScoreEvent
from tests.host import person
from tests.moderation.curating.scenes import every_score, outlet, panel, weigh_all
from tests.moderation.scenes import moderator, opened
from tests.weighting.rooms import log_odds


def admin(app: Flask) -> Actor:
    return person(app, "ada", "admin")


def imported(actor: Actor, text: str, name: str = "One") -> ListReport:
    with transaction():
        (report,) = import_lists(actor, read_lists(text.encode(), name))
    return report


def publisher(domain: str = "outlet1.example") -> Publisher:
    session.expire_all()
    return session.scalars(select(Publisher).where(Publisher.domain == domain)).one()


def count() -> Mapping[str, int | None]:
    return {
        each.__tablename__: session.scalar(select(func.count()).select_from(each))
        for each in (SourceList, ListEntry, Event)
    }


def test_an_import_grades_publishers_and_weighs_anew_and_withdrawing_it_puts_all_back(context: Flask) -> None:
    claim, ada = opened(context), admin(context)
    weigh_all(panel(context, claim), [outlet(context, claim, 1)])
    before = every_score()
    report = imported(ada, "domain,status,reason\noutlet1.example,high,It is careful.\nother.example,low,\n")
    assert (report.added, report.changed, report.removed, report.unchanged) == (2, 0, 0, 0)
    assert [(each.name, each.before, each.after) for each in report.regraded] == [
        ("outlet1.example", Reliability.F, Reliability.B)
    ]
    assert log_odds(claim) > before[claim.id][0]
    with transaction():
        withdraw_list(ada, get_list_named("One"))
    assert every_score()[claim.id][0] == pytest.approx(before[claim.id][0], abs=1e-9)
    assert publisher().reliability is Reliability.F
    imported(ada, "domain,status\noutlet1.example,high\n")
    assert publisher().reliability is Reliability.B
    assert verify_chain().fault is None


def test_the_same_file_again_changes_nothing_and_a_new_one_replaces_it(context: Flask) -> None:
    ada = admin(context)
    text = "domain,status\none.example,A\ntwo.example,B\n"
    imported(ada, text)
    before = count()
    again = imported(ada, text)
    assert (again.added, again.changed, again.removed, again.unchanged) == (0, 0, 0, 2)
    assert count() == before
    other = imported(ada, "domain,status\none.example,C\nthree.example,B\n")
    assert (other.added, other.changed, other.removed, other.unchanged) == (1, 1, 1, 0)
    assert session.scalars(select(ListEntry.domain).order_by(ListEntry.domain)).all() == [
        "one.example",
        "three.example",
    ]


def test_looking_first_stores_nothing_and_says_the_same(context: Flask) -> None:
    claim, ada = opened(context), admin(context)
    weigh_all(panel(context, claim), [outlet(context, claim, 1)])
    before, scores = count(), every_score()
    lists = read_lists(b"domain,status\noutlet1.example,A\n", "One")
    with transaction():
        (looked,) = look_at_lists(ada, lists)
    assert count() == before
    assert every_score() == scores
    assert publisher().reliability is Reliability.F
    assert imported(ada, "domain,status\noutlet1.example,A\n") == looked


def test_where_lists_disagree_this_site_goes_first_and_then_the_newest(context: Flask) -> None:
    claim, ada, mo = opened(context), admin(context), moderator(context)
    outlet(context, claim, 1)
    imported(ada, "domain,status,date\noutlet1.example,B,2024-01-01\n", "Old")
    imported(ada, "domain,status,date\noutlet1.example,E,2025-01-01\n", "New")
    imported(ada, "domain,status,date\noutlet1.example,A,2023-01-01\n", "Older, imported last")
    assert publisher().reliability is Reliability.E
    found = publisher()
    assert [entry.list.name for entry in entries_on([found])[found.id]] == [
        "New",
        "Old",
        "Older, imported last",
    ]
    with transaction():
        set_profile(mo, publisher(), "Outlet One", Reliability.C, "We have read it for years.")
    assert publisher().reliability is Reliability.C
    with transaction():
        set_profile(mo, publisher(), "Outlet One", None, "The lists know it better.")
        withdraw_list(ada, get_list_named("New"))
    assert publisher().reliability is Reliability.B


def test_a_list_counts_for_what_is_cited_later_and_for_parts_of_a_domain(context: Flask) -> None:
    claim, ada = opened(context), admin(context)
    imported(ada, "domain,status\nexample,E\noutlet1.example,A\n".replace("\nexample,E", ""))
    outlet(context, claim, 1)
    assert publisher().reliability is Reliability.A
    assert domains_over("news.bbc.example") == ["news.bbc.example", "bbc.example"]
    assert domains_over(None) == []


def test_only_admins_import_and_withdraw(context: Flask) -> None:
    mo = moderator(context)
    lists = read_lists(b"domain,status\none.example,A\n", "One")
    with pytest.raises(NotAllowed):
        import_lists(mo, lists)
    imported(admin(context), "domain,status\none.example,A\n")
    with pytest.raises(NotAllowed):
        withdraw_list(mo, get_list_named("One"))


def test_looking_at_a_list_leaves_no_trace_of_balances_that_only_would_have_moved(context: Flask) -> None:
    claim, ada = opened(context), admin(context)
    weigh_all(panel(context, claim), [outlet(context, claim, 1)])
    moves, before = session.query(ScoreEvent).count(), every_score()
    with transaction():
        (report,) = look_at_lists(ada, read_lists(b"domain,status\noutlet1.example,high\n", "One"))
    assert len(report.regraded) == 1
    assert every_score() == before
    assert session.query(ScoreEvent).count() == moves
