"""What of a stored article enters its weights."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing, Curation, Publisher, Reliability, Side
from deliberate.propositions.models import Answer, Party, Proposition, Relation, RelationKind, RelationPremise, Speaker
from deliberate.weighting.case import Case, Item, Viewpoint
from deliberate.weighting.gathering import articles_moved_by, case_of, viewpoints_of
from deliberate.weighting.models import Rating
from deliberate.weighting.weigh import DEFAULT_MODEL, Outcome, weigh
from tests.factories import make_bearing, make_proposition, make_rating, make_source, rate_fully
from tests.queries import count_queries
from tests.weighting.rooms import P, R, main_claim, stand

pytestmark = pytest.mark.usefixtures("context")


def _case(claim: Proposition) -> Case:
    session.flush()
    return case_of(claim.article, DEFAULT_MODEL)


def _weighed(claim: Proposition) -> Outcome:
    return weigh(_case(claim), DEFAULT_MODEL)


def _item(claim: Proposition, bearing: Bearing) -> Item:
    return next(item for item in _case(claim).items if item.id == str(bearing.id))


def _relate(kind: RelationKind, premise: Proposition, target: int, confirmed: bool = True) -> Relation:
    relation = Relation(
        article=premise.article,
        author_id="editor",
        status=Status.VISIBLE,
        relation_kind=kind,
        target_id=target,
        confirmed_by="editor" if confirmed else None,
        premises=[RelationPremise(proposition_id=premise.id)],
    )
    session.add(relation)
    session.flush()
    return relation


def test_another_articles_rows_are_none_of_a_case() -> None:
    with transaction():
        claim = main_claim()
        rate_fully(make_bearing(claim), "ann")
        case = _case(claim)
    assert [each.id for each in case.propositions] == [str(claim.id)]
    assert len(case.items) == 1
    assert {rating.rater for rating in case.ratings} == {"ann"}


def test_a_first_answer_fixes_ones_viewpoint_whatever_one_says_later() -> None:
    with transaction():
        claim = main_claim()
        stand("ann", claim, Answer.DISAGREE, first_answer=Answer.AGREE)
        stand("ben", claim, Answer.AGREE, created_at=now() + timedelta(days=2))
        stand("ben", claim, Answer.DISAGREE, after_weights=True)
        stand("cem", claim, Answer.UNSURE)
    assert viewpoints_of(claim.article) == {
        "ann": Viewpoint.AGREE,
        "ben": Viewpoint.AGREE,
        "cem": Viewpoint.UNDECIDED,
    }


def test_a_rater_who_said_nothing_counts_among_the_undecided() -> None:
    with transaction():
        claim = main_claim()
        rate_fully(make_bearing(claim), "ann")
        assert {rating.viewpoint for rating in _case(claim).ratings} == {Viewpoint.UNDECIDED}


@pytest.mark.parametrize(
    "status", [Status.PENDING, Status.RETURNED, Status.QUARANTINED, Status.REMOVED, Status.WITHDRAWN, Status.MERGED]
)
def test_what_readers_are_not_shown_weighs_as_if_never_posted_and_comes_back(status: Status) -> None:
    with transaction():
        claim = main_claim()
        stays = make_bearing(claim)
        rate_fully(stays, "ann")
        rate_fully(stays, "ben")
        alone = _weighed(claim)
        goes = make_bearing(claim, Side.AGAINST)
        rate_fully(goes, "ann")
        # Only dan weighed what goes: nothing of his viewpoint may stay in the room.
        stand("dan", claim, Answer.AGREE)
        rate_fully(goes, "dan")
        both = _weighed(claim)
        goes.status = status
        hidden = _weighed(claim)
        goes.status = Status.VISIBLE
        back = _weighed(claim)
    key = str(claim.id)
    assert hidden.flow.sums[key].log_odds == alone.flow.sums[key].log_odds != both.flow.sums[key].log_odds
    assert hidden.balances[key] == alone.balances[key]
    assert back.balances[key] == both.balances[key]


def test_an_item_is_gone_with_its_hidden_evidence() -> None:
    with transaction():
        claim = main_claim()
        bearing = make_bearing(claim)
        bearing.evidence.status = Status.REMOVED
        assert not _case(claim).items


def test_what_bears_on_a_hidden_thing_is_hidden_with_it_however_far_up() -> None:
    with transaction():
        claim = main_claim()
        bearing = make_bearing(claim)
        challenge = make_bearing(bearing, Side.AGAINST)
        make_bearing(challenge, Side.AGAINST)
        assert len(_case(claim).items) == 3
        bearing.status = Status.REMOVED
        assert not _case(claim).items


def test_a_retracted_source_takes_the_weight_of_what_cites_it() -> None:
    with transaction():
        claim = main_claim()
        bearing = make_bearing(claim)
        bearing.evidence.source.retracted_at = now()
        assert _item(claim, bearing).states == ("retracted",)
        assert str(bearing.id) not in _weighed(claim).items


@pytest.mark.parametrize(("days", "state"), [(6, "source_requested"), (8, "source_overdue")])
def test_a_requested_source_is_overdue_after_seven_days(days: int, state: str) -> None:
    with transaction():
        claim = main_claim()
        bearing = make_bearing(claim)
        bearing.evidence.curation, bearing.evidence.curated_at = Curation.SOURCE_REQUESTED, now()
        session.flush()
        with time_machine.travel(now() + timedelta(days=days), tick=False):
            assert _item(claim, bearing).states == (state,)


def test_a_broken_link_with_an_archived_copy_counts_in_full() -> None:
    with transaction():
        claim = main_claim()
        bearing = make_bearing(claim)
        bearing.evidence.curation = Curation.BROKEN_LINK
        assert _item(claim, bearing).states == ("broken_link",)
        bearing.evidence.source.archived_url = "https://archive.example/1"
        assert _item(claim, bearing).states == ("archived_link",)


def test_ratings_of_older_words_wait_until_they_are_confirmed() -> None:
    with transaction():
        claim = main_claim()
        bearing = make_bearing(claim)
        rate_fully(bearing, "ann")
        bearing.revision = bearing.substance = 2
        assert {rating.subject for rating in _case(claim).ratings} == {str(bearing.evidence_id)}
        bearing.evidence.revision = bearing.evidence.substance = 2
        assert not _case(claim).ratings


def test_ratings_outlive_an_edit_that_changes_nothing_of_substance() -> None:
    with transaction():
        claim = main_claim()
        bearing = make_bearing(claim)
        rate_fully(bearing, "ann")
        bearing.revision = 2
        assert len(_case(claim).ratings) == 3


def test_a_source_brings_its_publisher_its_profile_and_whether_its_speaker_is_a_party() -> None:
    with transaction():
        claim = main_claim()
        publisher = Publisher(name="The Record", domain="record.example", reliability=Reliability.B)
        speaker = Speaker(article_id=claim.article_id, name="The mayor", party=Party.YES)
        session.add_all([publisher, speaker])
        session.flush()
        source = make_source(publisher_id=publisher.id, speaker_id=speaker.id)
        item = _item(claim, make_bearing(claim, source=source))
        assert (item.profile, item.party, item.publisher) == ("B", True, f"publisher {publisher.id}")
        speaker.party = Party.UNKNOWN
        assert _case(claim).items[0].party is None


def test_what_is_posted_against_a_link_breaks_it_and_what_is_posted_for_one_weighs_nothing() -> None:
    with transaction():
        claim = main_claim()
        other = make_proposition(claim.article, "The cable was old.")
        link = _relate(RelationKind.SUPPORTS, other, claim.id)
        breaks = make_bearing(link, Side.AGAINST)
        make_bearing(link, Side.FOR)
        items = _case(claim).items
        assert [(item.id, item.undercuts) for item in items] == [(str(breaks.id), True)]
        assert _weighed(claim).balances


def test_details_and_relations_are_told_apart() -> None:
    with transaction():
        claim = main_claim()
        detail = make_proposition(claim.article, "It closed at nine.")
        _relate(RelationKind.DETAIL_OF, detail, claim.id)
        support = _relate(RelationKind.SUPPORTS, detail, claim.id, confirmed=False)
        case = _case(claim)
    assert {each.id: each.detail_of for each in case.propositions} == {
        str(claim.id): None,
        str(detail.id): str(claim.id),
    }
    assert [(each.id, each.confirmed) for each in case.relations] == [(str(support.id), False)]


def test_reliability_is_rated_once_and_counts_for_every_bearing_of_the_evidence() -> None:
    with transaction():
        claim = main_claim()
        second = make_proposition(claim.article, "The cable was old.")
        bearing = make_bearing(claim)
        again = make_bearing(second, evidence=bearing.evidence)
        for name in ("ann", "ben"):
            rate_fully(bearing, name, 3)
            for dimension in (R, P):
                make_rating(again, name, dimension, 3)
        before = _weighed(claim)
        for given in session.scalars(select(Rating).filter_by(contribution_id=bearing.evidence_id)):
            given.quarters = 4
        after = _weighed(claim)
    for each in (bearing, again):
        assert after.items[str(each.id)].weight > before.items[str(each.id)].weight


def _elsewhere() -> tuple[Proposition, Proposition, Bearing, Bearing]:
    """The main claims of two articles, and one item at home in the first that bears on both."""
    home, other = main_claim(), main_claim()
    bearing = make_bearing(home)
    return home, other, bearing, make_bearing(other, evidence=bearing.evidence)


def test_evidence_brings_its_reliability_and_its_challenges_to_another_article() -> None:
    with transaction():
        _home, other, bearing, used = _elsewhere()
        for name in ("ann", "ben"):
            rate_fully(bearing, name)
            make_rating(used, name, R)
            make_rating(used, name, P)
        alone = _weighed(other).items[str(used.id)].weight
        challenge = make_bearing(bearing.evidence, Side.AGAINST)
        rate_fully(challenge, "ann")
        rate_fully(challenge, "ben")
        challenged = _weighed(other).items[str(used.id)].weight
        case = _case(other)
    assert 0 < challenged < alone
    assert {item.id for item in case.items} == {str(used.id), str(challenge.id)}
    assert sum(rating.dimension.value == "reliability" for rating in case.ratings) == 4


def test_who_weighed_a_source_elsewhere_only_brings_no_viewpoint_into_the_room() -> None:
    with transaction():
        home, other, bearing, used = _elsewhere()
        stand("ann", other, Answer.AGREE)
        make_rating(used, "ann", R)
        make_rating(used, "ann", P)
        rate_fully(bearing, "ben")
        assert _weighed(other).room == ("agree",)
        assert _weighed(home).room == ("undecided",)


def test_a_change_of_evidence_moves_every_article_it_bears_on() -> None:
    with transaction():
        home, other, bearing, used = _elsewhere()
        challenge = make_bearing(bearing.evidence, Side.AGAINST)
        homes = [home.article, other.article]
        assert articles_moved_by(bearing.evidence) == homes
        assert articles_moved_by(challenge) == homes
        assert articles_moved_by(used) == [other.article]
        assert articles_moved_by(home) == [home.article]


def test_a_case_takes_the_same_queries_however_much_there_is(app: Flask) -> None:
    with transaction():
        claim = main_claim()
        rate_fully(make_bearing(claim), "ann")
        few = count_queries(app, lambda: _case(claim))
        for number in range(30):
            more = make_proposition(claim.article, f"Claim {number}.")
            rate_fully(make_bearing(more), "ann")
            _relate(RelationKind.SUPPORTS, more, claim.id)
        session.flush()
        assert count_queries(app, lambda: _case(claim)) == few
