"""A contribution is put back to what it was."""

from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.contributions import Revision, Status
from deliberate.core.db import session, transaction
from deliberate.core.states import put_back, state_of
from deliberate.propositions.services import reword
from tests.factories import make_article, make_proposition


def test_status_wording_and_revision_numbers_come_back_and_later_wordings_are_no_history(context: Flask) -> None:
    with transaction():
        claim = make_proposition(make_article(), "It closed.")
        prior = state_of(claim)
        reword(Actor(id="editor"), claim, "It has closed.", claim.version)
        claim.status = Status.REMOVED
        put_back(claim, prior)
        assert (claim.text, claim.status, claim.revision, claim.substance) == ("It closed.", Status.VISIBLE, 1, 1)
        assert state_of(claim) == prior
        statuses = session.scalars(
            select(Revision.status).where(Revision.contribution_id == claim.id).order_by(Revision.number)
        )
        assert list(statuses) == [Status.VISIBLE, Status.WITHDRAWN]
