"""What bears on a claim that was merged away is found on the one that stands."""

from flask import Flask

from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing, EmptySearch, Remark, Side
from deliberate.evidence.services import post_remark, report_search
from deliberate.propositions.services import merge
from tests.factories import make_article, make_bearing, make_proposition
from tests.host import person


def test_bearings_remarks_and_searches_move_to_the_claim_that_stands(app: Flask, context: Flask) -> None:
    ann, editor = person(app, "ann", level=1), person(app, "editor", "editor")
    with transaction():
        article = make_article()
        stays, goes = make_proposition(article, "One."), make_proposition(article, "One too.")
        for claim in (stays, goes):
            report_search(ann, claim, Side.AGAINST)
        report_search(ann, goes, Side.FOR)
        post_remark(ann, article, goes, "What about Sundays?")
        bearing = make_bearing(goes, Side.FOR)
        merge(editor, [stays, goes], stays)
        assert bearing.target_id == stays.id
        assert session.query(Remark).filter_by(target_id=stays.id).count() == 1
        found = session.query(EmptySearch).filter_by(proposition_id=stays.id).all()
        assert sorted(each.side for each in found) == [Side.AGAINST, Side.FOR]


def test_the_same_quote_on_both_is_merged_into_one_item(app: Flask, context: Flask) -> None:
    editor = person(app, "editor", "editor")
    with transaction():
        article = make_article()
        stays, goes = make_proposition(article, "One."), make_proposition(article, "One too.")
        kept, doubled = make_bearing(stays), make_bearing(goes)
        kept.quote_key = doubled.quote_key = "same"
        session.flush()
        merge(editor, [stays, goes], stays)
        assert (doubled.status, doubled.merged_into_id) == (Status.MERGED, kept.id)
        assert session.query(Bearing).filter_by(target_id=stays.id).one() is kept
