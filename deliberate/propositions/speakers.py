"""The people and bodies an article names as saying something: one row each, with a label no weight knows of."""

from collections.abc import Iterable

from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.errors import Invalid
from deliberate.core.events import record
from deliberate.core.policy import Permission, authorize
from deliberate.core.signals import article_changed, weights_due
from deliberate.core.text import check_text
from deliberate.propositions.models import Party, Speaker

LONGEST_NAME = 200
LONGEST_REASON = 500


def clean_name(words: str) -> str:
    """A speaker's name on one line, without marks left over at its ends."""
    return " ".join(words.split()).strip(" ,;:")[:LONGEST_NAME].strip()


def speakers_named(article: Article, names: Iterable[str]) -> dict[str, Speaker]:
    """The article's speakers of these names, made where there is none yet."""
    wanted = list(dict.fromkeys(names))
    known = {
        speaker.name: speaker for speaker in session.scalars(select(Speaker).where(Speaker.article_id == article.id))
    }
    fresh = [Speaker(article_id=article.id, name=name) for name in wanted if name not in known]
    session.add_all(fresh)
    session.flush()
    known.update((speaker.name, speaker) for speaker in fresh)
    return {name: known[name] for name in wanted}


def set_party(actor: Actor, speaker: Speaker, party: Party, reason: str) -> None:
    """Say whether a speaker is party to the dispute, and why. Raises Invalid without a reason."""
    article = session.get_one(Article, speaker.article_id)
    authorize(actor, Permission.EDIT_ARTICLE, article)
    reason = check_text(reason, "reason")
    if len(reason) > LONGEST_REASON or (not reason and party is not Party.UNKNOWN):
        raise Invalid(f"Give a reason, in at most {LONGEST_REASON} characters. Readers see it.", "reason")
    if (speaker.party, speaker.party_reason or "") == (party, reason):
        return
    record(
        actor,
        "party",
        article,
        before=speaker.party.value,
        after=party.value,
        reason=f"{speaker.name}: {reason}" if reason else speaker.name,
    )
    speaker.party, speaker.party_reason = party, reason or None
    article.turn += 1
    session.flush()
    article_changed.send(article)
    # The balance counts how many sources are a party's.
    weights_due.send(article)
