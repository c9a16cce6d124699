"""Findings: what named people conclude from an article once it is closed. It is theirs, and weighs nothing."""

from collections.abc import Sequence

from sqlalchemy import select

from deliberate.articles.models import Article, State
from deliberate.articles.services import turn_over
from deliberate.core.actors import EDITOR, MODERATOR, Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, StaleEdit
from deliberate.core.events import Event, record
from deliberate.core.markup import render
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.signals import finding_written
from deliberate.core.text import check_text
from deliberate.core.wording import N_, say
from deliberate.moderation.conduct import Finding, Signature
from deliberate.moderation.measures import MeasureKind, kinds

LONGEST_FINDING = 8000
#: Where an article has to be for a finding to be written, signed and shown beside it.
ENDED = frozenset({State.CLOSED, State.ARCHIVED})
_NOT_ENDED = {
    State.DRAFT: N_("This article is draft. A finding is written once it is closed."),
    State.OPEN: N_("This article is open. A finding is written once it is closed."),
    State.TAKEN_DOWN: N_("This article is taken down. A finding is written once it is closed."),
}


def findings_of(article: Article) -> Sequence[Finding]:
    """Every wording there was, the newest first, with its signatures."""
    query = select(Finding).where(Finding.article_id == article.id).order_by(Finding.number.desc())
    return session.scalars(query).all()


def present_finding(article: Article) -> Finding | None:
    """The one that stands beside the article now: the newest, unless the article is open or it was withdrawn."""
    if article.state not in ENDED:
        return None
    newest = session.scalar(
        select(Finding).where(Finding.article_id == article.id).order_by(Finding.number.desc()).limit(1)
    )
    if newest is None or newest.is_undone:
        return None
    reopened = select(Event.id).where(
        Event.target == str(article.public_id), Event.action == "reopen", Event.id > newest.event_id
    )
    return newest if session.scalar(reopened.limit(1)) is None else None


def write_finding(actor: Actor, article: Article, text: str, number: int) -> Finding:
    """Write what the article came to, and sign it. Others sign afresh: nobody's name stands under words of another's.

    ``number`` is that of the wording before, 0 where there was none. Raises StaleEdit where somebody wrote one since.
    """
    authorize(actor, Permission.SIGN_FINDING, article)
    _require_end(article)
    text = check_text(text, "text")
    if not text:
        raise Invalid(say("Write what the article came to."), "text")
    if len(text) > LONGEST_FINDING:
        raise Invalid(say("Keep it under %(most)s characters.", most=str(LONGEST_FINDING)), "text")
    newest = next(iter(findings_of(article)), None)
    if newest is not None and newest.actor_id == actor.key and newest.text == text and not newest.is_undone:
        return newest
    if (newest.number if newest else 0) != number:
        raise StaleEdit(
            say("Somebody changed this meanwhile. Your words are still in the form, theirs below."),
            newest.text if newest else "",
        )
    event = record(actor, "write_finding", article, revision=number + 1)
    made = Finding(
        article_id=article.id,
        number=number + 1,
        actor_id=actor.key,
        text=text,
        html=render(text),
        event_id=event.id,
        signatures=[Signature(actor_id=actor.key, role=_role(actor, article))],
    )
    session.add(made)
    session.flush()
    turn_over(article)
    finding_written.send(made, actor=actor)
    return made


def sign_finding(actor: Actor, article: Article, number: int) -> Finding:
    """Put one's name to the wording that stands; done already, it is left so. Raises Conflict for any other wording."""
    authorize(actor, Permission.SIGN_FINDING, article)
    _require_end(article)
    finding = present_finding(article)
    if finding is None or finding.number != number:
        raise Conflict(say("That wording no longer stands. Read the present one before you sign."))
    if session.get(Signature, (finding.id, actor.key)) is None:
        finding.signatures.append(Signature(actor_id=actor.key, role=_role(actor, article)))
        session.flush()
        record(actor, "sign_finding", article, revision=finding.number)
        turn_over(article)
    return finding


def article_of(finding: Finding) -> Article:
    """What it is about."""
    return session.get_one(Article, finding.article_id)


def _require_end(article: Article) -> None:
    if article.state not in ENDED:
        raise Conflict(say(_NOT_ENDED[article.state]))


def _role(actor: Actor, article: Article) -> str:
    """What they sign as: an editor of the article first, for that is what readers know them by there."""
    if may(actor, Permission.EDIT_ARTICLE, article):
        return EDITOR
    return actor.role_name if actor.is_moderator else MODERATOR


def _touches(actor: Actor, finding: Finding) -> bool:
    """Whoever posted in the article, and did not sign."""
    if not actor.signed_in or actor.key in _signers(finding):
        return False
    mine = select(Contribution.id).where(
        Contribution.article_id == finding.article_id, Contribution.author_id == actor.key
    )
    return session.scalar(mine.limit(1)) is not None


def _signers(finding: Finding) -> set[str]:
    return {each.actor_id for each in finding.signatures} | {finding.actor_id}


def _authorize_withdrawing(actor: Actor, finding: Finding) -> bool:
    authorize(actor, Permission.SIGN_FINDING, article_of(finding))
    return False


def _put_back(finding: Finding) -> None:
    finding.undone_at = finding.undone_at or now()
    turn_over(article_of(finding))


kinds.register(
    "finding",
    MeasureKind(
        name="finding",
        model=Finding,
        touches=_touches,
        involved=_signers,
        target=article_of,
        authorize_undoing=_authorize_withdrawing,
        put_back=_put_back,
        undoing="withdraw_finding",
    ),
)
