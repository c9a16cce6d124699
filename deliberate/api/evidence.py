"""Evidence, how it bears, challenges, and searches that found none."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import select

from deliberate.api.authentication import Caller
from deliberate.api.operations import operation, submission
from deliberate.api.paces import Pace
from deliberate.api.shapes import (
    ContributionShown,
    Forwards,
    Given,
    Newest,
    Nothing,
    Page,
    Person,
    Shown,
    Told,
    cut,
    link,
    next_address,
    of_contribution,
    people,
    telling,
    words,
)
from deliberate.articles.services import get_readable
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.evidence import services
from deliberate.evidence.citations import citations_in, get_source
from deliberate.evidence.drafts import LONGEST, BearingDraft, EvidenceDraft, ItemDraft
from deliberate.evidence.models import Bearing, Curation, Evidence, EvidenceKind, Side, Source
from deliberate.evidence.queries import bearings_by_id, bearings_shown_on, get_evidence, get_target
from deliberate.propositions.models import Proposition, Relation

TAG = "Evidence"


class SourceShown(Shown):
    """What an item goes back to."""

    id: UUID
    url: str | None
    citation: str
    published_on: date | None
    publisher: str | None
    publisher_id: UUID | None
    origin: str | None = Field(description="Where it got it from: what shares an origin counts once.")
    speaker: str | None
    retracted: bool


class ItemShown(ContributionShown):
    """An item of evidence."""

    quote: str
    evidence_kind: EvidenceKind
    observed_on: date | None
    curation: Curation
    source: SourceShown


class BearingShown(ContributionShown):
    """How an item speaks for or against something."""

    target: UUID
    side: Side
    warrant: str
    item: ItemShown


class Item(Given):
    """An item: where it stands and what it says, word for word. It needs a link or a citation."""

    quote: str = words(LONGEST["quote"])
    evidence_kind: EvidenceKind
    link: str | None = link()
    citation: str | None = words(LONGEST["citation"], 0, default=None)
    observed_on: date | None = None
    published_on: date | None = None
    origin: str | None = words(LONGEST["origin"], 0, default=None)
    speaker: str | None = words(LONGEST["speaker"], 0, default=None)

    def item(self) -> ItemDraft:
        """As services take it."""
        given = self.model_dump(include=set(Item.model_fields) - {"evidence_kind"})
        return ItemDraft(kind=self.evidence_kind, **given)


class Bears(Given):
    """How it bears."""

    side: Side
    warrant: str = words(LONGEST["warrant"])

    def bearing(self) -> BearingDraft:
        """As services take it; named by the key of the request, so that it is posted once."""
        return BearingDraft(side=self.side, warrant=self.warrant, submission=submission())


class NewEvidence(Item, Bears):
    """A new item, and how it bears."""


class BearsOn(Bears):
    """What an item that is here bears on too, and how."""

    target: UUID


class Citations(Shown):
    """A source, and where it is cited in articles one may see listed."""

    source: SourceShown
    cited: list[UUID] = Field(description="The bearings that cite it.")
    same_origin: list[UUID] = Field(description="The sources that share its origin.")


def source_shown(source: Source) -> SourceShown:
    """A source as it is answered. Its publisher, origin and speaker are loaded."""
    return SourceShown(
        id=source.public_id,
        url=source.url,
        citation=source.citation,
        published_on=source.published_on,
        publisher=source.publisher.name if source.publisher else None,
        publisher_id=source.publisher.public_id if source.publisher else None,
        origin=source.origin.name if source.origin else None,
        speaker=source.speaker.name if source.speaker else None,
        retracted=source.retracted_at is not None,
    )


def item_shown(caller: Caller, item: Evidence, who: Person | None = None, told: Told | None = None) -> ItemShown:
    """An item as it is answered. Its source is loaded."""
    return ItemShown(
        **of_contribution(
            item, who or people([item.author_id])[item.author_id], told or telling(caller.actor.id, [item])
        ),
        quote=item.quote,
        evidence_kind=item.evidence_kind,
        observed_on=item.observed_on,
        curation=item.curation,
        source=source_shown(item.source),
    )


def bearings_shown(caller: Caller, bearings: list[Bearing]) -> list[BearingShown]:
    """Bearings as they are answered. Their items are loaded."""
    who = people({each.author_id for each in bearings} | {each.evidence.author_id for each in bearings})
    told = telling(caller.actor.id, [*bearings, *(each.evidence for each in bearings)])
    ids = {each.target_id for each in bearings}
    targets = dict(
        session.execute(select(Contribution.id, Contribution.public_id).where(Contribution.id.in_(ids))).all()
    )
    return [
        BearingShown(
            **of_contribution(each, who[each.author_id], told),
            target=targets[each.target_id],
            side=each.side,
            warrant=each.warrant,
            item=item_shown(caller, each.evidence, who[each.evidence.author_id], told),
        )
        for each in bearings
    ]


def _one(caller: Caller, bearing: Bearing) -> BearingShown:
    """One bearing, whatever its state: whoever asks may read it."""
    item = get_evidence(caller.actor, session.get_one(Evidence, bearing.evidence_id).public_id)
    session.refresh(bearing, ["evidence"])
    bearing.evidence = item
    return bearings_shown(caller, [bearing])[0]


@operation("GET", "/articles/<slug>/evidence", tag=TAG, query=Newest, answer=Page[BearingShown])
def list_evidence(caller: Caller, slug: str, query: Newest) -> Page[BearingShown]:
    """What bears on anything in an article, the newest first."""
    article = get_readable(caller.actor, slug)
    found = citations_in(caller.actor, article, query.before, query.limit + 1)
    rows, more = cut([each.bearing for each in found], query.limit)
    return Page(
        items=bearings_shown(caller, rows),
        next=next_address(before=rows[-1].id) if more else None,
    )


@operation("GET", "/contributions/<uuid:target>/evidence", tag=TAG, query=Forwards, answer=Page[BearingShown])
def list_evidence_on(caller: Caller, target: UUID, query: Forwards) -> Page[BearingShown]:
    """What bears on a claim, on an item, on how one bears, or on a relation; the oldest first."""
    found = get_target(caller.actor, target, Proposition, Evidence, Bearing, Relation)
    ids = bearings_shown_on(caller.actor, found.id).where(Bearing.id > query.after)
    chosen, more = cut(list(session.scalars(ids.order_by(Bearing.id).limit(query.limit + 1))), query.limit)
    rows = sorted(bearings_by_id(caller.actor, chosen), key=lambda each: each.id)
    return Page(items=bearings_shown(caller, rows), next=next_address(after=chosen[-1]) if more else None)


@operation(
    "POST",
    "/contributions/<uuid:target>/evidence",
    tag=TAG,
    body=NewEvidence,
    answer=BearingShown,
    status=201,
    made_at="get_bearing",
    pace=Pace.POSTS,
)
def post_evidence(caller: Caller, target: UUID, body: NewEvidence) -> BearingShown:
    """Post a new item on a claim; or, as a challenge, on an item, on how one bears, or on a relation."""
    found = get_target(caller.actor, target, Proposition, Evidence, Bearing, Relation)
    draft = EvidenceDraft(body.item(), body.bearing())
    return _one(caller, services.post_evidence(caller.actor, found, draft))


@operation("GET", "/evidence/<uuid:item>", tag=TAG, answer=ItemShown)
def get_item(caller: Caller, item: UUID) -> ItemShown:
    """One item."""
    return item_shown(caller, get_evidence(caller.actor, item))


@operation("PUT", "/evidence/<uuid:item>", tag=TAG, body=Item, answer=ItemShown, revises=get_item)
def edit_item(caller: Caller, item: UUID, body: Item) -> ItemShown:
    """Change an item of one's own. What moderators have judged waits before it shows."""
    own = get_evidence(caller.actor, item)
    services.edit_evidence(caller.actor, own, body.item(), own.version)
    session.expire(own, ["source"])
    return item_shown(caller, get_evidence(caller.actor, item))


@operation(
    "POST",
    "/evidence/<uuid:item>/bearings",
    tag=TAG,
    body=BearsOn,
    answer=BearingShown,
    status=201,
    made_at="get_bearing",
    pace=Pace.POSTS,
)
def let_bear(caller: Caller, item: UUID, body: BearsOn) -> BearingShown:
    """Let an item that is here bear on something else too."""
    evidence = get_evidence(caller.actor, item)
    target = get_target(caller.actor, body.target, Proposition, Evidence, Bearing, Relation)
    return _one(caller, services.bear(caller.actor, evidence, target, body.bearing()))


@operation("GET", "/bearings/<uuid:bearing>", tag=TAG, answer=BearingShown)
def get_bearing(caller: Caller, bearing: UUID) -> BearingShown:
    """How one item bears on one thing."""
    return _one(caller, get_target(caller.actor, bearing, Bearing))


@operation("PUT", "/bearings/<uuid:bearing>", tag=TAG, body=Bears, answer=BearingShown, revises=get_bearing)
def edit_bearing(caller: Caller, bearing: UUID, body: Bears) -> BearingShown:
    """Change the side one's item takes, or why it matters there."""
    own = get_target(caller.actor, bearing, Bearing)
    services.edit_bearing(caller.actor, own, BearingDraft(body.side, body.warrant), own.version)
    return _one(caller, own)


@operation("POST", "/contributions/<uuid:contribution>/withdraw", tag=TAG, body=Nothing)
def withdraw(caller: Caller, contribution: UUID, body: BaseModel) -> None:
    """Take back what one posted. A note that something stood there stays in its place."""
    services.withdraw(caller.actor, get_target(caller.actor, contribution))


@operation("POST", "/contributions/<uuid:contribution>/put-back", tag=TAG, body=Nothing)
def put_back(caller: Caller, contribution: UUID, body: BaseModel) -> None:
    """Undo one's own withdrawal."""
    services.put_back(caller.actor, get_target(caller.actor, contribution))


@operation("GET", "/sources/<uuid:source>", tag=TAG, answer=Citations)
def get_one_source(caller: Caller, source: UUID) -> Citations:
    """A source, and where it is cited."""
    record = get_source(caller.actor, source)
    return Citations(
        source=source_shown(record.source),
        cited=[each.bearing.public_id for each in record.citations],
        same_origin=[each.public_id for each in record.same_origin],
    )
