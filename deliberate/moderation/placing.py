"""Where an item stands: merged with its duplicate, moved, turned to the other side; and what is noted on it.

Each change gives what it takes to put it back, as JSON: every column it set, as it was and as it is, and every rating
it moved.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update

from deliberate.core.actors import Actor
from deliberate.core.contributions import (
    PUBLIC,
    STANDING,
    Contribution,
    Status,
    add_revision,
    apply_revision,
    find_waiting_revision,
)
from deliberate.core.db import session
from deliberate.core.errors import Conflict
from deliberate.core.wording import N_, say
from deliberate.evidence.cycles import refuse_circle_through, refuse_cycle
from deliberate.evidence.drafts import BearingDraft
from deliberate.evidence.fate import bearings_from
from deliberate.evidence.models import Bearing, Evidence, Remark, Side
from deliberate.evidence.posting import bearing_body
from deliberate.evidence.quotes import refuse_same_quote
from deliberate.propositions.models import Proposition, Relation
from deliberate.weighting.models import Rating
from deliberate.weighting.setting_aside import waiting_on

#: So many notes are pinned above one claim's lists at most.
MOST_PINS = 3

_CLASSES: dict[str, type[Contribution]] = {
    "evidence": Evidence,
    "bearing": Bearing,
    "relation": Relation,
    "remark": Remark,
}
_NEWER = N_("Something newer stands on this: what it moved has been moved again since. Deal with that first.")


@dataclass
class Changes:
    """What was changed so far. ``columns``: [kind, id, column, was, is]; ``ratings``: [id, from, to, revision]."""

    columns: list[list[Any]] = field(default_factory=list)
    ratings: list[list[int]] = field(default_factory=list)

    def set(self, row: Contribution, column: str, value: Any) -> None:
        self.columns.append([row.kind, row.id, column, getattr(row, column), value])
        setattr(row, column, value)

    def to_json(self) -> dict[str, Any]:
        return {"columns": self.columns, "ratings": self.ratings}


def place(action: str, matter: Contribution, into: Contribution | None, words: str) -> dict[str, Any]:
    """Do what the action does to where the matter stands. Raises Conflict, in words, where it cannot be done."""
    made = Changes()
    if isinstance(matter, Evidence):
        _place_item(made, action, matter, into)
    elif isinstance(matter, Bearing):
        _place_bearing(made, action, matter, into, words)
    session.flush()
    return made.to_json()


def _place_item(made: Changes, action: str, item: Evidence, into: Contribution | None) -> None:
    if action == "merge_item" and isinstance(into, Evidence):
        _merge(made, item, into)
    elif action == "verify_quote":
        if item.quote_checked == item.substance:
            raise Conflict(say("Somebody has found this quote in its source already."))
        made.set(item, "quote_checked", item.substance)


def _place_bearing(made: Changes, action: str, bearing: Bearing, into: Contribution | None, words: str) -> None:
    if action == "move_item" and isinstance(into, Proposition):
        _move(made, bearing, into)
    elif action == "flip_item":
        _turn(bearing, bearing.side.other)
    elif action == "pin":
        _pin(made, bearing, words)
    elif action == "unpin":
        if bearing.pinned_because is None:
            raise Conflict(say("No note is pinned to it."))
        made.set(bearing, "pinned_because", None)


def merging(evidence: Evidence) -> Sequence[Bearing]:
    """The bearings that go along when an item is merged."""
    return [each for each in bearings_from(evidence) if each.status in STANDING]


def _merge(made: Changes, goes: Evidence, stays: Evidence) -> None:
    """What both say of one thing counts once, rated by all who rated either; all else that the one bears on, and what
    challenges it, is the other's from now on."""
    if stays.id == goes.id or stays.article_id != goes.article_id:
        raise Conflict(say("Choose another item of the same article."))
    theirs = merging(goes)
    known = {(each.target_id, each.side): each for each in bearings_from(stays) if each.status in PUBLIC}
    _refuse_unsettled([goes, stays, *theirs, *known.values()])
    pairs: list[tuple[Contribution, Contribution]] = [(goes, stays)]
    for bearing in theirs:
        same = known.get((bearing.target_id, bearing.side))
        if same is None:
            made.set(bearing, "evidence_id", stays.id)
        else:
            made.set(bearing, "merged_into_id", same.id)
            pairs.append((bearing, same))
    made.set(goes, "merged_into_id", stays.id)
    for gone, kept in pairs:
        _follow(made, gone, kept)
    session.flush()
    for bearing in theirs:
        session.expire(bearing, ["evidence"])
    refuse_circle_through(stays.id)
    for gone, kept in pairs:
        made.ratings += _unite(gone, kept)


def _refuse_unsettled(rows: Sequence[Contribution]) -> None:
    if any(each.locked_at is not None for each in rows):
        raise Conflict(say("It is locked. Take the lock off first."))
    if any(find_waiting_revision(each) is not None for each in rows):
        raise Conflict(say("An edit of it waits. Decide on that first."))
    if waiting_on([each.id for each in rows]):
        raise Conflict(say("Ratings of it wait to be looked at. Decide on those first."))


def _follow(made: Changes, gone: Contribution, kept: Contribution) -> None:
    """What challenges or asks about the one is about the other; what says the same of both is left behind."""
    said = set(session.execute(select(Bearing.side, Bearing.quote_key).where(Bearing.target_id == kept.id)).all())
    for bearing in session.scalars(select(Bearing).where(Bearing.target_id == gone.id).order_by(Bearing.id)):
        if bearing.quote_key is None or (bearing.side, bearing.quote_key) not in said:
            made.set(bearing, "target_id", kept.id)
    for kind in (Relation, Remark):
        for row in session.scalars(select(kind).where(kind.target_id == gone.id).order_by(kind.id)):
            made.set(row, "target_id", kept.id)


def _unite(gone: Contribution, kept: Contribution) -> Iterator[list[int]]:
    """Give the one the ratings of the other that count. Of two answers by one person to one question the newer counts;
    the older stays, in the place of the newer. What people said of their own is not moved."""
    theirs = {
        (each.actor_id, each.dimension): each
        for each in session.scalars(select(Rating).where(Rating.contribution_id == kept.id))
    }
    moved: list[Rating] = []
    replaced: list[Rating] = []
    found = select(Rating).where(
        Rating.contribution_id == gone.id, Rating.revision >= gone.substance, Rating.set_aside.is_(False)
    )
    for rating in session.scalars(found.order_by(Rating.id)):
        if rating.actor_id == kept.author_id:
            continue
        other = theirs.get((rating.actor_id, rating.dimension))
        if other is not None:
            counts = other.revision >= kept.substance and not other.set_aside
            if counts and other.created_at >= rating.created_at:
                continue
            replaced.append(other)
        moved.append(rating)
    rows = [[each.id, gone.id, kept.id, each.revision] for each in moved]
    rows += [[each.id, kept.id, gone.id, each.revision] for each in replaced]
    _exchange([each.id for each in replaced], gone.id, [each.id for each in moved], kept.id)
    _set_ratings([each.id for each in moved], revision=kept.revision)
    yield from rows


def _exchange(some: Collection[int], to: int, others: Collection[int], back: int) -> None:
    """Ratings change places. One person answers one question about one thing once, so some wait elsewhere meanwhile:
    on something of which nobody is asked this question."""
    if some:
        _set_ratings(some, contribution_id=_parking(to))
    _set_ratings(others, contribution_id=back)
    _set_ratings(some, contribution_id=to)


def _set_ratings(ids: Collection[int], **values: Any) -> None:
    if ids:
        session.execute(update(Rating).where(Rating.id.in_(ids)).values(**values))


def _move(made: Changes, bearing: Bearing, claim: Proposition) -> None:
    """To a claim of the same article. What people said of it there waits to be confirmed; how reliable it is stays."""
    _refuse_unsettled([bearing])
    if claim.article_id != bearing.article_id or claim.status not in PUBLIC:
        raise Conflict(say("Choose a claim of the same article that shows."))
    if claim.id == bearing.target_id:
        raise Conflict(say("It bears on this claim already."))
    if claim.locked_at is not None:
        raise Conflict(say("That claim is locked: nothing new comes to stand on it."))
    refuse_cycle(session.get_one(Evidence, bearing.evidence_id), claim)
    if bearing.quote_key is not None:
        refuse_same_quote(claim.id, bearing.side, bearing.quote_key, besides=bearing)
    made.set(bearing, "target_id", claim.id)
    session.flush()
    _ask_again(bearing, bearing.side)


def _turn(bearing: Bearing, side: Side) -> None:
    _refuse_unsettled([bearing])
    _ask_again(bearing, side)


def _ask_again(bearing: Bearing, side: Side) -> None:
    """Have what people said of it wait for their confirmation. It is still its author's wording, and no curator's."""
    body = bearing_body(BearingDraft(side, bearing.warrant))
    apply_revision(bearing, add_revision(bearing, Actor(id=bearing.author_id), body, Status.VISIBLE))


def _pin(made: Changes, bearing: Bearing, words: str) -> None:
    if bearing.pinned_because is not None:
        raise Conflict(say("A note is pinned to it already. Take that off first."))
    if len(pinned_on(bearing.target_id)) >= MOST_PINS:
        raise Conflict(
            say("%(most)s notes are pinned above this claim's evidence already. Take one off first.", most=MOST_PINS)
        )
    made.set(bearing, "pinned_because", words)


def pinned_on(target_id: int) -> Sequence[Bearing]:
    """What notes are pinned to among that which bears on something and shows, oldest first."""
    found = select(Bearing).where(
        Bearing.target_id == target_id, Bearing.pinned_because.is_not(None), Bearing.status.in_(PUBLIC)
    )
    return session.scalars(found.order_by(Bearing.id)).all()


def take_back(kept: dict[str, Any]) -> None:
    """Put back what ``place`` changed, but for states and wordings. Raises Conflict where it was moved again since."""
    for kind, key, column, was, now_is in reversed(kept["columns"]):
        row = session.get_one(_CLASSES[kind], key)
        if getattr(row, column) != now_is:
            raise Conflict(say(_NEWER))
        if column == "target_id" and not session.get_one(Contribution, was).is_visible and kind == "bearing":
            _refuse_hidden(was, kept)
        setattr(row, column, was)
        if column == "evidence_id":
            session.flush()
            session.expire(row, ["evidence"])
    session.flush()
    _return_ratings(kept["ratings"])


def _refuse_hidden(target_id: int, kept: dict[str, Any]) -> None:
    """What it goes back to has to show, unless that comes back with it."""
    if not any(column == "merged_into_id" and key == target_id for _kind, key, column, *_rest in kept["columns"]):
        raise Conflict(say("The claim it stood on is not shown any more. Decide anew where it belongs."))


def _return_ratings(moves: Sequence[Sequence[int]]) -> None:
    """Each goes back to what it was given on; an answer that was changed meanwhile goes back as changed."""
    ids = [key for key, *_ in moves]
    standing = dict(session.execute(select(Rating.id, Rating.contribution_id).where(Rating.id.in_(ids))).all())
    if any(standing.get(key, there) != there for key, _, there, _ in moves):
        raise Conflict(say(_NEWER))
    pairs = {(min(here, there), max(here, there)) for _, here, there, _ in moves}
    for one, other in sorted(pairs):
        to_one = [key for key, here, there, _ in moves if (here, there) == (one, other)]
        to_other = [key for key, here, there, _ in moves if (here, there) == (other, one)]
        _exchange(to_one, one, to_other, other)
    for revision in {each[3] for each in moves}:
        _set_ratings([each[0] for each in moves if each[3] == revision], revision=revision)


def _parking(contribution_id: int) -> int:
    """Something of the other sort than this, of which other questions are asked."""
    row = session.get_one(Contribution, contribution_id)
    if isinstance(row, Bearing):
        return row.evidence_id
    return session.scalars(select(Bearing.id).where(Bearing.evidence_id == row.id).limit(1)).one()
