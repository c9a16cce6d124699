"""What an article's editors do about its claims besides: merge, split, say whether it was said, and undo."""

from uuid import UUID

from pydantic import Field
from sqlalchemy import select

from deliberate.api.authentication import Caller
from deliberate.api.claims import LONGEST_WORDS, TAG, ClaimShown, shown
from deliberate.api.operations import operation, submission
from deliberate.api.shapes import Given, Shown, checked_number, words
from deliberate.articles.services import get_readable
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.wording import say
from deliberate.evidence.queries import speakers_shown
from deliberate.propositions import services
from deliberate.propositions.models import Act, Check, Party, Speaker
from deliberate.propositions.queries import get_proposition, get_speaker, speakers_of, with_parts
from deliberate.propositions.sayings import LONGEST_REASON as LONGEST_CHECK
from deliberate.propositions.speakers import LONGEST_REASON
from deliberate.propositions.undoing import get_act
from deliberate.propositions.wording import LONGEST_CLAIM

MOST = 20


class Merging(Given):
    """Claims that say the same."""

    claims: list[UUID] = Field(min_length=1, max_length=MOST, description="Those that are merged into the other.")
    keep: UUID = Field(description="The one that stays.")


class Part(Given):
    """One of the claims that one becomes."""

    text: str = words(LONGEST_CLAIM)
    passage: str = words(LONGEST_WORDS, 0, default="", description="Its words in the article.")


class Splitting(Given):
    """The claims that one becomes; the first keeps what was posted."""

    parts: list[Part] = Field(min_length=2, max_length=4)


class Parts(Shown):
    """The claims that one became."""

    items: list[ClaimShown]


class SaidGiven(Given):
    """Whether it was said; apart from whether it is so."""

    said: Check
    url: str = words(2000, 0, default="", description="The original; needed once it is checked.")
    reason: str = words(LONGEST_CHECK, 0, default="", description="Needed where it is disputed.")


class SaidShown(Shown):
    """Whether a claim was said by whom the article names."""

    said: Check
    url: str | None
    reason: str | None
    claim_version: int


class ActShown(Shown):
    """What an editor did to claims in one go."""

    id: UUID
    action: str
    claim: UUID
    undone: bool


class Acts(Shown):
    """The latest of these, the newest first."""

    items: list[ActShown]


class SpeakerShown(Shown):
    """Somebody the article names as saying something."""

    number: int
    name: str
    party: Party
    reason: str | None


class Speakers(Shown):
    """All of them, by name."""

    items: list[SpeakerShown]


class PartyGiven(Given):
    """Whether a speaker is party to the dispute: a label with a reason, which weighs nothing."""

    party: Party
    reason: str = words(LONGEST_REASON, 0, default="")


@operation("POST", "/articles/<slug>/merge", tag=TAG, body=Merging, answer=ClaimShown)
def merge_claims(caller: Caller, slug: str, body: Merging) -> ClaimShown:
    """Have one claim stand for several that say the same; for the article's editors."""
    article = get_readable(caller.actor, slug)
    keep, *others = (get_proposition(caller.actor, each) for each in (body.keep, *body.claims))
    if keep.article_id != article.id:
        raise NotFound(say("There is no such claim in this article."))
    return shown(caller, with_parts(services.merge(caller.actor, others, keep)))


@operation("POST", "/claims/<uuid:claim>/split", tag=TAG, body=Splitting, answer=Parts)
def split_claim(caller: Caller, claim: UUID, body: Splitting) -> Parts:
    """Make several claims of one; for the article's editors."""
    found = get_proposition(caller.actor, claim)
    texts, passages = [each.text for each in body.parts], [each.passage for each in body.parts]
    made = services.split(caller.actor, found, texts, words=passages, version=found.version, submission=submission())
    return Parts(items=[shown(caller, with_parts(each)) for each in made])


@operation("GET", "/claims/<uuid:claim>/said", tag=TAG, answer=SaidShown)
def get_said(caller: Caller, claim: UUID) -> SaidShown:
    """Whether it was said, apart from whether it is so."""
    found = get_proposition(caller.actor, claim)
    return SaidShown(said=found.said, url=found.said_url, reason=found.said_reason, claim_version=found.version)


@operation("PUT", "/claims/<uuid:claim>/said", tag=TAG, body=SaidGiven, answer=SaidShown, revises=get_said)
def check_said(caller: Caller, claim: UUID, body: SaidGiven) -> SaidShown:
    """Record whether it was said; for the article's editors."""
    found = get_proposition(caller.actor, claim)
    services.check_saying(caller.actor, found, body.said, found.version, url=body.url, reason=body.reason)
    return get_said(caller, claim)


@operation("POST", "/claims/<uuid:claim>/saying", tag=TAG, answer=ClaimShown, status=201, made_at="get_claim")
def report_saying(caller: Caller, claim: UUID) -> ClaimShown:
    """Make the claim that it was said, where that is disputed; it takes evidence of its own."""
    found = get_proposition(caller.actor, claim)
    return shown(caller, with_parts(services.report_saying(caller.actor, found)))


@operation("GET", "/articles/<slug>/acts", tag=TAG, answer=Acts, for_visitors=False)
def list_acts(caller: Caller, slug: str) -> Acts:
    """What editors did to the claims of an article lately, the newest first; for its editors."""
    article = get_readable(caller.actor, slug)
    authorize(caller.actor, Permission.EDIT_ARTICLE, article)
    found = select(Act).where(Act.article_id == article.id).order_by(Act.id.desc()).limit(MOST)
    return Acts(items=[_act(each) for each in session.scalars(found)])


def _act(act: Act) -> ActShown:
    return ActShown(
        id=act.public_id, action=act.action, claim=act.proposition.public_id, undone=act.undone_at is not None
    )


@operation("POST", "/acts/<uuid:act>/undo", tag=TAG, answer=ActShown)
def undo_act(caller: Caller, act: UUID) -> ActShown:
    """Put back what an act changed; for the article's editors."""
    found = get_act(caller.actor, act)
    services.undo_act(caller.actor, found)
    return _act(found)


@operation("GET", "/articles/<slug>/speakers", tag=TAG, answer=Speakers)
def list_speakers(caller: Caller, slug: str) -> Speakers:
    """Everybody whom an article's claims and items name as saying something; for its editors, also suggested claims."""
    article = get_readable(caller.actor, slug)
    edits = may(caller.actor, Permission.EDIT_ARTICLE, article)
    named = speakers_of(article) if edits else speakers_shown(caller.actor, article)
    return Speakers(items=[of_speaker(each) for each in named])


def of_speaker(speaker: Speaker) -> SpeakerShown:
    """A speaker as they are answered."""
    return SpeakerShown(number=speaker.id, name=speaker.name, party=speaker.party, reason=speaker.party_reason)


@operation("PUT", "/speakers/<int:speaker>", tag=TAG, body=PartyGiven, answer=SpeakerShown)
def label_speaker(caller: Caller, speaker: int, body: PartyGiven) -> SpeakerShown:
    """Say whether a speaker is party to the dispute, and why; for the article's editors."""
    found, _article = get_speaker(caller.actor, checked_number(speaker))
    services.set_party(caller.actor, found, body.party, body.reason)
    return of_speaker(found)
