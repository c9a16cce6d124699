"""One claim with the evidence on both sides, what it relates to, and what this reader said of it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from deliberate.articles.models import ArticleVersion
from deliberate.common_ground.queries import ShownPoint, point_of
from deliberate.core.actors import Actor
from deliberate.core.contributions import Revision, Status
from deliberate.core.db import session
from deliberate.core.policy import post_first
from deliberate.core.site import names_of
from deliberate.core.wording import N_, say
from deliberate.evidence.models import Bearing, Remark, Side
from deliberate.evidence.queries import Tombstone, bearings_by_id, bearings_of, remarks_on, searches_of, tombstones_of
from deliberate.propositions.models import Anchor, AnchorRole, Kind, Proposition, Relation, RelationKind, Stance
from deliberate.propositions.queries import merged_into
from deliberate.propositions.sayings import CheckMade, checks_of, find_saying, reports_of
from deliberate.propositions.stances import is_stale, latest_stance
from deliberate.propositions.undercuts import Undercut, undercuts_of
from deliberate.propositions.voicing import VoiceLine, sayings_of
from deliberate.reading.history import wordings_of
from deliberate.reading.item_lines import TOP, WAITING, item_lines, shown_whole, sort_out
from deliberate.reading.items import ShownItem, shown_items
from deliberate.reading.kinds import kinds_posted
from deliberate.reading.moved import has_moved
from deliberate.reading.words import KIND_WORDS, balance_words
from deliberate.weighting.models import Score


@dataclass(frozen=True)
class Link:
    """A relation from or to another claim: the words for it, that claim, and what was posted on the link itself."""

    words: str
    other: Proposition
    relation: Relation
    items: Sequence[ShownItem]
    undercuts: Sequence[Undercut]


@dataclass(frozen=True)
class OwnAnswers:
    """What somebody said of a claim, with how many people searched in vain: all that its forms show."""

    stance: Stance | None
    #: Whether that awaits their word that it still holds, and the claim as they had it before them, if so.
    stale: bool
    answered: str | None
    searches: Mapping[Side, int]
    searched: frozenset[Side]


@dataclass(frozen=True)
class ClaimPage:
    """Everything the page shows."""

    proposition: Proposition
    kind: str
    voices: Sequence[VoiceLine]
    words: Sequence[str]
    #: The version that has the words, where the newest has not.
    words_in: int | None
    balance: Mapping[str, Any]
    #: The heaviest of each side, whether it has more, and how many of it count or may yet count.
    top: Mapping[Side, Sequence[ShownItem]]
    more: Mapping[Side, bool]
    count: Mapping[Side, int]
    #: What has waited longest to be weighed, and whether more does.
    waiting: Sequence[ShownItem]
    more_waiting: bool
    #: What somebody was led to, where it is not among those.
    led_to: ShownItem | None
    #: What moderators pinned a note to: above the lists, outside their order.
    pinned: Sequence[Bearing]
    tombstones: Sequence[Tombstone]
    #: What the reader said of it.
    own: OwnAnswers
    #: Whether enough people have answered before and after to tell what moved them.
    moved: bool
    #: The claim that was said or was not, where this one is that it was.
    saying: Proposition | None
    #: Whether it was said, as it was found over time.
    checks: Sequence[CheckMade]
    details: Sequence[Proposition]
    detail_of: Proposition | None
    links: Sequence[Link]
    #: What it is proposed as, where somebody proposed that both sides accept it.
    point: ShownPoint | None
    remarks: Sequence[Remark]
    names: Mapping[str, str]
    history: Sequence[Revision]


def claim_page(
    actor: Actor, proposition: Proposition, *, whole: bool = False, item: uuid.UUID | None = None
) -> ClaimPage:
    """The page of a claim that this actor may read. The number of queries does not depend on what is posted.

    ``whole``: with everything on it, for print. ``item``: what somebody was led to.
    """
    lines = item_lines(actor, proposition.id)
    sides = sort_out(lines)
    top = {side: listed[: None if whole else TOP] for side, listed in sides.listed.items()}
    waiting = sides.waiting[: None if whole else WAITING]
    in_sight = {each.id for line in [*top[Side.FOR], *top[Side.AGAINST], *waiting] for each in (line, *line.echoes)}
    led_to = [line for line in lines if line.public_id == item and line.id not in in_sight]
    shown = {
        each.bearing.id: each for each in shown_whole(actor, [*top[Side.FOR], *top[Side.AGAINST], *waiting, *led_to])
    }
    pinned = bearings_by_id(actor, [line.id for line in lines if line.pinned])
    remarks = remarks_on(actor, proposition.article, [proposition.id])[proposition.id]
    history = wordings_of(proposition)
    score = session.get(Score, proposition.id)
    kinds = kinds_posted(Bearing.target_id == proposition.id)
    statement = _statement(proposition)
    relations = _relations(proposition)
    claims = _claims_in(relations, proposition)
    merged = merged_into(proposition)
    sayings = [proposition, *merged]
    return ClaimPage(
        proposition=proposition,
        kind=say(KIND_WORDS[proposition.claim_kind]),
        voices=sayings_of([proposition], merged, reports_of([each.id for each in sayings]))[proposition.id],
        words=[anchor.exact for anchor in statement],
        words_in=_older_version(proposition, statement),
        balance=balance_words(
            proposition, score, kinds.get(proposition.id), kept=post_first(actor, proposition.article)
        ),
        top={side: [shown[line.id] for line in own if line.id in shown] for side, own in top.items()},
        more={side: len(listed) > len(top[side]) for side, listed in sides.listed.items()},
        count=sides.count,
        waiting=[shown[line.id] for line in waiting if line.id in shown],
        more_waiting=len(sides.waiting) > len(waiting),
        led_to=next((shown[line.id] for line in led_to if line.id in shown), None),
        pinned=[each for each in pinned if each.is_visible],
        tombstones=tombstones_of([proposition.id])[proposition.id],
        own=own_answers(actor, proposition),
        moved=has_moved(proposition),
        saying=find_saying(proposition) if proposition.claim_kind is Kind.REPORT else None,
        checks=checks_of([each.public_id for each in sayings]),
        details=[other for relation, other in claims if _is_detail(relation) and relation.target_id == proposition.id],
        detail_of=next(
            (other for relation, other in claims if _is_detail(relation) and relation.target_id != proposition.id), None
        ),
        point=point_of(actor, proposition),
        links=_links(actor, proposition, [(link, other) for link, other in claims if not _is_detail(link)]),
        remarks=remarks,
        names=names_of({remark.author_id for remark in remarks} | {each.author_id for each in history}),
        history=history,
    )


def own_answers(actor: Actor, proposition: Proposition) -> OwnAnswers:
    """What this person said of a claim."""
    searches, stance = searches_of([proposition.id])[proposition.id], latest_stance(actor, proposition)
    stale = stance is not None and is_stale(stance, proposition)
    return OwnAnswers(
        stance=stance,
        stale=stale,
        answered=_answered(stance, wordings_of(proposition)) if stale else None,
        searches={side: sum(each.side is side for each in searches) for side in Side},
        searched=frozenset(each.side for each in searches if each.actor_id == actor.id),
    )


def _statement(proposition: Proposition) -> list[Anchor]:
    """Its words in the newest version that has them; the anchors come in the order of the text."""
    statement = [anchor for anchor in proposition.anchors if anchor.role is AnchorRole.STATEMENT]
    newest = max((anchor.version_id for anchor in statement), default=None)
    return [anchor for anchor in statement if anchor.version_id == newest]


def _older_version(proposition: Proposition, statement: Sequence[Anchor]) -> int | None:
    """The number of the version its words are in, where that is not the newest."""
    if not statement or proposition.article.version_number == 1:
        return None
    number = session.scalar(select(ArticleVersion.number).where(ArticleVersion.id == statement[0].version_id))
    return number if number != proposition.article.version_number else None


def _answered(stance: Stance | None, history: Sequence[Revision]) -> str | None:
    """The wording that a stance is about, among those that readers saw."""
    about = (each.body["text"] for each in history if stance is not None and each.number == stance.revision)
    return next(about, None)


def _relations(proposition: Proposition) -> list[Relation]:
    found = select(Relation).where(
        Relation.status == Status.VISIBLE,
        or_(Relation.target_id == proposition.id, Relation.premises.any(proposition_id=proposition.id)),
    )
    return list(session.scalars(found.options(selectinload(Relation.premises)).order_by(Relation.id)))


def _claims_in(relations: Sequence[Relation], proposition: Proposition) -> list[tuple[Relation, Proposition]]:
    """Each relation with each claim at its other end, where that claim is visible."""
    ends = [(relation, key) for relation in relations for key in _other_ends(relation, proposition)]
    keys = {key for _, key in ends}
    visible = select(Proposition).where(Proposition.id.in_(keys), Proposition.status == Status.VISIBLE)
    claims = {claim.id: claim for claim in session.scalars(visible)}
    return [(relation, claims[key]) for relation, key in ends if key in claims]


def _other_ends(relation: Relation, proposition: Proposition) -> list[int]:
    if relation.target_id == proposition.id:
        return [premise.proposition_id for premise in relation.premises]
    return [relation.target_id]


def _links(actor: Actor, proposition: Proposition, claims: Sequence[tuple[Relation, Proposition]]) -> list[Link]:
    """The relations in words. What bears on a link stands once, with the first claim that the link is told of."""
    bearings = bearings_of(actor, [relation.id for relation, _ in claims])
    items: dict[int, list[ShownItem]] = {}
    for item in shown_items([bearing for found in bearings.values() for bearing in found], {}):
        items.setdefault(item.bearing.target_id, []).append(item)
    undercuts = undercuts_of([relation.id for relation, _ in claims])
    return [
        Link(
            _link_words(relation, proposition),
            other,
            relation,
            items.pop(relation.id, ()),
            undercuts.pop(relation.id, ()),
        )
        for relation, other in claims
    ]


#: By its kind and whether this claim is where it leads: what a link is called, and one that starts from several.
_LINK_WORDS = {
    (RelationKind.SUPPORTS, False): (N_("Supports"), N_("Supports, together with others")),
    (RelationKind.SUPPORTS, True): (N_("Supported by"), N_("Supported by, together with others")),
    (RelationKind.ATTACKS, False): (N_("Attacks"), N_("Attacks, together with others")),
    (RelationKind.ATTACKS, True): (N_("Attacked by"), N_("Attacked by, together with others")),
    (RelationKind.UNDERCUTS, False): (N_("Breaks a link of"), N_("Breaks a link of, together with others")),
    (RelationKind.UNDERCUTS, True): (N_("Its link is broken by"), N_("Its link is broken by, together with others")),
}


def _is_detail(relation: Relation) -> bool:
    return relation.relation_kind is RelationKind.DETAIL_OF


def _link_words(relation: Relation, proposition: Proposition) -> str:
    alone, together = _LINK_WORDS[relation.relation_kind, relation.target_id == proposition.id]
    return say(together if len(relation.premises) > 1 else alone)
