"""The daily recount: records, levels, weights, followers and groups, and what it moves."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.articles.models import Article, Audience, Group
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.events import Event
from deliberate.core.site import IMPORTED_ID
from deliberate.core.standing import set_level
from deliberate.evidence.models import Bearing, Curation, Evidence
from deliberate.jobs.running import run_due
from deliberate.moderation.services import decide, undo
from deliberate.propositions.models import Answer, Proposition
from deliberate.weighting.case import Viewpoint
from deliberate.weighting.daily import recount_raters
from deliberate.weighting.gathering import viewpoints_of
from deliberate.weighting.models import ItemScore, RaterRecord, Rating, Score, ViewpointFactor
from deliberate.weighting.records import Record, record_of
from deliberate.weighting.services import reweigh, show_ledger
from deliberate.weighting.viewpoints import composition_of
from tests.factories import make_bearing, make_rating, rate_fully
from tests.host import person
from tests.weighting.crowds import two_camps
from tests.weighting.rooms import K, P, R, main_claim, stand, weighs


@pytest.fixture
def bearing(context: Flask) -> Bearing:
    with transaction():
        claim = main_claim()
        made = make_bearing(claim)
        reweigh(claim.article)
    return made


@pytest.fixture
def mo(app: Flask) -> Actor:
    return person(app, "mo", "moderator")


def _evidence(bearing: Bearing) -> Evidence:
    return session.get_one(Evidence, bearing.evidence_id)


def _decided(actor: Actor, bearing: Bearing, action: str) -> object:
    with transaction():
        address = "https://example.org/retraction" if action == "mark_retracted" else None
        return decide(actor, _evidence(bearing), action, "contested", "See there.", address=address)


def _weights(name: str) -> set[tuple[int, float]]:
    return {
        (each.level, round(each.weight, 3)) for each in session.scalars(select(Rating).where(Rating.actor_id == name))
    }


def _a_day_later() -> None:
    with time_machine.travel(now() + timedelta(days=1, minutes=1)):
        run_due()
    session.rollback()


def test_a_retraction_speaks_for_those_who_doubted_the_source_before(app: Flask, bearing: Bearing, mo: Actor) -> None:
    for name, quarters in (("ann", 0), ("ben", 4), ("cem", 2)):
        weighs(person(app, name, level=2), bearing, quarters)
    _decided(mo, bearing, "mark_retracted")
    recount_raters()
    assert [record_of(name) for name in ("ann", "ben", "cem")] == [Record(1, 0), Record(0, 1), Record()]
    assert _weights("ann") == {(2, 1.333)}
    assert _weights("ben") == {(2, 0.667)}
    assert _weights("cem") == {(2, 1.0)}


def test_what_was_cleared_of_a_doubt_speaks_for_those_who_trusted_it(app: Flask, bearing: Bearing, mo: Actor) -> None:
    weighs(person(app, "ann", level=2), bearing, 4)
    weighs(person(app, "ben", level=2), bearing, 1)
    _decided(mo, bearing, "dispute")
    recount_raters()
    assert record_of("ann") == Record()
    with time_machine.travel(now() + timedelta(hours=1)):
        cleared = _decided(mo, bearing, "clear")
    recount_raters()
    assert (record_of("ann"), record_of("ben")) == (Record(1, 0), Record(0, 1))
    with transaction():
        undo(mo, session.merge(cleared), "It was too early.")
    recount_raters()
    assert record_of("ann") == Record()
    assert session.scalars(select(RaterRecord)).all() == []


def test_who_had_seen_the_sums_or_rated_afterwards_earns_nothing(app: Flask, bearing: Bearing, mo: Actor) -> None:
    ann, ben = person(app, "ann", level=2), person(app, "ben", level=2)
    with transaction():
        show_ledger(ann, session.get_one(Article, bearing.article_id))
    weighs(ann, bearing, 0)
    with transaction():
        _evidence(bearing).curation, _evidence(bearing).curated_at = Curation.RETRACTED, now() - timedelta(days=1)
    with transaction():
        for subject, dimension in ((bearing, R), (bearing, P), (_evidence(bearing), K)):
            make_rating(subject, ben.key, dimension, 0)
    recount_raters()
    assert (record_of("ann"), record_of("ben")) == (Record(), Record())


def test_a_later_rating_is_given_with_the_record_one_has(app: Flask, bearing: Bearing) -> None:
    with transaction():
        session.add(RaterRecord(actor_id="ann", agreed=3, disagreed=0))
    weighs(person(app, "ann", level=2), bearing)
    assert _weights("ann") == {(2, 1.6)}


def test_a_level_that_changed_reaches_ones_ratings_with_the_recount_and_moves_the_weights(
    app: Flask, bearing: Bearing
) -> None:
    for name in ("ann", "ben"):
        weighs(person(app, name, level=1), bearing)
    before = session.get_one(ItemScore, bearing.id).weight
    with transaction():
        set_level("ann", 3)
    assert _weights("ann") == {(1, 0.5)}
    _a_day_later()
    assert _weights("ann") == {(3, 1.25)}
    assert session.get_one(ItemScore, bearing.id, populate_existing=True).weight > before


def test_a_recount_that_finds_nothing_new_writes_nothing(app: Flask, bearing: Bearing) -> None:
    weighs(person(app, "ann", level=1), bearing)
    weighs(person(app, "mo", "moderator"), bearing)
    recount_raters()
    at = session.get_one(Score, bearing.target_id).at
    with time_machine.travel(now() + timedelta(hours=1)):
        recount_raters()
        run_due()
    assert session.get_one(Score, bearing.target_id, populate_existing=True).at == at
    assert _weights("mo") == {(4, 1.5)}


def test_ratings_that_came_with_a_file_keep_the_weight_they_were_trusted_with(bearing: Bearing) -> None:
    with transaction():
        make_rating(bearing, f"{IMPORTED_ID}x:ann", R, 4, 3)
    before = _weights(f"{IMPORTED_ID}x:ann")
    recount_raters()
    assert _weights(f"{IMPORTED_ID}x:ann") == before


def _settle() -> None:
    """Whoever has rated is no newcomer."""
    for name in session.scalars(select(Rating.actor_id).distinct()).all():
        set_level(name, 1)


def _copied(people: int, items: int, **fields: object) -> list[Bearing]:
    """Items that so many people gave the same, and two others something else."""
    with transaction():
        claim = main_claim(**fields)
        bearings = [make_bearing(claim) for _ in range(items)]
        for number in range(people):
            for bearing in bearings:
                rate_fully(bearing, f"copy {number:02}", 4)
        for number, bearing in enumerate(bearings):
            rate_fully(bearing, "ann", number % 4)
            rate_fully(bearing, "ben", (number + 1) % 3)
        _settle()
        reweigh(claim.article)
    return bearings


def test_who_follows_others_counts_as_part_of_a_person_once_recounted(context: Flask) -> None:
    bearings = _copied(12, 8)
    before = session.get_one(ItemScore, bearings[0].id).weight
    recount_raters()
    shares = {each.actor_id: each.share for each in session.scalars(select(Rating))}
    assert shares.pop("ann") == shares.pop("ben") == 1
    assert len(shares) >= 12
    assert {round(share, 9) for actor, share in shares.items() if actor.startswith("copy")} == {round(1 / 12, 9)}
    assert session.get_one(ItemScore, bearings[0].id, populate_existing=True).weight < before
    with transaction():
        for rating in session.scalars(select(Rating).where(Rating.actor_id.like("copy%"))):
            rating.quarters = (7 * int(rating.actor_id[-2:]) + rating.contribution_id) % 5
            rating.created_at += timedelta(hours=3 * int(rating.actor_id[-2:]))
    recount_raters()
    session.rollback()
    assert {each.share for each in session.scalars(select(Rating))} == {1.0}


def test_the_pages_of_the_item_and_of_the_sum_say_that_ratings_follow_each_other(
    context: Flask, client: FlaskClient
) -> None:
    bearings = _copied(12, 8)
    recount_raters()
    session.rollback()
    bearing = session.get_one(Bearing, bearings[0].id)
    words = "12 people’s ratings that follow each other count as 1."
    assert words in client.get(f"/deliberate/evidence/{_evidence(bearing).public_id}").text
    claim = session.get_one(Proposition, bearing.target_id)
    ledger = client.get(f"/deliberate/claims/{claim.public_id}/adds-up").text
    assert words in ledger
    assert "copy 0" not in ledger


def test_a_class_that_works_together_is_no_clique(context: Flask) -> None:
    with transaction():
        group = Group(name="Class 9", join_code="ABCDEFGHJK")
        session.add(group)
        session.flush()
    _copied(12, 8, audience=Audience.GROUP, group_id=group.id)
    recount_raters()
    assert {each.share for each in session.scalars(select(Rating))} == {1.0}


def _two_camps(ones: int = 20, others: int = 20) -> Article:
    """An article that two camps rated, each person a dozen items; the camps agree and disagree with its main claim."""
    with transaction():
        claim = main_claim()
        bearings = {}
        for person_, item, value in two_camps(4, ones, others, items=30, each=15):
            if item not in bearings:
                bearings[item] = make_bearing(claim)
            quarters = round(4 * min(1, max(0, value)))
            for dimension in (R, P):
                make_rating(bearings[item], person_, dimension, quarters, 1)
        for n in range(ones):
            stand(f"a{n:03}", claim, Answer.AGREE if n % 5 else Answer.UNSURE)
        for n in range(others):
            stand(f"b{n:03}", claim, Answer.DISAGREE)
        _settle()
        reweigh(claim.article)
        return claim.article


def test_with_enough_ratings_the_groups_are_read_off_them(context: Flask) -> None:
    article = _two_camps()
    assert set(viewpoints_of(article).values()) == {Viewpoint.AGREE, Viewpoint.DISAGREE, Viewpoint.UNDECIDED}
    recount_raters()
    groups = viewpoints_of(session.get_one(Article, article.id))
    ones = [groups[f"a{n:03}"] for n in range(20)]
    others = [groups[f"b{n:03}"] for n in range(20)]
    main_one, main_other = max(set(ones), key=ones.count), max(set(others), key=others.count)
    assert {main_one, main_other} == {Viewpoint.ONE_WAY, Viewpoint.OTHER_WAY}
    assert ones.count(main_one) >= 14
    assert others.count(main_other) >= 14


def test_the_next_day_the_sides_keep_their_names(context: Flask) -> None:
    article = _two_camps()
    recount_raters()
    before = {each.actor_id: each.group for each in session.scalars(select(ViewpointFactor))}
    with transaction():
        claim = session.scalars(select(Score.proposition_id)).first()
        rating = session.scalars(select(Rating).where(Rating.actor_id == "a000")).first()
        assert claim
        assert rating
        rating.quarters = 0
    recount_raters()
    after = {each.actor_id: each.group for each in session.scalars(select(ViewpointFactor))}
    swapped = [name for name in before if {before[name], after[name]} == {Viewpoint.ONE_WAY, Viewpoint.OTHER_WAY}]
    assert swapped == []
    assert session.get_one(Article, article.id)


def test_newcomers_are_placed_on_the_line_and_do_not_draw_it(context: Flask) -> None:
    article = _two_camps()
    recount_raters()
    before = {each.actor_id: each.value for each in session.scalars(select(ViewpointFactor))}
    with transaction():
        like_a = session.scalars(select(Rating).where(Rating.actor_id == "a001")).all()
        for number in range(60):
            for rating in like_a:
                bearing = session.get_one(Bearing, rating.contribution_id)
                make_rating(bearing, f"new {number}", rating.dimension, rating.quarters, 0)
            set_level(f"new {number}", 0)
    recount_raters()
    after = {each.actor_id: each.value for each in session.scalars(select(ViewpointFactor))}
    assert {name: after[name] for name in before} == pytest.approx(before)
    assert (after["new 7"] > 0) is (after["a001"] > 0)
    assert viewpoints_of(session.get_one(Article, article.id))["new 7"] is not Viewpoint.AGREE


def test_too_few_ratings_leave_people_with_their_own_word(context: Flask) -> None:
    article = _two_camps(8, 8)
    recount_raters()
    assert session.scalars(select(ViewpointFactor)).all() == []
    found = composition_of(session.get_one(Article, article.id))
    assert found is not None
    assert not found.fitted
    assert [(group.words, group.people) for group in found.groups] == [
        ("People who agree with the main claim", 6),
        ("People who disagree with the main claim", 8),
        ("People who are undecided", None),
    ]


def test_the_composition_is_told_in_numbers_of_three_or_more(context: Flask) -> None:
    article = _two_camps()
    recount_raters()
    found = composition_of(session.get_one(Article, article.id))
    assert found is not None
    assert found.fitted
    assert found.worked_out_at <= now()
    shown = [group for group in found.groups if group.people is not None]
    assert sum(group.people or 0 for group in shown) <= 40
    for group in shown:
        assert all(count is None or count >= 3 for count in group.answers.values())


def test_the_page_of_the_sum_says_which_viewpoints_there_are_and_never_who(context: Flask, client: FlaskClient) -> None:
    article = _two_camps()
    claim = session.scalars(select(Proposition).where(Proposition.main_of_id == article.id)).one()
    address = f"/deliberate/claims/{claim.public_id}/adds-up"
    assert "The viewpoints</h2>" not in client.get(address).text
    recount_raters()
    page = client.get(address).text
    assert "read off the ratings" in page
    assert "People who rate one way" in page
    assert "Last worked out" in page
    assert "a001" not in page


def test_no_recount_enters_the_log(app: Flask, bearing: Bearing) -> None:
    weighs(person(app, "ann", level=2), bearing)
    with transaction():
        set_level("ann", 3)
    before = session.scalars(select(Event.id)).all()
    recount_raters()
    assert session.scalars(select(Event.id)).all() == before
