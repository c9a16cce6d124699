"""What changed about the claims and relations of a template, done to their twins in one copy. What a group's own people
added stays, and what was changed in the copy alone stays until the template changes in just that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from deliberate.articles.models import Article, ArticleVersion
from deliberate.classroom.grouping.models import SmallGroup, Twin
from deliberate.classroom.grouping.template import State
from deliberate.core.actors import SYSTEM, Actor
from deliberate.core.contributions import STANDING, Contribution, Status, change_status, post
from deliberate.core.db import session
from deliberate.core.errors import Conflict
from deliberate.core.events import record
from deliberate.core.signals import contribution_changed
from deliberate.moderation.models import Decision
from deliberate.moderation.purging.posts import erase_post
from deliberate.propositions.anchors import anchor_fields
from deliberate.propositions.main_claim import set_main
from deliberate.propositions.models import (
    Act,
    Anchor,
    AnchorRole,
    Check,
    Kind,
    Modality,
    Proposition,
    Relation,
    RelationKind,
    RelationPremise,
)
from deliberate.propositions.queries import with_parts
from deliberate.propositions.relations import faults
from deliberate.propositions.splitting import merge
from deliberate.propositions.undoing import undo_act
from deliberate.propositions.wording import rewrite, write_voices


@dataclass(frozen=True)
class Copy:
    """A group's copy while the template is carried over into it, in the name of whoever edits it."""

    group: SmallGroup
    article: Article
    actor: Actor
    #: By the keys of the originals.
    twins: dict[int, Twin]
    #: The versions of its text, by the numbers that these have in the template.
    versions: Mapping[int, ArticleVersion]

    def twin(self, original: int, made: Contribution, carried: State) -> None:
        """Note what of the copy an original is."""
        twin = Twin(original_id=original, small_group_id=self.group.id, copy_id=made.id, carried=carried)
        session.add(twin)
        session.flush()
        self.twins[original] = twin

    def claim(self, original: int) -> Proposition:
        return with_parts(session.get_one(Proposition, self.twins[original].copy_id))


def carry_claims(copy: Copy, states: Mapping[int, State]) -> None:
    """Add what is new, restore, reword and place what is otherwise than it was, and let go of what is gone."""
    for original, state in states.items():
        if original not in copy.twins and state["stands"]:
            _add_claim(copy, original, state)
    changed = {key: state for key, state in states.items() if key in copy.twins and copy.twins[key].carried != state}
    for step in (_restore, _reword, _place, _check, _let_go, _make_main):
        for original, state in changed.items():
            step(copy, original, copy.twins[original].carried, state)
    for original, state in changed.items():
        copy.twins[original].carried = state
    session.flush()


def carry_relations(copy: Copy, states: Mapping[int, State]) -> None:
    """The same of relations. One that would go round in a circle with the group's own is left out."""
    for original, state in sorted(states.items()):
        twin = copy.twins.get(original)
        if twin is None:
            _add_relation(copy, original, state)
        elif (after := {**twin.carried, **state}) != twin.carried:
            _change_relation(copy, session.get_one(Relation, twin.copy_id), twin.carried, after)
            twin.carried = after
    session.flush()


def _add_claim(copy: Copy, original: int, state: State) -> None:
    body = state["body"]
    claim = Proposition(
        article=copy.article,
        author_id=copy.actor.key,
        status=Status.VISIBLE,
        text=body["text"],
        claim_kind=Kind(body["kind"]),
        modality=Modality(body["modality"]),
        scope=body["scope"],
    )
    post(claim, copy.actor, body, "post")
    write_voices(claim, body["voices"])
    # What it is like beyond its wording is done to it as to any whose original changed.
    nothing = {"said": [Check.UNCHECKED.value, None, None], "main": False, "place": None}
    copy.twin(original, claim, {**state, **nothing})


def _restore(copy: Copy, original: int, before: State, after: State) -> None:
    if before["stands"] or not after["stands"]:
        return
    claim = copy.claim(original)
    if claim.status is Status.MERGED:
        _unmerge(copy, claim)
    if claim.status in {Status.WITHDRAWN, Status.MERGED}:
        claim.merged_into_id = None
        change_status(claim, copy.actor, Status.VISIBLE, "restore")


def _unmerge(copy: Copy, claim: Proposition) -> None:
    """Let what went along with a merge go back, unless something rests on it by now: then it stays where it went."""
    merges = select(Act).where(Act.article_id == copy.article.id, Act.action == "merge", Act.undone_at.is_(None))
    for act in session.scalars(merges.order_by(Act.id.desc())):
        if str(claim.id) in act.prior["claims"]:
            try:
                with session.begin_nested():
                    undo_act(copy.actor, act)
            except Conflict:
                session.refresh(claim)
            return


def _reword(copy: Copy, original: int, before: State, after: State) -> None:
    if before["body"] == after["body"] or not after["stands"]:
        return
    claim = copy.claim(original)
    if claim.status in STANDING:
        substantive = before["substance"] != after["substance"]
        rewrite(copy.actor, claim, after["body"], "reword", substantive=substantive)


def _place(copy: Copy, original: int, before: State, after: State) -> None:
    """Have it stand on the same words, in each version of the text that the copy has."""
    if before["place"] == after["place"] or not after["stands"]:
        return
    claim = copy.claim(original)
    position, anchors = after["place"]
    session.execute(delete(Anchor).where(Anchor.proposition_id == claim.id))
    rows = [
        {**_anchor(copy.versions[number], role, part, start, end), "ordinal": ordinal, "proposition_id": claim.id}
        for number, role, part, ordinal, start, end in anchors
        if number in copy.versions
    ]
    if rows:
        session.execute(insert(Anchor), rows)
    claim.position = position
    with_parts(claim)


def _anchor(version: ArticleVersion, role: str, part: int, start: int, end: int) -> dict[str, Any]:
    (fields,) = anchor_fields(version.text, [(start, end)], AnchorRole(role), part)
    return {**fields, "version_id": version.id}


def _check(copy: Copy, original: int, before: State, after: State) -> None:
    """Say the same of whether it was said."""
    if before["said"] == after["said"] or after["purged"]:
        return
    claim, was = copy.claim(original), before["said"][0]
    said, url, reason = after["said"]
    claim.said, claim.said_url, claim.said_reason = Check(said), url, reason
    session.flush()
    told = " ".join(filter(None, (reason, url))) or None
    record(copy.actor, "said", claim, before=was, after=said, revision=claim.revision, reason=told)
    contribution_changed.send(claim, action="said")


def _let_go(copy: Copy, original: int, before: State, after: State) -> None:
    if after["purged"] and not before["purged"]:
        _erase(copy, original)
    if not before["stands"] or after["stands"]:
        return
    claim = copy.claim(original)
    if claim.status not in STANDING:
        return
    into = copy.twins.get(after["merged_into"] or 0)
    keep = with_parts(session.get_one(Proposition, into.copy_id)) if into is not None else None
    if keep is not None and keep.status in STANDING and keep is not claim:
        merge(copy.actor, [keep, claim], keep)
        return
    claim.main_of_id = None
    change_status(claim, copy.actor, Status.WITHDRAWN, "withdraw")


def _erase(copy: Copy, original: int) -> None:
    """Words that were erased for good are so in every copy."""
    claim = copy.claim(original)
    decided = select(Decision.reason_code).where(Decision.contribution_id == original, Decision.action == "purge")
    if not claim.is_purged:
        erase_post(SYSTEM, claim, session.scalar(decided.limit(1)) or "", self_review=False)


def _make_main(copy: Copy, original: int, before: State, after: State) -> None:
    if before["main"] or not after["main"]:
        return
    claim = copy.claim(original)
    if claim.is_visible:
        set_main(copy.actor, claim)


def _add_relation(copy: Copy, original: int, state: State) -> None:
    ends = [state.get("target"), *state.get("premises", [])]
    if not state["stands"] or any(each not in copy.twins for each in ends):
        return
    target, *premises = [session.get_one(Contribution, copy.twins[each].copy_id) for each in ends]
    kind, keys = RelationKind(state["kind"]), [each.id for each in premises]
    if not all(each.status in STANDING for each in (target, *premises)) or faults(kind, set(keys), target.id, None):
        return
    relation = Relation(
        article=copy.article,
        author_id=copy.actor.key,
        relation_kind=kind,
        target_id=target.id,
        confirmed_by=copy.actor.key if state["confirmed"] else None,
        status=Status.VISIBLE,
        premises=[RelationPremise(proposition_id=each) for each in keys],
    )
    names = [str(each.public_id) for each in premises]
    post(relation, copy.actor, {"kind": kind.value, "premises": names, "target": str(target.public_id)}, "relate")
    copy.twin(original, relation, state)


def _change_relation(copy: Copy, relation: Relation, before: State, after: State) -> None:
    if before["stands"] and not after["stands"]:
        if relation.status in STANDING:
            change_status(relation, copy.actor, Status.WITHDRAWN, "withdraw")
        return
    if after["stands"] and not before["stands"] and relation.status is Status.WITHDRAWN:
        keys = set(
            session.scalars(select(RelationPremise.proposition_id).where(RelationPremise.relation_id == relation.id))
        )
        if faults(relation.relation_kind, keys, relation.target_id, relation.id) is None:
            change_status(relation, copy.actor, Status.VISIBLE, "restore")
    if after["confirmed"] and relation.confirmed_by is None and relation.status in STANDING:
        relation.confirmed_by = copy.actor.key
        change_status(relation, copy.actor, relation.status, "confirm")
