"""What is told of what somebody contributed, and of what was taken away again."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.classroom.assignments import check_voice
from deliberate.classroom.feedback.summaries import summaries_of
from deliberate.classroom.models import Assignment, ClassMember, Verdict
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Publisher, Reliability, Side
from deliberate.propositions.queries import find_main
from tests.classroom.scenes import an_assignment
from tests.factories import make_bearing, make_proposition, make_rating, make_source
from tests.host import person, sign_in

pytestmark = pytest.mark.usefixtures("context")


def test_it_counts_what_stands_and_says_nothing_of_what_was_removed(app: Flask, client: FlaskClient) -> None:
    found, sam = an_assignment(app), person(app, "sam")
    with transaction():
        assignment = session.get_one(Assignment, found.id)
        claim = find_main(assignment.article)
        publisher = Publisher(name="The almanac", domain="almanac.example", reliability=Reliability.B)
        session.add(publisher)
        session.flush()
        source = make_source("An almanac", publisher_id=publisher.id)
        make_bearing(claim, author="sam", source=source)
        make_bearing(claim, Side.AGAINST, author="sam")
        removed = make_bearing(claim, author="sam", quote="A zebra did it.", status=Status.REMOVED)
        make_bearing(removed.evidence, Side.AGAINST, author="sue", quote="Which zebra?")
        make_rating(make_bearing(claim, author="sue"), "sam", "relevance")
        make_proposition(assignment.article, author_id="sam", words="The bridge closed on Monday.")
        check_voice(sam, assignment, claim, Verdict.SAID, "https://example.org/speech")
    with transaction():
        summary = summaries_of(session.get_one(Assignment, found.id), ["sam", "nobody"])["sam"]
        assert (summary.for_it, summary.against, summary.challenges, summary.weighed) == (1, 1, 0, 1)
        assert (summary.challenged, summary.answered) == (1, 0)
        assert (summary.claims, summary.with_words, summary.with_hedge) == (1, 1, 0)
        assert summary.sources == {Reliability.B: 1, None: 1}
        assert summary.voices == {Verdict.SAID: 1}
        assert summary.days == 1
        members = [session.get_one(ClassMember, (found.classroom_id, name)).public_id for name in ("sam", "sue")]
    sign_in(client, person(app, "tess", level=2))
    for each in members:
        page = client.get(f"/deliberate/assignments/{found.public_id}/feedback/{each}").text
        assert "zebra did it" not in page
    assert "something that is not shown any more" in page
