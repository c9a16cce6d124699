"""What a person gives us when they post evidence, before anything is stored; and how long each part may be."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from deliberate.core.clock import now
from deliberate.core.errors import Invalid
from deliberate.core.text import check_text
from deliberate.core.wording import N_, say
from deliberate.evidence.models import EvidenceKind, Side
from deliberate.evidence.sources import fold

#: The longest each text may be, in characters. The names are those of the form's fields.
LONGEST = {
    "link": 2000,
    "citation": 500,
    "quote": 3000,
    "warrant": 2000,
    "origin": 500,
    "speaker": 200,
    "where": 500,
    "text": 3000,
}


@dataclass(frozen=True)
class ItemDraft:
    """The item itself: where it stands and what it says, word for word. A link, a citation, or both."""

    quote: str
    kind: EvidenceKind
    link: str | None = None
    citation: str | None = None
    observed_on: date | None = None
    published_on: date | None = None
    #: Where the source got it from, by address or by name.
    origin: str | None = None
    #: Whose word it is, where the article names them: their name as it stands there.
    speaker: str | None = None


@dataclass(frozen=True)
class BearingDraft:
    """How an item speaks for or against something."""

    side: Side
    warrant: str
    submission: str | None = None


@dataclass(frozen=True)
class EvidenceDraft:
    """A new item, and how it bears on the one thing it is posted on."""

    item: ItemDraft
    bearing: BearingDraft


#: Where a form comes twice and says something else: no words are taken for sent that were not.
SENT_WITH_OTHER_WORDS = N_("You sent this form before, and what you sent then is posted. Change it on its own page.")


def too_long(most: int) -> str:
    """What is said of what does not fit."""
    return say("This is longer than %(most)s characters.", most=str(most))


def bounded(text: str, field: str) -> str:
    """The text as it is stored. Raises Invalid, beside the field, on what is too long or deceives."""
    clean = check_text(text, field)
    if len(clean) > LONGEST[field]:
        raise Invalid(too_long(LONGEST[field]), field)
    return clean


def _optional(text: str | None, field: str) -> str | None:
    return bounded(text, field) or None if text else None


def checked_item(draft: ItemDraft) -> ItemDraft:
    """The item as it is stored. Raises Invalid."""
    quote = bounded(draft.quote, "quote")
    link, citation, origin = (_optional(getattr(draft, name), name) for name in ("link", "citation", "origin"))
    if not fold(quote):
        raise Invalid(say("Paste the words you rely on, exactly as they stand."), "quote")
    if link is None and not fold(citation or ""):
        raise Invalid(say("Give a link, or a citation where there is none."), "link")
    # A day of grace: it may be tomorrow where the person is.
    latest = now().date() + timedelta(days=1)
    for name in ("observed_on", "published_on"):
        if (day := getattr(draft, name)) is not None and day > latest:
            raise Invalid(say("This day has not come yet."), name)
    return replace(draft, quote=quote, link=link, citation=citation, origin=origin)


def checked_bearing(draft: BearingDraft) -> BearingDraft:
    """The bearing as it is stored. Raises Invalid."""
    warrant = bounded(draft.warrant, "warrant")
    if not warrant:
        raise Invalid(say("Say how these words bear on it."), "warrant")
    return replace(draft, warrant=warrant)


def words_of(item: ItemDraft) -> str:
    """Everything in it that a screen should read."""
    return "\n".join(filter(None, (item.quote, item.link, item.citation, item.origin, item.speaker)))
