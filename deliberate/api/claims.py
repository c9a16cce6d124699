"""Claims: list, read, propose; what becomes of them; and where readers stand."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import select

from deliberate.api.authentication import Caller
from deliberate.api.operations import operation, submission
from deliberate.api.paces import Pace
from deliberate.api.shapes import (
    LARGEST_NUMBER,
    ContributionShown,
    Forwards,
    Given,
    Page,
    Person,
    Shown,
    Told,
    cut,
    next_address,
    of_contribution,
    people,
    telling,
    words,
)
from deliberate.articles.services import get_readable
from deliberate.core.contributions import PUBLIC, Status
from deliberate.core.db import session
from deliberate.core.policy import Permission, authorize
from deliberate.core.rules import fact
from deliberate.evidence.queries import shown as shows
from deliberate.propositions import services
from deliberate.propositions.models import AnchorRole, Answer, Kind, Modality, Proposition
from deliberate.propositions.queries import get_proposition, propositions_by_id, with_parts
from deliberate.propositions.stances import is_stale, latest_stance
from deliberate.propositions.voicing import speaker_names
from deliberate.propositions.wording import LONGEST_CLAIM, LONGEST_SCOPE

TAG = "Claims"
#: As many names are taken of those who say it and pass it on.
MOST_SPEAKERS, LONGEST_SPEAKER, LONGEST_WORDS = 8, 200, 5000

has_seen_weights = fact("has_seen_how_it_adds_up")


class ClaimShown(ContributionShown):
    """A claim."""

    text: str
    claim_kind: Kind
    modality: Modality
    scope: str | None
    said_by: list[str] = Field(description="Who says it, outermost first; nobody: the article itself.")
    passages: list[str] = Field(description="The words of the article it stands on.")
    main: bool = Field(description="Whether the article is mainly about it.")
    merged_into: UUID | None
    version: int


class Listing(Forwards):
    """Which claims."""

    status: Literal["suggested", "rejected", "pending", "visible"] | None = Field(
        None, description="What is not shown to readers is listed for the article's editors and for moderators."
    )


class Wording(Given):
    """A claim in words."""

    text: str = words(LONGEST_CLAIM)
    claim_kind: Kind = Kind.FACT
    modality: Modality = Modality.ASSERTED
    scope: str = words(LONGEST_SCOPE, 0, default="")
    said_by: list[Annotated[str, words(LONGEST_SPEAKER)]] = Field(default=[], max_length=MOST_SPEAKERS)


class NewClaim(Wording):
    """A claim made from words of the article."""

    passage: str = words(LONGEST_WORDS, 0, default="", description="The words of the article that say it.")
    start: int | None = Field(None, ge=0, le=10**8, description="Where they are, in code points.")
    end: int | None = Field(None, ge=0, le=10**8)


class Reworded(Wording):
    """Another wording."""

    spelling_only: bool = Field(False, description="Whether it says the same as before.")


class Seen(Given):
    """Which version of it somebody had before them."""

    version: int | None = Field(None, ge=1, le=LARGEST_NUMBER, description="Refused where the claim is another by now.")


class StanceShown(Shown):
    """Where one stands on a claim."""

    answer: Answer | None
    credence: int | None = Field(description="How sure one is, 0 to 100.")
    stale: bool = Field(description="Whether the claim was reworded in substance since.")


class NewStance(Given):
    """Where one stands."""

    answer: Answer
    credence: int | None = Field(None, ge=0, le=100)


def shown(caller: Caller, claim: Proposition, who: Person | None = None, told: Told | None = None) -> ClaimShown:
    """A claim as it is answered. Its voices and anchors are loaded."""
    author = who or people([claim.author_id])[claim.author_id]
    kept = session.get(Proposition, claim.merged_into_id) if claim.merged_into_id else None
    return ClaimShown(
        **of_contribution(claim, author, told or telling(caller.actor.id, [claim])),
        text=claim.text,
        claim_kind=claim.claim_kind,
        modality=claim.modality,
        scope=claim.scope,
        said_by=list(speaker_names(claim)),
        passages=[each.exact for each in claim.anchors if each.role is AnchorRole.STATEMENT],
        main=claim.main_of_id is not None,
        merged_into=kept.public_id if kept else None,
        version=claim.version,
    )


@operation("GET", "/articles/<slug>/claims", tag=TAG, query=Listing, answer=Page[ClaimShown])
def list_claims(caller: Caller, slug: str, query: Listing) -> Page[ClaimShown]:
    """The claims of an article, the oldest first."""
    article = get_readable(caller.actor, slug)
    found = select(Proposition.id).where(Proposition.article_id == article.id, Proposition.id > query.after)
    if query.status is None:
        found = found.where(shows(caller.actor, Proposition))
    else:
        status = Status(query.status)
        found = found.where(Proposition.status == status)
        if status in PUBLIC:
            found = found.where(shows(caller.actor, Proposition))
        elif not caller.actor.is_moderator:
            authorize(caller.actor, Permission.EDIT_ARTICLE, article)
    ids, more = cut(list(session.scalars(found.order_by(Proposition.id).limit(query.limit + 1))), query.limit)
    claims = propositions_by_id(ids)
    who = people({each.author_id for each in claims})
    told = telling(caller.actor.id, claims)
    items = [shown(caller, each, who[each.author_id], told) for each in sorted(claims, key=lambda each: each.id)]
    return Page(items=items, next=next_address(after=ids[-1]) if more else None)


@operation("GET", "/claims/<uuid:claim>", tag=TAG, answer=ClaimShown)
def get_claim(caller: Caller, claim: UUID) -> ClaimShown:
    """One claim."""
    return shown(caller, get_proposition(caller.actor, claim))


@operation(
    "POST",
    "/articles/<slug>/claims",
    tag=TAG,
    body=NewClaim,
    answer=ClaimShown,
    status=201,
    made_at="get_claim",
    pace=Pace.POSTS,
)
def propose_claim(caller: Caller, slug: str, body: NewClaim) -> ClaimShown:
    """Make a claim from words of the article. From level 2 it stands at once, else it waits for a moderator."""
    draft = services.ClaimDraft(
        text=body.text,
        words=body.passage,
        start=body.start,
        end=body.end,
        kind=body.claim_kind,
        modality=body.modality,
        scope=body.scope,
        speakers=tuple(body.said_by),
        submission=submission(),
    )
    made = services.add_by_hand(caller.actor, get_readable(caller.actor, slug), draft)
    return shown(caller, with_parts(made))


@operation("PUT", "/claims/<uuid:claim>", tag=TAG, body=Reworded, answer=ClaimShown, revises=get_claim)
def reword_claim(caller: Caller, claim: UUID, body: Reworded) -> ClaimShown:
    """Give a claim another wording."""
    found = get_proposition(caller.actor, claim)
    services.reword(
        caller.actor,
        found,
        body.text,
        found.version,
        claim_kind=body.claim_kind,
        modality=body.modality,
        scope=body.scope,
        speakers=body.said_by,
        substantive=not body.spelling_only,
    )
    return shown(caller, with_parts(found))


@operation("POST", "/claims/<uuid:claim>/accept", tag=TAG, body=Seen, answer=ClaimShown)
def accept_claim(caller: Caller, claim: UUID, body: Seen) -> ClaimShown:
    """Take up a suggestion as a claim of the article; for its editors."""
    found = get_proposition(caller.actor, claim)
    services.accept(caller.actor, found, body.version)
    return shown(caller, with_parts(found))


@operation("POST", "/claims/<uuid:claim>/reject", tag=TAG, body=Seen, answer=ClaimShown)
def reject_claim(caller: Caller, claim: UUID, body: Seen) -> ClaimShown:
    """Leave a suggestion out; for the article's editors."""
    found = get_proposition(caller.actor, claim)
    services.reject(caller.actor, found, body.version)
    return shown(caller, with_parts(found))


@operation("POST", "/claims/<uuid:claim>/restore", tag=TAG, answer=ClaimShown)
def restore_claim(caller: Caller, claim: UUID) -> ClaimShown:
    """Make a suggestion again of what was left out, or taken up in a draft; for the article's editors."""
    found = get_proposition(caller.actor, claim)
    services.restore(caller.actor, found)
    return shown(caller, with_parts(found))


@operation("POST", "/claims/<uuid:claim>/main", tag=TAG, answer=ClaimShown)
def make_main(caller: Caller, claim: UUID) -> ClaimShown:
    """Say that the article is mainly about this claim; for its editors."""
    found = get_proposition(caller.actor, claim)
    services.make_main(caller.actor, found)
    return shown(caller, with_parts(found))


@operation("GET", "/claims/<uuid:claim>/stance", tag=TAG, answer=StanceShown, for_visitors=False)
def get_stance(caller: Caller, claim: UUID) -> StanceShown:
    """Where one stands on a claim oneself. Nobody else's answer is told."""
    return _stance(caller, get_proposition(caller.actor, claim))


def _stance(caller: Caller, claim: Proposition) -> StanceShown:
    said = latest_stance(caller.actor, claim)
    if said is None:
        return StanceShown(answer=None, credence=None, stale=False)
    return StanceShown(answer=said.answer, credence=said.credence, stale=is_stale(said, claim))


@operation("PUT", "/claims/<uuid:claim>/stance", tag=TAG, body=NewStance, answer=StanceShown)
def state_stance(caller: Caller, claim: UUID, body: NewStance) -> StanceShown:
    """Say where one stands on a claim; said again, it replaces what one said."""
    found = get_proposition(caller.actor, claim)
    seen = has_seen_weights(caller.actor, found)
    services.state_stance(caller.actor, found, body.answer, body.credence, after_weights=seen)
    return _stance(caller, found)
