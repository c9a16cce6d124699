"""Posting evidence, having one item bear on more, and challenging: all of them make a bearing."""

from datetime import date
from typing import Any

from deliberate.articles.models import Article, Audience
from deliberate.core.actors import Actor
from deliberate.core.contributions import STANDING, Contribution, post
from deliberate.core.errors import Conflict, NotFound
from deliberate.core.markup import render
from deliberate.core.policy import Permission, authorize
from deliberate.core.screening import admit, admit_as_one
from deliberate.core.submissions import find_submission
from deliberate.core.wording import say
from deliberate.evidence.cycles import refuse_cycle
from deliberate.evidence.drafts import (
    SENT_WITH_OTHER_WORDS,
    BearingDraft,
    EvidenceDraft,
    ItemDraft,
    checked_bearing,
    checked_item,
    words_of,
)
from deliberate.evidence.models import Bearing, Evidence, Source
from deliberate.evidence.quotes import quote_key, refuse_same_quote
from deliberate.evidence.sources import Citing, require_speaker, source_for
from deliberate.propositions.models import Proposition, Relation

#: What evidence can bear on.
Target = Proposition | Evidence | Bearing | Relation


def post_evidence(actor: Actor, target: Contribution, draft: EvidenceDraft) -> Bearing:
    """Add a new item on a proposition, or as a challenge (or support) of an item, a link or a relation.

    Raises Conflict where the same quote stands on that target and side, and Invalid, with the field, on bad input.
    A form that is sent twice posts once; sent again with other words, it raises Conflict.
    """
    authorize(actor, Permission.POST_EVIDENCE, target)
    item, bears = checked_item(draft.item), checked_bearing(draft.bearing)
    key = quote_key(item.quote)
    if (earlier := _already_posted(actor, bears, key)) is not None:
        return earlier
    require_target(target)
    refuse_same_quote(target.id, bears.side, key)
    require_speaker(target.article, item.speaker)
    evidence = Evidence(article=target.article, author_id=actor.key, source=_source_of(target.article, item))
    write_item(evidence, item)
    bearing = _new_bearing(actor, evidence, target, bears, key)
    text = f"{words_of(item)}\n{bears.warrant}"
    # Before either is stored, and one verdict for the two.
    admit_as_one([evidence, bearing], actor, text)
    post(evidence, actor, item_body(item), "post")
    post(bearing, actor, bearing_body(bears), "post")
    return bearing


def bear(actor: Actor, evidence: Evidence, target: Contribution, draft: BearingDraft) -> Bearing:
    """Let an item that is already here speak for or against something else as well.

    Raises Conflict where it does so already, or where that would close a cycle.
    """
    authorize(actor, Permission.POST_EVIDENCE, target)
    authorize(actor, Permission.READ_ARTICLE, evidence)
    authorize(actor, Permission.READ_CONTRIBUTION, evidence)
    bears, key = checked_bearing(draft), quote_key(evidence.quote)
    if (earlier := _already_posted(actor, bears, key)) is not None:
        return earlier
    require_target(target)
    if evidence.status not in STANDING:
        raise Conflict(say("This item no longer stands, so it cannot bear on anything."))
    _require_same_readers(evidence.article, target.article)
    refuse_same_quote(target.id, bears.side, key)
    refuse_cycle(evidence, target)
    bearing = _new_bearing(actor, evidence, target, bears, key)
    admit(bearing, actor, bears.warrant)
    post(bearing, actor, bearing_body(bears), "post")
    return bearing


def require_target(target: Contribution) -> None:
    """Raise NotFound or Conflict unless evidence can be posted on it now."""
    if not isinstance(target, Target):
        raise NotFound(say("Evidence bears on a claim, an item of evidence, or a link between them."))
    if not target.is_visible:
        raise Conflict(say("What this is about is not shown at the moment, so nothing can be posted on it."))


def _already_posted(actor: Actor, draft: BearingDraft, key: str) -> Bearing | None:
    earlier = find_submission(actor, draft.submission, Bearing)
    if earlier is not None and (earlier.warrant, earlier.quote_key) != (draft.warrant, key):
        raise Conflict(say(SENT_WITH_OTHER_WORDS))
    return earlier


def _require_same_readers(home: Article, other: Article) -> None:
    """An item must not show people what they may not read: it travels only to where no more people can follow it."""
    if home.id == other.id or (home.audience is Audience.PUBLIC and home.is_published):
        return
    if home.audience is Audience.GROUP and other.audience is Audience.GROUP and home.group_id == other.group_id:
        return
    raise Conflict(say("Not everybody who reads that article may read this item. Post its quote there afresh."))


def _new_bearing(actor: Actor, evidence: Evidence, target: Contribution, draft: BearingDraft, key: str) -> Bearing:
    bearing = Bearing(
        article=target.article,
        author_id=actor.key,
        evidence=evidence,
        target_id=target.id,
        submission=draft.submission,
        quote_key=key,
    )
    write_bearing(bearing, draft)
    return bearing


def _source_of(article: Article, item: ItemDraft) -> Source:
    return source_for(Citing(article, item.link, item.citation, item.published_on))


def write_item(evidence: Evidence, item: ItemDraft) -> None:
    """Put the words of a draft into the live row; its source is the caller's."""
    evidence.quote = item.quote
    evidence.evidence_kind = item.kind
    evidence.observed_on = item.observed_on


def write_bearing(bearing: Bearing, draft: BearingDraft) -> None:
    """Put the words of a draft into the live row. The Markdown is rendered here, once."""
    bearing.side = draft.side
    bearing.warrant = draft.warrant
    bearing.warrant_html = render(draft.warrant)


def item_body(item: ItemDraft) -> dict[str, Any]:
    """The body of an item's revision: days as ISO 8601."""
    return {
        "quote": item.quote,
        "kind": item.kind.value,
        "link": item.link,
        "citation": item.citation,
        "observed_on": _iso(item.observed_on),
        "published_on": _iso(item.published_on),
        "origin": item.origin,
        "speaker": item.speaker,
    }


def bearing_body(draft: BearingDraft) -> dict[str, Any]:
    """The body of a bearing's revision."""
    return {"side": draft.side.value, "warrant": draft.warrant}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
