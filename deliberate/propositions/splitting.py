"""One claim into several, and several into one. Nothing anybody wrote or rated is lost on the way."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update

from deliberate.articles.services import current_version
from deliberate.core.actors import Actor
from deliberate.core.contributions import (
    STANDING,
    Contribution,
    Revision,
    Status,
    change_status,
    check_version,
    post,
)
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, StaleEdit
from deliberate.core.policy import Permission, authorize
from deliberate.core.submissions import find_submission
from deliberate.core.wording import say
from deliberate.propositions.anchors import anchor_fields, columns_of, find_words
from deliberate.propositions.following import followers
from deliberate.propositions.models import Anchor, AnchorRole, Proposition
from deliberate.propositions.queries import with_parts
from deliberate.propositions.undoing import undoable
from deliberate.propositions.wording import clean_claim, described, rewrite, snapshot, write_voices

_LIVE = STANDING | {Status.SUGGESTED}


def split(
    actor: Actor,
    proposition: Proposition,
    texts: Sequence[str],
    *,
    words: Sequence[str] = (),
    version: int | None = None,
    submission: str | None = None,
) -> list[Proposition]:
    """Make one claim into two or more, all with its voices, modality and status.

    The first keeps the row, and with it what was posted and rated; the rest are new and know what they came from.
    ``words[i]`` narrows part i to those words of the article; without, it keeps every anchor.
    Raises StaleEdit, Invalid where fewer than two texts differ, Conflict where the claim no longer stands.
    """
    authorize(actor, Permission.EDIT_ARTICLE, proposition)
    if find_submission(actor, submission, Proposition) is not None:
        return [proposition, *_split_off(proposition)]
    with_parts(proposition)
    if version is not None:
        check_version(proposition, version, described(proposition))
    if proposition.status not in _LIVE:
        raise Conflict(say("This claim no longer stands, so it cannot be split."))
    clean = [clean_claim(text, f"text_{number}") for number, text in enumerate(texts, start=1)]
    if len(set(clean)) < 2:
        raise Invalid(say("Write at least two claims that differ."), "text_2")
    places = [_place(proposition, each, f"words_{number}") for number, each in enumerate(words, start=1)]
    places += [None] * (len(clean) - len(places))
    every = select(Anchor).where(Anchor.proposition_id == proposition.id).order_by(Anchor.id)
    anchors = [columns_of(anchor) for anchor in session.scalars(every)]
    voices = snapshot(proposition)["voices"]
    with undoable(actor, "split", proposition) as prior:
        parts = [_part(actor, proposition, text, voices) for text in clean[1:]]
        # One of them names the form, so that a double click splits once.
        parts[0].submission = submission
        rewrite(actor, proposition, {**snapshot(proposition), "text": clean[0]}, "split", substantive=True)
        for part, place in zip([proposition, *parts], places, strict=True):
            if part is not proposition or place is not None:
                _set_anchors(part, anchors, place)
        prior["parts"] = [part.id for part in parts]
        prior["anchors"] = [{**anchor, "role": anchor["role"].value} for anchor in anchors]
    return [proposition, *parts]


def merge(
    actor: Actor,
    propositions: Sequence[Proposition],
    keep: Proposition,
    *,
    seen: Mapping[uuid.UUID, int] | None = None,
    made: Proposition | None = None,
) -> Proposition:
    """Have one claim stand for several that say the same. What is merged into it already is left alone.

    The others become merged into it, with their rows, revisions, stances and anchors as they are; the wordings are also
    kept in a revision of the one that stays. What hangs on them moves along, as ``following`` says; it can be undone.
    With the versions that somebody had before their eyes (``seen``) it raises StaleEdit where one was changed since.
    ``made`` is a claim that was made for this merge: to undo it takes that claim back too.
    """
    authorize(actor, Permission.EDIT_ARTICLE, keep)
    others = [each for each in dict.fromkeys(propositions) if each is not keep]
    if not others:
        raise Invalid(say("Tick at least two claims that say the same."), "merge")
    if all(each.status is Status.MERGED and each.merged_into_id == keep.id for each in others):
        return keep
    check_unchanged([keep, *others], seen or {})
    for each in [keep, *others]:
        if each.article_id != keep.article_id:
            raise Invalid(say("Only claims of one article can be merged."), "merge")
        if each.status not in _LIVE:
            raise Conflict(say("“%(text)s” no longer stands, so it cannot be merged.", text=each.text))
    with undoable(actor, "merge", keep, others) as prior:
        _take_in(actor, others, keep)
        prior["moved"], prior["parts"] = [], [made.id] if made else []
        for each in others:
            for name in followers.names():
                prior["moved"].append([name, followers.get(name).follow(actor, each, keep)])
            each.merged_into_id = keep.id
            change_status(each, actor, Status.MERGED, "merge")
    return keep


def check_unchanged(claims: Iterable[Proposition], seen: Mapping[uuid.UUID, int]) -> None:
    """Raise StaleEdit, naming the first, where one is not as it was seen. Of which nothing is known is not asked."""
    for each in claims:
        if each.version != seen.get(each.public_id, each.version):
            raise StaleEdit(
                say(
                    "Somebody changed “%(text)s” since you opened the page. The claims are shown as they stand now; "
                    "nothing was merged.",
                    text=each.text,
                ),
                each.text,
            )


def _take_in(actor: Actor, others: Sequence[Proposition], keep: Proposition) -> None:
    """Keep the wordings of the others with the one that stays, which stands where one of them did."""
    with_parts(keep)
    wordings = [{"id": str(each.public_id), "text": each.text} for each in others]
    rewrite(actor, keep, {**snapshot(keep), "merged": wordings}, "merge_in", substantive=False)
    if keep.status is Status.SUGGESTED and any(each.is_visible for each in others):
        decide_revision(keep, Status.VISIBLE)
        change_status(keep, actor, Status.VISIBLE, "accept")
    if any(each.main_of_id for each in others):
        for each in others:
            each.main_of_id = None
        session.flush()
        keep.main_of_id = keep.article_id


def decide_revision(contribution: Contribution, status: Status) -> None:
    """Let the wording that readers would see share the decision about its contribution."""
    session.execute(
        update(Revision)
        .where(Revision.contribution_id == contribution.id, Revision.number == contribution.revision)
        .values(status=status)
    )


def _split_off(proposition: Proposition) -> Sequence[Proposition]:
    return session.scalars(
        select(Proposition).where(Proposition.split_from_id == proposition.id).order_by(Proposition.id)
    ).all()


def _place(proposition: Proposition, words: str, field: str) -> tuple[int, int] | None:
    """Where the words chosen for a part stand, nearest to those of the whole."""
    if not words.strip():
        return None
    version = current_version(proposition.article)
    statement = [
        anchor
        for anchor in proposition.anchors
        if anchor.role is AnchorRole.STATEMENT and anchor.version_id == version.id
    ]
    near = (statement[0].start, statement[-1].end) if statement else None
    try:
        return find_words(version.text, words, near)
    except Invalid as refusal:
        raise Invalid(refusal.message, field) from None


def _part(actor: Actor, proposition: Proposition, text: str, voices: list[dict[str, Any]]) -> Proposition:
    part = Proposition(
        article=proposition.article,
        author_id=actor.key,
        status=proposition.status,
        held_because=proposition.held_because,
        text=text,
        claim_kind=proposition.claim_kind,
        modality=proposition.modality,
        scope=proposition.scope,
        position=proposition.position,
        rank=proposition.rank,
        explanation=proposition.explanation,
        split_from_id=proposition.id,
    )
    post(part, actor, {**snapshot(proposition), "text": text}, "split_off")
    write_voices(part, voices)
    return part


def _set_anchors(part: Proposition, anchors: Sequence[dict[str, Any]], place: tuple[int, int] | None) -> None:
    """Give a part the anchors of the whole, its statement and hedges narrowed to a place where one was chosen."""
    session.execute(delete(Anchor).where(Anchor.proposition_id == part.id))
    version = current_version(part.article)
    kept = [dict(anchor) for anchor in anchors if place is None or _belongs(anchor, place, version.id)]
    if place is not None:
        kept += [
            {"version_id": version.id, **fields}
            for fields in anchor_fields(version.text, [place], AnchorRole.STATEMENT)
        ]
        part.position = place[0]
    if kept:
        session.execute(insert(Anchor), [{"proposition_id": part.id, **anchor} for anchor in kept])
    with_parts(part)


def _belongs(anchor: dict[str, Any], place: tuple[int, int], version_id: int) -> bool:
    """Whether a part keeps an anchor of the whole. A place is in the newest text, and says nothing of older ones."""
    if anchor["role"] is AnchorRole.STATEMENT:
        return False
    if anchor["role"] is not AnchorRole.HEDGE:
        return True
    return anchor["version_id"] == version_id and place[0] <= int(anchor["start"]) < place[1]
