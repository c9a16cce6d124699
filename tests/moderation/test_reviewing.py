"""How those who answer appeals have decided, as moderators see it and as it is published."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.clock import now
from deliberate.core.db import transaction
from deliberate.core.errors import NotAllowed
from deliberate.moderation.reviewing import Answers, answers_by_reviewer, reviewers
from deliberate.moderation.sanctioning import SanctionDraft, sanction
from deliberate.moderation.services import appeal, decide, decide_appeal
from tests.host import person, sign_in
from tests.moderation.scenes import moderator, opened, posted


def test_each_who_answered_appeals_is_counted_with_how_often_they_overturned(
    context: Flask, client: FlaskClient
) -> None:
    mo, max_, ann = moderator(context), moderator(context, "max"), person(context, "ann", level=1)
    bearing, before = posted(ann, opened(context)), now()
    with transaction():
        removed = decide(mo, bearing, "remove", "spam", "Shoes.")
        warned = sanction(mo, SanctionDraft("ann", "warn", "abuse", "They shout."))
        slowed = sanction(max_, SanctionDraft("ann", "slow", "abuse", "They shout.", days=1, minutes=60))
        decide_appeal(max_, appeal(ann, removed, "No shoes."), True, "No shoes indeed.")
        decide_appeal(max_, appeal(ann, warned, "I whispered."), False, "You shouted.")
        decide_appeal(mo, appeal(ann, slowed, "I am slow."), False, "You are not.")
    assert answers_by_reviewer() == [Answers("max", 2, 1, 0, 0), Answers("mo", 1, 0, 0, 0)]
    assert answers_by_reviewer(until=before) == answers_by_reviewer(since=now() + timedelta(seconds=1)) == []
    assert [each.name for each in reviewers(mo)] == ["Max", "Mo"]
    with pytest.raises(NotAllowed):
        reviewers(ann)
    sign_in(client, mo)
    page = client.get("/deliberate/appeals").text
    assert '<th scope="row">Max</th><td>2</td><td>1</td><td>0</td><td>1</td><td>0</td>' in page
    sign_in(client, ann)
    assert client.get("/deliberate/appeals").status_code == 403
