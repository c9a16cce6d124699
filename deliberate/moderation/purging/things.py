"""What can be purged: each sort of thing that holds words, how one is found, whose matter it is, how it is erased."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, update

from deliberate.articles.models import Article, ArticleVersion
from deliberate.articles.services import turn_over
from deliberate.common_ground.models import CommonPoint
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.events import Event
from deliberate.core.registry import Registry
from deliberate.core.text import whole_number
from deliberate.core.wording import N_, say
from deliberate.evidence.models import Bearing, Evidence, Remark
from deliberate.moderation.appeals import Ground, ground_of
from deliberate.moderation.conduct import Finding, Lock, Sanction
from deliberate.moderation.facts import barred_from, people_involved
from deliberate.moderation.loading import items_of, load_public, titles_of
from deliberate.moderation.measures import kind_of
from deliberate.moderation.models import Appeal, Decision
from deliberate.moderation.purging.about_posts import erase_case, erase_measure
from deliberate.moderation.purging.log_reasons import erase_log_reasons
from deliberate.moderation.purging.models import Purge
from deliberate.moderation.purging.posts import erase_post
from deliberate.moderation.queue_models import QueueNote
from deliberate.moderation.reports.forgetting import forget_digest
from deliberate.moderation.reports.models import ReportedThing
from deliberate.propositions.models import Anchor, Proposition


@dataclass(frozen=True)
class Erasure:
    """A purge that is carried out: by whom, why, and whether in a matter of their own."""

    actor: Actor
    code: str
    self_review: bool


@dataclass(frozen=True)
class Thing:
    """One sort of thing that can be purged."""

    #: What a page calls it, to be said with ``say``.
    words: str
    #: The one of this name. None where there is none, or no words are left of it.
    find: Callable[[str], Any | None]
    #: What it says: all that whoever confirms has to have read, of a long text how it begins.
    says: Callable[[Any], str]
    article_id: Callable[[Any], int | None]
    #: The ids of those whose own matter it is.
    people: Callable[[Any], set[str]]
    #: Take its words away; returns those there were.
    erase: Callable[[Erasure, Any], list[str]]
    #: What the log says it was done to: the thing itself, or else the purge, which stands for it.
    target: Callable[[Any, Purge], Any] = lambda _row, purge: purge
    #: Whether erasing it leaves an event of its own for each row that it reaches.
    logs_itself: bool = False


things: Registry[Thing] = Registry("thing that can be purged")


def _uuid(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None


def by_public_id(model: type[Any], holds: Callable[[Any], str]) -> Callable[[str], Any | None]:
    """Finds a row by its public id, where it still holds words."""

    def find(name: str) -> Any | None:
        public_id = _uuid(name)
        found = session.scalar(select(model).where(model.public_id == public_id)) if public_id else None
        return found if found is not None and holds(found) else None

    return find


def _find_post(name: str) -> Contribution | None:
    public_id = _uuid(name)
    found = load_public([public_id]).get(public_id) if public_id else None
    return None if found is None or found.is_purged else found


def _all_of_post(post: Contribution) -> str:
    """Everything that readers see of it; whoever has it erased reads all of it."""
    if isinstance(post, Proposition | Remark):
        return post.text
    if isinstance(post, CommonPoint):
        return post.words
    if isinstance(post, Evidence | Bearing):
        item = items_of([post])[post.evidence_id if isinstance(post, Bearing) else post.id]
        parts = [item.quote, item.source.citation, post.warrant if isinstance(post, Bearing) else ""]
        return "\n".join(each for each in parts if each)
    return titles_of([post])[post.id]


things.register(
    "contribution",
    Thing(
        words=N_("post"),
        find=_find_post,
        says=_all_of_post,
        article_id=lambda post: post.article_id,
        people=people_involved,
        erase=lambda how, post: erase_post(how.actor, post, how.code, self_review=how.self_review),
        target=lambda post, _purge: post,
        logs_itself=True,
    ),
)


def _find_text(name: str) -> ArticleVersion | None:
    """``name``: the public id of the article and the number of the version, with a point between."""
    article, _, number = name.partition(".")
    public_id, version = _uuid(article), whole_number(number, 6)
    if public_id is None or version is None:
        return None
    return session.scalar(
        select(ArticleVersion)
        .join(Article, Article.id == ArticleVersion.article_id)
        .where(Article.public_id == public_id, ArticleVersion.number == version, ArticleVersion.text != "")
    )


def text_name(article: Article, number: int) -> str:
    """What a version's text is called among what can be purged."""
    return f"{article.public_id}.{number}"


def _erase_text(_how: Erasure, version: ArticleVersion) -> list[str]:
    """The words of one version, and every place in it that claims point to. The claims stay."""
    words = [version.text, *map(str, version.report)]
    words += session.scalars(select(Anchor.exact).where(Anchor.version_id == version.id))
    session.execute(delete(Anchor).where(Anchor.version_id == version.id))
    # A version is immutable but for this: past the mapper, which refuses everything else.
    session.execute(
        update(ArticleVersion.__table__)  # type: ignore[arg-type]  # a table, and no other clause
        .where(ArticleVersion.__table__.c.id == version.id)
        .values(text="", blocks=[], report=[])
    )
    session.expire(version)
    forget_digest(ReportedThing.article_id == version.article_id)
    turn_over(session.get_one(Article, version.article_id))
    return words


things.register(
    "article text",
    Thing(
        words=N_("text of an article"),
        find=_find_text,
        says=lambda version: say(
            "Version %(number)s: %(text)s", number=version.number, text=" ".join(version.text[:200].split())
        ),
        article_id=lambda version: version.article_id,
        people=lambda version: {version.author_id},
        erase=_erase_text,
        target=lambda version, _purge: session.get_one(Article, version.article_id),
    ),
)


def _find_note(name: str) -> QueueNote | None:
    number = whole_number(name)
    return session.get(QueueNote, number) if number is not None else None


def _erase_note(_how: Erasure, note: QueueNote) -> list[str]:
    words = [note.text]
    session.delete(note)
    return words


things.register(
    "note",
    Thing(
        words=N_("note between moderators"),
        find=_find_note,
        says=lambda note: note.text,
        article_id=lambda note: article_of_contribution(note.contribution_id),
        people=lambda note: {note.actor_id},
        erase=_erase_note,
    ),
)


def _erase_reason(_how: Erasure, decision: Decision) -> list[str]:
    """Also of what was decided along with it in the same words."""
    words = decision.reason
    same = select(Decision).where(
        or_(Decision.id == decision.id, Decision.batch == decision.batch), Decision.reason == words
    )
    for each in session.scalars(same).all():
        each.reason = ""
        erase_log_reasons(Event.id == each.event_id)
    return [words]


def article_of_contribution(contribution_id: int | None) -> int | None:
    """The article that a contribution belongs to; of none, none."""
    return session.get_one(Contribution, contribution_id).article_id if contribution_id is not None else None


def _article_of_ground(ground: Ground) -> int | None:
    if isinstance(ground, Decision):
        return article_of_contribution(ground.contribution_id)
    return getattr(_thing_of(ground), "article_id", None)


things.register(
    "reason",
    Thing(
        words=N_("reason of a decision"),
        find=by_public_id(Decision, lambda decision: decision.reason),
        says=lambda decision: decision.reason,
        article_id=lambda decision: article_of_contribution(decision.contribution_id),
        people=lambda decision: {decision.actor_id} | barred_from(decision),
        erase=_erase_reason,
    ),
)
things.register(
    "appeal",
    Thing(
        words=N_("appeal and its reply"),
        find=by_public_id(Appeal, lambda case: case.text),
        says=lambda case: case.text,
        article_id=lambda case: _article_of_ground(ground_of(case)),
        people=barred_from,
        erase=lambda how, case: erase_case(how.actor, case),
    ),
)


def _thing_of(measure: Any) -> Any:
    return kind_of(measure).target(measure)


for _name, _model, _words in (
    ("sanction", Sanction, N_("reason of a sanction")),
    ("lock", Lock, N_("reason of a lock")),
):
    things.register(
        _name,
        Thing(
            words=_words,
            find=by_public_id(_model, lambda measure: measure.reason),
            says=lambda measure: measure.reason,
            article_id=lambda measure: article_of_contribution(measure.contribution_id),
            people=lambda measure: {measure.actor_id} | kind_of(measure).involved(measure),
            erase=lambda _how, measure: erase_measure(measure),
        ),
    )


def _erase_finding(_how: Erasure, finding: Finding) -> list[str]:
    words = [finding.text]
    finding.text = finding.html = ""
    return words


things.register(
    "finding",
    Thing(
        words=N_("finding on an article"),
        find=by_public_id(Finding, lambda finding: finding.text),
        says=lambda finding: finding.text,
        article_id=lambda finding: finding.article_id,
        people=lambda finding: {each.actor_id for each in finding.signatures},
        erase=_erase_finding,
    ),
)
