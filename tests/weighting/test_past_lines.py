"""How the line of a claim became what it is: by the day, with what moved it, and no sums."""

from itertools import pairwise

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.contributions import Status, change_status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing, Side
from deliberate.propositions.models import Proposition
from deliberate.weighting.balance import Lean
from deliberate.weighting.models import ScoreEvent
from deliberate.weighting.past_lines import TOLD, past_lines
from tests.host import person
from tests.moderation.curating.scenes import panel, weigh_all
from tests.moderation.scenes import moderator, opened, posted
from tests.queries import count_queries


@pytest.fixture
def claim(context: Flask) -> Proposition:
    return opened(context, premoderated=False)


def _argued(app: Flask, claim: Proposition) -> list[Bearing]:
    """Two items for and one against, the two found good and the one not."""
    poster, people = person(app, "poster", level=2), panel(app, claim)
    for_ = [posted(poster, claim, f"It rusted, {n}.", citation=f"Report {n}") for n in range(2)]
    against = posted(poster, claim, "It did not.", side=Side.AGAINST, citation="Report 9")
    weigh_all(people, for_, 4)
    weigh_all(people, [against], 2)
    return for_


def test_each_line_is_told_once_with_what_moved_it_the_newest_first(context: Flask, claim: Proposition) -> None:
    _argued(context, claim)
    lines = past_lines(claim)
    leans = [each.lean for each in lines]
    assert all(one is not other for one, other in pairwise(leans))
    assert (lines[0].lean or Lean.BALANCED).side is not None
    assert lines[0].cause == "What people answered"
    assert (lines[-1].lean, lines[-1].action) == (Lean.TOO_LITTLE, "post")
    moved = session.query(ScoreEvent).filter_by(proposition=claim.public_id).count()
    assert len(lines) < moved


def test_what_is_hidden_is_named_no_more(context: Flask, claim: Proposition) -> None:
    first, _ = _argued(context, claim)
    mo = moderator(context)
    with transaction():
        change_status(session.get_one(Bearing, first.id), mo, Status.REMOVED, "remove")
    lines = past_lines(claim)
    assert (lines[0].lean, lines[0].action, lines[0].cause) == (Lean.SLIGHTLY_FOR, "remove", None)
    assert all(each.subject is None or each.subject.id != first.id for each in lines)


def test_the_page_tells_of_lines_and_days_and_of_no_sums(
    context: Flask, client: FlaskClient, claim: Proposition
) -> None:
    _argued(context, claim)
    page = client.get(f"/deliberate/claims/{claim.public_id}/adds-up").get_data(as_text=True)
    told = page.partition('id="past"')[2].partition("</section>")[0]
    assert "What people answered" in told
    assert "is too little to go on" in told
    for event in session.query(ScoreEvent).filter_by(proposition=claim.public_id):
        assert f"{event.log_odds:.2f}" == "0.00" or f"{event.log_odds:.2f}" not in told


def test_a_long_history_is_cut_and_costs_no_more(app: Flask, claim: Proposition) -> None:
    _argued(app, claim)
    few = count_queries(app, lambda: past_lines(claim))
    with transaction():
        last = session.query(ScoreEvent).filter_by(proposition=claim.public_id).order_by(ScoreEvent.id.desc()).first()
        kept = {each.key: getattr(last, each.key) for each in ScoreEvent.__table__.columns if each.key != "id"}
        for number in range(60):
            session.add(ScoreEvent(**kept | {"lean": ("balanced", "unclear")[number % 2]}))
    assert count_queries(app, lambda: past_lines(claim)) == few
    assert len(past_lines(claim)) == TOLD
