"""Titles, and words of curation, of reviews and of what was put off, are erased wherever they stand."""

from flask import Flask
from sqlalchemy import select

from deliberate.core.db import session, transaction
from deliberate.core.events import Event, EventReason, verify_chain
from deliberate.evidence.models import Publisher, Reliability
from deliberate.jobs.running import run_due
from deliberate.moderation.claiming import defer
from deliberate.moderation.curating.marking import curate_source
from deliberate.moderation.curating.profiles import set_profile
from deliberate.moderation.models import FlagReason
from deliberate.moderation.purging.titles_and_reasons import UNTITLED
from deliberate.moderation.queue import find_entry
from deliberate.moderation.reports.deciding import decide_reports
from deliberate.moderation.reports.raising import report
from deliberate.moderation.reports.things import find_reported, of_article
from tests.factories import make_article, make_bearing, make_proposition
from tests.host import person, sign_in
from tests.moderation.curating.scenes import source_of
from tests.moderation.purging.kept import exports_with, places_with
from tests.moderation.purging.test_things import MARK, purge
from tests.moderation.scenes import flagged, moderator, opened, posted


def test_a_title_goes_with_the_address_made_of_it(context: Flask) -> None:
    editor = person(context, "editor")
    with transaction():
        article = make_article(title=f"The {MARK} of Hill Street", slug=f"the-{MARK}-of-hill-street")
        make_proposition(article, "Somebody denies it.", main_of_id=article.id)
    assert places_with(MARK)
    purge(context, "article title", article.public_id)
    run_due()
    session.expire_all()
    assert (places_with(MARK), exports_with(MARK, editor, article)) == ([], [])
    assert article.title == UNTITLED
    event = session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert event is not None
    assert (event.action, event.target) == ("purge", str(article.public_id))
    assert context.test_client().get(f"/deliberate/a/{article.slug}").status_code == 200


def test_reasons_of_curation_of_reviews_and_of_delays_go_with_what_the_log_has_of_them(context: Flask) -> None:
    mo, ben, cat = moderator(context), person(context, "ben", level=1), person(context, "cat", level=1)
    claim = opened(context)
    first, second = posted(person(context, "ann", level=1), claim), posted(ben, claim, "Another.")
    with transaction():
        publisher = Publisher(name="The Herald", domain="herald.example")
        session.add(publisher)
        session.flush()
        source = source_of(first)
        source.publisher_id = publisher.id
    with transaction():
        set_profile(mo, publisher, "The Herald", Reliability.D, f"It named {MARK}.")
        marked = curate_source(mo, source, "correct_source", f"{MARK} wrote to them.", "https://herald.example/fix")
    flagged(cat, first)
    flagged(cat, second)
    with transaction():
        defer(mo, first, 5, f"{MARK} answers on Monday.")
        defer(mo, second, 5, f"{MARK} is away.")
    gone = session.scalars(select(Event.id).where(Event.action == "defer").order_by(Event.id.desc())).first()
    waits = find_entry(first)
    with transaction():
        report(cat, of_article(claim.article), FlagReason.ABUSE, f"It calls {MARK} names.")
    thing = find_reported(of_article(claim.article))
    assert thing is not None
    assert waits is not None
    with transaction():
        made = decide_reports(mo, thing, "close_reported", "abuse", f"{MARK} is a person.", revision=1)
    for kind, name in (
        *(("publisher reason", publisher.public_id), ("act", marked.public_id), ("deferral", waits.public_id)),
        *(("log reason", gone), ("report notes", thing.public_id), ("review", made.public_id)),
    ):
        purge(context, kind, name)
    run_due()
    session.expire_all()
    assert places_with(MARK) == []
    assert verify_chain().fault is None
    assert (publisher.reliability, waits.deferred_until is not None, made.is_undone) == (Reliability.D, True, False)


def test_the_same_words_about_something_else_stay(context: Flask) -> None:
    mo, cat, claim = moderator(context), person(context, "cat", level=1), opened(context)
    things = [posted(person(context, f"poster {number}", level=1), claim, f"It is {number}.") for number in range(3)]
    for each in things:
        flagged(cat, each)
        with transaction():
            defer(mo, each, 5, f"{MARK} answers on Monday.")
    waits = [find_entry(each) for each in things]
    logged = session.scalars(select(Event).where(Event.action == "defer").order_by(Event.id)).all()
    assert None not in waits
    with transaction():
        papers = [Publisher(name=name) for name in ("One", "Two")]
        session.add_all(papers)
    with transaction():
        set_profile(mo, papers[0], "One", Reliability.D, f"{MARK} left it.")
        set_profile(mo, papers[1], "Two", Reliability.D, f"{MARK} left it.")
    purge(context, "publisher reason", papers[0].public_id)
    purge(context, "deferral", waits[0].public_id)  # type: ignore[union-attr]
    purge(context, "log reason", logged[1].id)
    session.expire_all()
    assert [bool(each and each.deferred_because) for each in waits] == [False, False, True]
    assert [session.get(EventReason, each.id) is not None for each in logged] == [False, False, True]
    assert [each.own_reason for each in papers] == ["", f"{MARK} left it."]
    graded = session.scalars(select(Event.id).where(Event.target_kind == "publisher").order_by(Event.id)).all()
    assert [session.get(EventReason, each) is not None for each in graded[:2]] == [False, True]


def test_admins_alone_find_the_way_to_it_where_the_words_stand(context: Flask) -> None:
    mo, ada, cat = moderator(context), person(context, "ada", "admin"), person(context, "cat", level=1)
    with transaction():
        claim = make_proposition(make_article())
        make_bearing(claim)
    pages = {"/log": "log reason", f"/a/{claim.article.slug}": "article title"}
    thing = of_article(claim.article)
    with transaction():
        report(cat, thing, FlagReason.ABUSE, "Rude.")
    reported = find_reported(thing)
    assert reported is not None
    pages[f"/reports/{reported.public_id}"] = "report notes"
    with transaction():
        decide_reports(mo, reported, "close_reported", "abuse", "It is.", revision=1)
    pages[f"/reports/{reported.public_id}"] = "review"
    for who, finds in ((mo, False), (ada, True)):
        client = context.test_client()
        sign_in(client, who)
        for path, kind in pages.items():
            shown = client.get(f"/deliberate{path}").text
            assert (f"thing={kind.replace(' ', '+')}" in shown) is finds, (who.name, path)
