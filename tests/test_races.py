"""Many processes rate, post, edit and moderate the same things at once: nothing is lost and nothing is there twice."""

from collections import Counter, defaultdict
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import or_, select

from deliberate.accounts.services import get_user
from deliberate.articles.models import Article
from deliberate.core.contributions import Revision
from deliberate.core.db import session, transaction
from deliberate.core.events import verify_chain
from deliberate.evidence.models import Bearing, Evidence
from deliberate.moderation.models import Decision
from deliberate.propositions.models import Stance
from deliberate.weighting.models import Dimension, Rating
from deliberate.weighting.recounting import recount
from deliberate.weighting.services import reweigh
from tests.factories import make_article, make_bearing, make_proposition
from tests.own_site import account
from tests.racing import Course, Deed, run

#: What each kind of deed may be answered with: it is stored, or somebody was there first.
ANSWERS = {"rate": {303}, "post": {303}, "edit": {303, 409}, "decide": {303, 409}, "stand": {303}}

#: The share of what is sent that may be answered with a 503. Waiting for a turn is the site's work, not people's.
MOST_REFUSED = 0.2


def lay_out(app: Flask, data: Path, pairs: int, rounds: int) -> Course:
    """One article with a claim, items that all rate and moderate, and an item of each person's own."""
    people = [account(app, f"person-{number}", level=2).key for number in range(pairs)]
    for number in range(pairs):
        account(app, f"warden-{number}", "moderator")
    with app.app_context():
        return _article(app, data, people, rounds)


def _article(app: Flask, data: Path, people: list[str], rounds: int) -> Course:
    with transaction():
        claim = make_proposition(make_article(), words="The bridge closed on Monday.")
        claim.main_of_id = claim.article_id
        shared = [make_bearing(claim) for _ in range(3)]
        own = [make_bearing(claim, author=each) for each in people]
        # Rows made by hand were never weighed.
        for article in session.scalars(select(Article)).all():
            reweigh(article)
        return Course(
            data=str(data),
            url=app.config["SQLALCHEMY_DATABASE_URI"],
            claim=str(claim.public_id),
            shared=[str(each.public_id) for each in shared],
            own=[str(each.public_id) for each in own],
            items=[str(each.evidence.public_id) for each in shared],
            rounds=rounds,
        )


@pytest.mark.parametrize(
    ("processes", "rounds"), [(4, 3), pytest.param(16, 2, marks=pytest.mark.slow)], ids=["four", "sixteen"]
)
def test_of_many_who_write_at_once_nothing_is_lost(own_site: Flask, processes: int, rounds: int) -> None:
    course = lay_out(own_site, Path(own_site.instance_path), processes // 2, rounds)
    deeds = run(course, processes)
    assert len(deeds) == processes * rounds * len(ANSWERS)
    assert {(deed.what, deed.status) for deed in deeds if deed.status not in ANSWERS[deed.what]} == set()
    refused = sum(deed.refused for deed in deeds)
    share = refused / (refused + len(deeds))
    print(f"asked to come back: {refused} times over {len(deeds)} deeds, {share:.1%}")  # noqa: T201
    assert share < MOST_REFUSED
    stored = [deed for deed in deeds if deed.status == 303]
    with own_site.app_context():
        ratings_hold([deed for deed in stored if deed.what == "rate"])
        posts_hold({(person_of(deed), deed.name) for deed in stored if deed.what == "post"})
        edits_hold([deed for deed in stored if deed.what == "edit"])
        decisions_hold([deed for deed in stored if deed.what == "decide"])
        stances_hold([deed for deed in stored if deed.what == "stand"])
        assert verify_chain().fault is None
        sums_equal_a_recount()


def person_of(deed: Deed) -> str:
    """The id of whose window it was."""
    return get_user(f"person-{deed.process // 2}").actor_id


def ratings_hold(deeds: list[Deed]) -> None:
    """One answer per person, item and question: the last that one of the person's two windows gave."""
    last: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for deed in deeds:
        last[person_of(deed), deed.name][deed.process] = int(deed.value)
    rated = or_(Rating.contribution_id == Bearing.id, Rating.contribution_id == Bearing.evidence_id)
    rows = session.execute(
        select(Rating.actor_id, Bearing.public_id, Rating.dimension, Rating.quarters)
        .join(Bearing, rated)
        .where(Rating.actor_id.in_({person for person, _ in last}))
    ).all()
    assert len(rows) == len(last) * len(Dimension)
    for person, bearing, _, quarters in rows:
        assert quarters in last[person, str(bearing)].values()


def posts_hold(posts: set[tuple[str, str]]) -> None:
    """What both windows sent is there once."""
    bearings = session.execute(select(Bearing.author_id, Bearing.submission).where(Bearing.submission.is_not(None)))
    assert Counter((author, submission) for author, submission in bearings) == Counter(posts)
    quotes = session.scalars(select(Evidence.quote).where(Evidence.quote.contains(", number ")))
    assert Counter(quotes) == Counter(f"The cable showed rust, number {name}." for _, name in posts)


def edits_hold(deeds: list[Deed]) -> None:
    """Each edit is a revision of its own, numbered without a gap, and the last of them is what readers see."""
    for public_id in {deed.name for deed in deeds}:
        bearing = session.scalars(select(Bearing).where(Bearing.public_id == UUID(public_id))).one()
        revisions = session.scalars(
            select(Revision).where(Revision.contribution_id == bearing.id).order_by(Revision.number)
        ).all()
        assert [each.number for each in revisions] == list(range(1, len(revisions) + 1))
        assert Counter(each.body["warrant"] for each in revisions[1:]) == Counter(
            deed.value for deed in deeds if deed.name == public_id
        )
        assert (bearing.revision, bearing.warrant) == (revisions[-1].number, revisions[-1].body["warrant"])


def decisions_hold(deeds: list[Deed]) -> None:
    """Each decision is recorded, each began where the one before it ended, and the last of them holds."""
    for public_id in {deed.name for deed in deeds}:
        item = session.scalars(select(Evidence).where(Evidence.public_id == UUID(public_id))).one()
        decisions = session.scalars(
            select(Decision).where(Decision.contribution_id == item.id).order_by(Decision.id)
        ).all()
        assert Counter(each.action for each in decisions) == Counter(
            deed.value for deed in deeds if deed.name == public_id
        )
        assert [each.before for each in decisions[1:]] == [each.after for each in decisions[:-1]]
        assert item.curation.value == decisions[-1].after


def stances_hold(deeds: list[Deed]) -> None:
    """One stance per person, and it is the last that one of their windows stated."""
    last: dict[str, dict[int, str]] = defaultdict(dict)
    for deed in deeds:
        last[person_of(deed)][deed.process] = deed.value
    stances = session.execute(select(Stance.actor_id, Stance.answer)).all()
    assert {person for person, _ in stances} == last.keys()
    assert len(stances) == len(last)
    assert all(answer.value in last[person].values() for person, answer in stances)


def sums_equal_a_recount() -> None:
    """Every balance is what weighing everything anew gives."""
    for article_id in session.scalars(select(Article.id)).all():
        with transaction():
            drift = recount(session.get_one(Article, article_id))
        assert drift.moved == 0
