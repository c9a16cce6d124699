"""What can be done with an article: import it, settle who reads and edits it, open and close it."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from deliberate.articles.access import readable
from deliberate.articles.documents import ImportedText
from deliberate.articles.drafts import ArticleDraft as ArticleDraft  # part of what this module offers
from deliberate.articles.drafts import checked, completed
from deliberate.articles.groups import join as join  # part of what this module offers
from deliberate.articles.groups import make_group as make_group
from deliberate.articles.models import (
    PART,
    Article,
    ArticleEditor,
    ArticleVersion,
    Audience,
    Group,
    GroupMember,
    State,
)
from deliberate.articles.slugs import numbered, slug_of, unguessable
from deliberate.articles.words import NOT_FROM, STATE_WORDS, described
from deliberate.core.actors import SYSTEM_ID, Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotFound, StaleEdit, TooMany
from deliberate.core.events import Event, pseudonym_of, record
from deliberate.core.policy import Permission, authorize
from deliberate.core.signals import article_changed, article_imported
from deliberate.core.site import find_person, settings
from deliberate.core.text import check_text
from deliberate.core.wording import say

#: Which states a step may start from, and the one it leads to.
STEPS: Mapping[str, tuple[frozenset[State], State]] = {
    "publish": (frozenset({State.DRAFT}), State.OPEN),
    "close": (frozenset({State.OPEN}), State.CLOSED),
    "reopen": (frozenset({State.CLOSED}), State.OPEN),
    "archive": (frozenset({State.CLOSED}), State.ARCHIVED),
    "unpublish": (frozenset({State.OPEN, State.CLOSED, State.ARCHIVED}), State.DRAFT),
}

LONGEST_REASON = 2000


def import_article(
    actor: Actor,
    imported: ImportedText,
    draft: ArticleDraft,
    *,
    submission: str | None = None,
    public_id: uuid.UUID | None = None,
    claims_follow: bool = False,
    counts: bool = True,
    text_author: str | None = None,
    text_created: datetime | None = None,
) -> Article:
    """Store a text as a draft article with its first version, log it and announce it.

    The same submission of the same person gives the article it made before. Where the caller brings the claims itself
    (``claims_follow``), it is not announced as one that has none yet. What becomes the copy of a part of a class is not
    counted (``counts``) among what one person imports in a day. A text that was stored elsewhere before says by whom
    and when. Raises Invalid, TooMany.
    """
    authorize(actor, Permission.IMPORT_ARTICLE)
    if submission and (earlier := _find_import(actor, submission)):
        return earlier
    if counts:
        _check_imports_today(actor)
    draft = completed(checked(draft), imported)
    if draft.group_id is not None:
        check_member(actor, draft.group_id)
    article = Article(
        **vars(draft),
        public_id=public_id or uuid.uuid4(),
        slug=_free_slug(draft),
        author_id=actor.key,
        submission=submission,
        state=State.DRAFT,
        version_number=1,
    )
    session.add(article)
    session.flush()
    version = ArticleVersion(
        article_id=article.id,
        number=1,
        text=imported.text,
        blocks=[[block.kind, block.start, block.end] for block in imported.blocks],
        sha256=imported.sha256,
        report=list(imported.report),
        author_id=text_author or actor.key,
        created_at=text_created or now(),
    )
    session.add(version)
    session.flush()
    record(actor, "import", article, after=State.DRAFT.value, revision=1, body_digest=version.sha256)
    if not claims_follow:
        article_imported.send(article, actor=actor, version=version)
    return article


def get_readable(actor: Actor, slug: str) -> Article:
    """The article at that address. Raises NotFound alike where there is none and where the actor may not read it."""
    found = session.scalar(select(Article).where(Article.slug == slug, readable(actor)))
    if found is None:
        raise NotFound(say("There is no article at this address, or it is not open to you."))
    return found


def current_version(article: Article) -> ArticleVersion:
    """The newest version of its text."""
    return session.scalars(
        select(ArticleVersion).where(
            ArticleVersion.article_id == article.id, ArticleVersion.number == article.version_number
        )
    ).one()


def change_settings(actor: Actor, article: Article, draft: ArticleDraft, number: int) -> None:
    """Settle title, origin, audience and moderation, if they still are as the form showed them.

    ``number`` is the ``settings_number`` the form was opened on. An article that turns to audience ``link`` gets a
    new address, so that who knew the old one is no longer let in. Raises StaleEdit, Invalid.
    """
    authorize(actor, Permission.EDIT_ARTICLE, article)
    draft = checked(draft)
    if not draft.title:
        raise Invalid(say("An article needs a title."), "title")
    if draft.group_id is not None and draft.group_id != article.group_id:
        check_member(actor, draft.group_id)
    wanted = {**vars(draft), "language": draft.language or article.language}
    changed = [name for name, value in wanted.items() if getattr(article, name) != value]
    if not changed:
        return
    if article.settings_number != number:
        raise StaleEdit(
            say(
                "Somebody changed these settings while you were editing. Your words are still in the form, "
                "theirs below."
            ),
            described(article),
        )
    # Which settings changed, never the words in them: the log outlives what may have to be deleted.
    before, names = None, ", ".join(changed)
    if "audience" in changed:
        before = f"audience {article.audience.value}"
        names = names.replace("audience", f"audience {draft.audience.value}")
        if draft.audience is Audience.LINK:
            article.slug = _free_slug(draft)
    for name in changed:
        setattr(article, name, wanted[name])
    article.settings_number += 1
    record(actor, "settings", article, before=before, after=names)
    turn_over(article)


def open_article(actor: Actor, article: Article) -> None:
    """Draft to open. What publishing needs besides is the room of propositions' business."""
    _step(actor, article, "publish", None)


def close(actor: Actor, article: Article, reason: str, **ruling: Any) -> None:
    """Open to closed: it can be read, and nothing more is posted. ``ruling`` goes into the log beside the reason."""
    _step(actor, article, "close", _reason(reason), **ruling)


def reopen(actor: Actor, article: Article, reason: str) -> None:
    """Closed to open."""
    _step(actor, article, "reopen", _reason(reason))


def archive(actor: Actor, article: Article, reason: str) -> None:
    """Closed to archived: it stays readable and is not reopened."""
    _step(actor, article, "archive", _reason(reason))


def unpublish(actor: Actor, article: Article, reason: str, **ruling: Any) -> None:
    """Back to draft from any published state: only its editors and moderators read it; ``ruling`` as in ``close``."""
    _step(actor, article, "unpublish", _reason(reason), **ruling)


def add_editor(actor: Actor, article: Article, name: str) -> None:
    """Let somebody edit the article too; done already, it is left alone. Raises Invalid where nobody has that name."""
    authorize(actor, Permission.EDIT_ARTICLE, article)
    person = find_person(name.strip()) if name.strip() else None
    if person is None:
        raise Invalid(say("Nobody here has that name. Write it as their account has it."), "name")
    if person == article.author_id:
        raise Invalid(say("They imported this article, so they edit it already."), "name")
    if session.get(ArticleEditor, (article.id, person)) is not None:
        return
    session.add(ArticleEditor(article_id=article.id, actor_id=person))
    record(actor, "add_editor", article, after=pseudonym_of(Actor(id=person)))


def remove_editor(actor: Actor, article: Article, person: str) -> None:
    """End somebody's editing of the article; done already, it is left alone. Whoever imported it stays its editor."""
    authorize(actor, Permission.EDIT_ARTICLE, article)
    row = session.get(ArticleEditor, (article.id, person))
    if row is None:
        return
    session.delete(row)
    record(actor, "remove_editor", article, before=pseudonym_of(Actor(id=person)))


def _step(actor: Actor, article: Article, step: str, reason: str | None, **ruling: Any) -> None:
    authorize(actor, Permission.PUBLISH_ARTICLE, article)
    starts, after = STEPS[step]
    before = article.state
    if before is after and _took_it_last(actor, article, step):
        return
    if before not in starts:
        raise Conflict(say(NOT_FROM[step], state=say(STATE_WORDS[before])))
    article.state = after
    if after is State.OPEN and article.opened_at is None:
        article.opened_at = now()
    record(actor, step, article, before=before.value, after=after.value, reason=reason, **ruling)
    turn_over(article)


def _took_it_last(actor: Actor, article: Article, step: str) -> bool:
    """Whether this step is the last that happened to the article, by this person: a button pressed twice."""
    last = session.scalar(
        select(Event).where(Event.target == str(article.public_id)).order_by(Event.id.desc()).limit(1)
    )
    return last is not None and (last.action, last.actor) == (step, pseudonym_of(actor))


def turn_over(article: Article) -> None:
    """Say that what readers see of the article changed."""
    article.turn += 1
    article.changed_at = now()
    session.flush()
    article_changed.send(article)


def _reason(reason: str) -> str:
    reason = check_text(reason, "reason")
    if not reason or len(reason) > LONGEST_REASON:
        raise Invalid(
            say(
                "Give a reason, in at most %(most)s characters. The log shows it.",
                most=LONGEST_REASON,
            ),
            "reason",
        )
    return reason


def _find_import(actor: Actor, submission: str) -> Article | None:
    return session.scalar(select(Article).where(Article.author_id == actor.key, Article.submission == submission))


def _check_imports_today(actor: Actor) -> None:
    if actor.id == SYSTEM_ID:
        return
    since = now() - timedelta(days=1)
    count = session.scalar(
        select(func.count())
        .select_from(Article)
        .outerjoin(Article.group)
        .where(Article.author_id == actor.key, Article.created_at > since)
        .where(or_(Group.id.is_(None), ~Group.join_code.startswith(PART)))
    )
    if (count or 0) >= settings.imports_per_day:
        raise TooMany(
            say(
                "You imported %(count)s articles within a day, which is as many as one person may. Go on tomorrow.",
                count=count,
            )
        )


def check_member(actor: Actor, group_id: int) -> None:
    """Return if the actor is in the group; raise Invalid if not."""
    if session.get(GroupMember, (group_id, actor.key)) is None:
        raise Invalid(say("Choose a group that you are in."), "group_id")


def _free_slug(draft: ArticleDraft) -> str:
    if draft.audience is Audience.LINK:
        return unguessable(draft.title)
    plain = slug_of(draft.title)
    slug, number = plain, 1
    while session.scalar(select(Article.id).where(Article.slug == slug)) is not None:
        number += 1
        slug = numbered(plain, number)
    return slug
