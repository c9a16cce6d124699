"""What stands is worked out anew with whatever it rests on."""

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.common_ground.models import PointAnswer, PointState
from deliberate.common_ground.queries import points_page, standing_in
from deliberate.common_ground.services import edit_point, propose_claim
from deliberate.core.actors import VISITOR
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.personal_data import Remains, forget, written_out
from deliberate.core.written import versions_of
from deliberate.evidence.services import withdraw
from deliberate.notices.models import Notice, NoticeKind
from deliberate.propositions.models import Answer, Stance
from deliberate.propositions.services import reword, state_stance
from tests.common_ground.scenes import AGAINST, FOR, accepted, all_say, divided, proposed, says, state_of
from tests.factories import make_bearing, make_proposition
from tests.host import person
from tests.queries import count_queries
from tests.weighting.rooms import weighs

pytestmark = pytest.mark.usefixtures("context")


def test_a_sentence_stands_once_two_of_each_side_confirm_it_and_its_proposer_is_told_once(app: Flask) -> None:
    point = proposed(app, claim := divided())
    all_say(app, point, (*FOR, AGAINST[0]))
    assert state_of(point) is PointState.WAITS
    says(person(app, AGAINST[1], level=1), point)
    assert state_of(point) is PointState.STANDS
    assert standing_in(claim.article) == 1
    says(person(app, AGAINST[1], level=1), point, None)
    assert state_of(point) is PointState.WAITS
    says(person(app, AGAINST[1], level=1), point)
    told = session.scalars(select(Notice).where(Notice.kind == NoticeKind.ACCEPTED)).all()
    assert [each.actor_id for each in told] == [person(app, "pam").key]


def test_whoever_proposed_it_and_whoever_is_not_known_by_their_ratings_does_not_count(app: Flask) -> None:
    point = proposed(app, divided(), by="fay")
    all_say(app, point, ("fred", *AGAINST, "somebody", "else"))
    assert state_of(point) is PointState.WAITS
    says(person(app, "fio", level=1), point)
    assert state_of(point) is PointState.STANDS


def test_where_the_viewpoints_are_unknown_nothing_stands_until_somebody_weighs_and_makes_them_known(app: Flask) -> None:
    claim = divided(disagree=AGAINST[:2])
    point = proposed(app, claim)
    accepted(app, point)
    assert state_of(point) is PointState.UNKNOWN
    ali = person(app, "ali", level=1)
    with transaction():
        bearing = make_bearing(claim)
        state_stance(ali, claim, Answer.DISAGREE)
    assert state_of(point) is PointState.UNKNOWN
    weighs(ali, bearing)
    assert state_of(point) is PointState.STANDS


def test_a_newcomer_makes_no_viewpoint_known(app: Flask) -> None:
    claim = divided(disagree=AGAINST[:2])
    point = proposed(app, claim)
    accepted(app, point)
    new = person(app, "ali", level=0)
    with transaction():
        bearing = make_bearing(claim)
        state_stance(new, claim, Answer.DISAGREE)
    weighs(new, bearing)
    assert state_of(point) is PointState.UNKNOWN


def test_two_of_one_side_keep_it_from_standing_and_it_is_listed_apart(app: Flask) -> None:
    point = proposed(app, claim := divided())
    accepted(app, point)
    all_say(app, point, FOR[:2], accepts=False)
    assert state_of(point) is PointState.REFUSED
    page = points_page(VISITOR, claim.article)
    assert [each.point.id for each in page.refused] == [point.id]
    assert page.refused[0].confirmed == ()
    assert not page.standing


def test_other_words_lose_the_confirmations(app: Flask) -> None:
    point = proposed(app, divided())
    accepted(app, point)
    pam = person(app, "pam", level=1)
    with transaction():
        edit_point(pam, point, "The bridge is very old.", point.version)
    assert state_of(point) is PointState.WAITS
    accepted(app, point)
    assert state_of(point) is PointState.STANDS


def test_a_claim_stands_as_it_is_worded_and_while_it_shows(app: Flask) -> None:
    main, pam = divided(), person(app, "pam", level=1)
    with transaction():
        claim = make_proposition(main.article, "The cable was old.")
        point = propose_claim(pam, claim)
    accepted(app, point)
    assert state_of(point) is PointState.STANDS
    editor = person(app, "editor", "editor", level=2)
    with transaction():
        reword(editor, claim, "The cable was young.", claim.version)
    assert state_of(point) is PointState.WAITS
    with transaction():
        claim.status = Status.REMOVED
        from_article = points_page(VISITOR, main.article)
    assert not from_article.waiting


def test_what_is_withdrawn_stands_no_more(app: Flask) -> None:
    point = proposed(app, claim := divided())
    accepted(app, point)
    pam = person(app, "pam", level=1)
    with transaction():
        withdraw(pam, point)
    assert state_of(point) is None
    assert standing_in(claim.article) == 0


def test_a_viewpoint_found_anew_moves_what_stands(app: Flask) -> None:
    point = proposed(app, claim := divided())
    accepted(app, point)
    zed = person(app, "zed", level=1)
    with transaction():
        for stance in session.scalars(select(Stance).where(Stance.actor_id.in_(AGAINST[1:]))):
            session.delete(stance)
        session.flush()
        state_stance(zed, claim, Answer.AGREE)
    assert state_of(point) is PointState.UNKNOWN


def test_an_answer_that_moves_nothing_makes_no_page_anew(app: Flask) -> None:
    """Else whoever looks before and after would see that somebody answered."""
    point = proposed(app, claim := divided())
    says(person(app, FOR[0], level=1), point)
    before = versions_of(session, (claim.article_id,))
    says(person(app, AGAINST[0], level=1), point)
    assert versions_of(session, (claim.article_id,)) == before
    all_say(app, point, (FOR[1], AGAINST[1]))
    assert versions_of(session, (claim.article_id,)) != before


def test_answers_are_taken_along_and_go_with_whoever_leaves(app: Flask) -> None:
    point = proposed(app, divided())
    accepted(app, point)
    ada = person(app, "ada", level=1)
    assert str(point.public_id) in "".join(written_out(ada.key))
    with transaction():
        forget(ada, Remains.TOMBSTONES)
    assert session.scalars(select(PointAnswer).where(PointAnswer.actor_id == ada.key)).all() == []
    assert state_of(point) is PointState.UNKNOWN


def test_the_list_takes_as_many_queries_however_long_it_is(app: Flask) -> None:
    claim, pia = divided(), person(app, "pia", level=1)

    def look() -> None:
        session.rollback()
        assert points_page(VISITOR, claim.article).waiting

    with transaction():
        propose_claim(pia, claim)
    few = count_queries(app, look)
    for number in range(4):
        proposed(app, claim, f"Sentence {number}.")
        with transaction():
            propose_claim(pia, make_proposition(claim.article, f"Claim {number}."))
    assert count_queries(app, look) == few
