"""An editor says where the words of claims are in a newer text. Anchors in the older one stay, so it can be undone."""

import uuid

from sqlalchemy import delete, select

from deliberate.articles.access import readable
from deliberate.articles.models import Article, ArticleVersion
from deliberate.articles.reanchoring import Ranges
from deliberate.articles.services import current_version, turn_over
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotFound
from deliberate.core.events import record
from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import say
from deliberate.propositions.anchors import find_ranges
from deliberate.propositions.models import Anchor, AnchorRole
from deliberate.propositions.passage_models import Passage, PassageState
from deliberate.propositions.passages import (
    Part,
    anchors_at,
    as_ranges,
    as_stored,
    insert_rows,
    standing_on,
    write_positions,
)


def get_passage(actor: Actor, public_id: uuid.UUID) -> tuple[Passage, Article]:
    """A passage and its article. Raises NotFound unless the actor may read it."""
    found = session.execute(
        select(Passage, Article)
        .join(Article, Article.id == Passage.article_id)
        .where(Passage.public_id == public_id, readable(actor))
    ).first()
    if found is None:
        raise NotFound(say("There is no such passage, or the article is not open to you."))
    return found[0], found[1]


def place(actor: Actor, passage: Passage, *, choice: int | None = None, words: str = "") -> None:
    """Say where a passage is in the newer text: at one of the candidates, or where these words of it stand.

    " … " between words says that those in between are left out; of words that stand more than once, those nearest to
    where the passage would be are meant.
    Done already, it is left alone. Raises Invalid, and Conflict where it was decided otherwise or the text is older.
    """
    article, version = _decidable(actor, passage)
    if words.strip():
        near = (passage.position, passage.position + passage.end - passage.start)
        ranges: Ranges = find_ranges(version.text, words, near)
    elif choice is not None and 0 <= choice < len(passage.candidates):
        ranges = as_ranges(passage.candidates[choice][0])
    else:
        raise Invalid(say("Choose one of the places, or copy the words from the newer text."), "words")
    if passage.state is PassageState.PLACED and as_ranges(passage.placed or []) == ranges:
        return
    _check_undecided(passage)
    there = _with_words(passage.version_id, parts := standing_on([passage])[passage.id])
    free = [each for each in parts if each not in there]
    insert_rows(Anchor, anchors_at(version, ranges, free))
    _move(free, ranges[0][0])
    passage.placed = as_stored(ranges)
    passage.added = [[each.proposition_id, each.role.value, each.part] for each in free]
    _decide(actor, article, version, passage, PassageState.PLACED)


def leave_out(actor: Actor, passage: Passage) -> None:
    """Say that a passage is no longer in the text. Done already, it is left alone. Raises Conflict."""
    article, version = _decidable(actor, passage)
    if passage.state is PassageState.GONE:
        return
    _check_undecided(passage)
    _decide(actor, article, version, passage, PassageState.GONE)


def undo(actor: Actor, passage: Passage) -> None:
    """Have a passage wait again; its claims stand on the version that has the words. Done already, it is left alone.

    Raises Conflict.
    """
    article, version = _decidable(actor, passage)
    if passage.state is PassageState.WAITING:
        return
    if passage.placed:
        added = [Part(key, AnchorRole(role), part) for key, role, part in passage.added or []]
        there = _with_words(version.id, added)
        placed = [each for each in added if there.get(each) == as_ranges(passage.placed)]
        for each in placed:
            of = (Anchor.proposition_id == each.proposition_id, Anchor.role == each.role, Anchor.part == each.part)
            session.execute(delete(Anchor).where(Anchor.version_id == version.id, *of))
        _move(placed, passage.position)
    before, passage.state = passage.state, PassageState.WAITING
    passage.placed = passage.added = passage.decided_by = passage.decided_at = None
    record(actor, "undo_passage", article, before=before.value, after="waiting", revision=version.number)
    turn_over(article)


def _with_words(version_id: int, parts: list[Part]) -> dict[Part, Ranges]:
    """What of these claims has words in a version, and where."""
    ids = {each.proposition_id for each in parts}
    rows = session.scalars(
        select(Anchor).where(Anchor.version_id == version_id, Anchor.proposition_id.in_(ids)).order_by(Anchor.ordinal)
    )
    found: dict[Part, Ranges] = {}
    for row in rows:
        part = Part(row.proposition_id, row.role, row.part)
        found[part] = (*found.get(part, ()), (row.start, row.end))
    return found


def _move(parts: list[Part], start: int) -> None:
    """Have the claims whose statement this is stand there among the others."""
    write_positions({each.proposition_id: start for each in parts if each.role is AnchorRole.STATEMENT})


def _decidable(actor: Actor, passage: Passage) -> tuple[Article, ArticleVersion]:
    article = session.get_one(Article, passage.article_id)
    authorize(actor, Permission.EDIT_ARTICLE, article)
    version = current_version(article)
    if version.id != passage.version_id:
        raise Conflict(say("A newer text was stored since; its passages are listed now."))
    return article, version


def _check_undecided(passage: Passage) -> None:
    if passage.state is not PassageState.WAITING:
        raise Conflict(say("This passage was decided on already. Undo that first."))


def _decide(actor: Actor, article: Article, version: ArticleVersion, passage: Passage, state: PassageState) -> None:
    before, passage.state = passage.state, state
    passage.decided_by, passage.decided_at = actor.key, now()
    record(actor, "place_passage", article, before=before.value, after=state.value, revision=version.number)
    turn_over(article)
