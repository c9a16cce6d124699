"""What is posted on an article or on one claim, as feeds have it: what a visitor sees, whoever asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement

from deliberate.core.actors import VISITOR, Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.core.site import names_of
from deliberate.evidence.models import Bearing
from deliberate.evidence.queries import not_withheld, shown_bearings
from deliberate.moderation.loading import load_all

PAGE = 50


@dataclass(frozen=True)
class FeedPage:
    """Items, the newest first, with what they are on and who posted them.

    ``next``: the page of older ones begins below that id. ``previous``: so does the page of newer ones, or 0 where that
    is the first page; None where there are none.
    """

    items: Sequence[Bearing]
    targets: Mapping[int, Contribution]
    names: Mapping[str, str]
    next: int | None
    previous: int | None


def items_on(reader: Actor, where: ColumnElement[bool], before: int | None = None) -> FeedPage:
    """A page of the items for which this holds, from below the id ``before``. What waits for a moderator since it was
    reported is on pages, where it can be taken back, and in no feed. Of the reader it only matters what a
    room keeps from them for now."""
    # The type of the items' alias is the query's own business.
    shown = (
        shown_bearings(VISITOR)
        .where(where, not_withheld(reader, Bearing), Bearing.status == Status.VISIBLE)
        .order_by(None)
    )
    older = shown.order_by(Bearing.id.desc()).limit(PAGE + 1)
    found = session.scalars(older if before is None else older.where(Bearing.id < before)).all()
    page = found[:PAGE]
    return FeedPage(
        [each for each in page if each.evidence.status is Status.VISIBLE],
        load_all({each.target_id for each in page}),
        names_of({each.author_id for each in page}),
        page[-1].id if len(found) > PAGE else None,
        _previous(shown, before) if before is not None else None,
    )


def _previous(shown: object, before: int) -> int | None:
    ids = shown.with_only_columns(Bearing.id).options().where(Bearing.id >= before)  # type: ignore[attr-defined]
    newer = session.scalars(ids.order_by(Bearing.id).limit(PAGE + 1)).all()
    if not newer:
        return None
    return newer[PAGE] if len(newer) > PAGE else 0
