"""How a contribution read over time."""

from collections.abc import Sequence

from sqlalchemy import select

from deliberate.core.contributions import Contribution, Revision, Status
from deliberate.core.db import session


def wordings_of(contribution: Contribution) -> Sequence[Revision]:
    """The wordings that readers saw, the newest first: none that waits, was returned, or was turned down."""
    shown = select(Revision).where(Revision.contribution_id == contribution.id, Revision.status == Status.VISIBLE)
    return session.scalars(shown.order_by(Revision.number.desc())).all()
