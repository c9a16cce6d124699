"""What can be decided on the reports of a thing, as data: for which sorts, what it does, and how that is put back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from deliberate.articles.models import Article, State
from deliberate.articles.services import STEPS, close, turn_over, unpublish
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.events import Event, record
from deliberate.core.registry import Registry
from deliberate.core.rules import answers, article_of
from deliberate.core.site import renaming_page
from deliberate.core.wording import N_, say
from deliberate.moderation.concluding import present_finding
from deliberate.moderation.conduct import Sanction
from deliberate.moderation.curating.models import SourceAct
from deliberate.moderation.models import Flag
from deliberate.moderation.purging.models import Purge, PurgeState
from deliberate.moderation.purging.services import GROUNDS, ask_for_purge
from deliberate.moderation.purging.things import text_name
from deliberate.moderation.reports.models import ReportedThing, Review
from deliberate.moderation.reports.things import owner_of, row_of, target_of


@dataclass(frozen=True)
class Ruling:
    """What a moderator decided on, checked."""

    actor: Actor
    thing: ReportedThing
    code: str
    words: str
    self_review: bool


@dataclass(frozen=True)
class Act:
    """One thing that can be decided on reports."""

    name: str
    label: str
    #: As it is said to whose it is, and what it means for them.
    told: str
    means: str
    sorts: frozenset[str]
    #: Carries it out with one event; gives what it takes to put it back.
    carry_out: Callable[[Ruling], Mapping[str, Any]]
    put_back: Callable[[Review, ReportedThing], None] = lambda _made, _thing: None
    #: Whether it can be chosen by this actor, as the thing stands.
    fits: Callable[[Actor, ReportedThing], bool] = lambda _actor, _thing: True
    needs_reason: bool = True
    #: Whether it takes something from whose it is, who may appeal: what has an appeal of its own does not.
    restricts: bool = False
    #: The act of the log that tells of it, where that has another name.
    logged_as: str | None = None
    #: Whether those who reported it were right; None says nothing of that.
    agrees: bool | None = True


KEEP = "keep_reported"
#: What closes an article, or takes it from view.
SHUTTING = ("close_reported", "unpublish_reported")
_CHANGED = {
    State.DRAFT: N_("Somebody changed the article since: it is draft. Decide anew."),
    State.OPEN: N_("Somebody changed the article since: it is open. Decide anew."),
    State.CLOSED: N_("Somebody changed the article since: it is closed. Decide anew."),
    State.ARCHIVED: N_("Somebody changed the article since: it is archived. Decide anew."),
    State.TAKEN_DOWN: N_("Somebody changed the article since: it is taken down. Decide anew."),
}

acts: Registry[Act] = Registry("act on reports")


def acts_of(sort: str) -> list[Act]:
    """All there are for a sort of thing."""
    return [each for each in (acts.get(name) for name in acts.names()) if sort in each.sorts]


def acts_on(actor: Actor, thing: ReportedThing) -> list[Act]:
    """What this moderator may choose from, in the order of the form."""
    return [each for each in acts_of(thing.sort) if each.fits(actor, thing)]


def _log(ruling: Ruling, action: str) -> Mapping[str, Any]:
    record(
        ruling.actor,
        action,
        target_of(ruling.thing),
        revision=ruling.thing.revision,
        reason_code=ruling.code,
        reason=ruling.words,
        self_review=ruling.self_review,
    )
    return {}


def _article(thing: ReportedThing) -> Article:
    article: Article = row_of(thing)
    return article


def _shuts(step: Callable[..., None]) -> Callable[[Ruling], Mapping[str, Any]]:
    def carry_out(ruling: Ruling) -> Mapping[str, Any]:
        article = _article(ruling.thing)
        before = article.state
        logged = {"revision": ruling.thing.revision, "reason_code": ruling.code, "self_review": ruling.self_review}
        step(ruling.actor, article, ruling.words, **logged)
        return {"state": before.value, "to": article.state.value, "event": _last_step(article)}

    return carry_out


def _last_step(article: Article) -> int:
    """The event of the last step that somebody took with an article."""
    of_it = (Event.target == str(article.public_id), Event.action.in_(STEPS))
    return session.scalar(select(func.max(Event.id)).where(*of_it)) or 0


def shut_by(article: Article) -> Review | None:
    """The decision on reports that closed it or took it from view, while that is the last that happened to it."""
    made = session.scalar(
        select(Review)
        .join(ReportedThing, ReportedThing.id == Review.reported_id)
        .where(ReportedThing.article_id == article.id, Review.action.in_(SHUTTING), Review.undone_at.is_(None))
        .order_by(Review.id.desc())
        .limit(1)
    )
    return made if made is not None and made.prior["event"] == _last_step(article) else None


@answers("shut_by_a_moderator")
def is_shut(_actor: Actor, subject: Any) -> bool:
    """Whether opening it again is for moderators to decide."""
    article = article_of(subject)
    return isinstance(article, Article) and shut_by(article) is not None


def _put_article_back(made: Review, thing: ReportedThing) -> None:
    article = _article(thing)
    if (article.state.value, _last_step(article)) != (made.prior["to"], made.prior["event"]):
        raise Conflict(say(_CHANGED[article.state]))
    finding = present_finding(article)
    if finding is not None and finding.created_at >= made.created_at:
        raise Conflict(say("A finding was written since on the article that was closed. Deal with that first."))
    article.state = State(made.prior["state"])
    turn_over(article)


def _ask_purge(kind: str) -> Callable[[Ruling], Mapping[str, Any]]:
    def ask(ruling: Ruling) -> Mapping[str, Any]:
        if ruling.code not in GROUNDS:
            raise Invalid(say("Only what breaks the law or gives away private details is erased."), "reason_code")
        article = _article(ruling.thing)
        name = text_name(article, article.version_number) if kind == "article text" else str(article.public_id)
        asked = ask_for_purge(ruling.actor, kind, name, ruling.code)
        return {"purge": asked.id, **_log(ruling, "agree_to_purge")}

    return ask


def _once_called_off(made: Review, _thing: ReportedThing) -> None:
    """What is to be erased is for admins to decide; the reports wait again once they have called it off."""
    purge = session.get_one(Purge, made.prior["purge"])
    if purge.state is PurgeState.DONE:
        raise Conflict(say("It has been erased already, and cannot come back."))
    if purge.state is PurgeState.WAITING:
        raise Conflict(say("It waits to be erased for good. An admin has to call that off first."))


def _since_reported(thing: ReportedThing) -> Any:
    """When the oldest report that waits was made."""
    return select(func.min(Flag.created_at)).where(Flag.reported_id == thing.id, Flag.settled_at.is_(None))


def _once_done(model: type[SourceAct] | type[Sanction], column: str, action: str, missing: str) -> Callable[..., Any]:
    """Agrees with reports once something of that sort was done to what was reported, since it was."""

    def carry_out(ruling: Ruling) -> Mapping[str, Any]:
        done = select(model.id).where(
            getattr(model, column) == getattr(ruling.thing, column),
            model.undone_at.is_(None),
            model.created_at >= _since_reported(ruling.thing).scalar_subquery(),
        )
        if session.scalar(done.limit(1)) is None:
            raise Conflict(say(missing))
        return _log(ruling, action)

    return carry_out


def _register(name: str, label: str, told: str, means: str, sorts: str, **more: Any) -> None:
    more.setdefault("carry_out", lambda ruling: _log(ruling, name))
    acts.register(name, Act(name, label, told, means, frozenset(sorts.split()), **more))


_register(
    KEEP,
    N_("Keep it as it is"),
    N_("A moderator looked at it and kept it"),
    N_("It stays as it is."),
    "article source name",
    needs_reason=False,
    agrees=False,
)
_register(
    "gone_reported",
    N_("It has been dealt with already, or its words are gone"),
    N_("What was reported had been dealt with"),
    N_("Nothing more happens."),
    "article source name",
    agrees=None,
)
_register(
    "close_reported",
    N_("Close the article: nothing new is posted"),
    N_("Your article was closed"),
    N_("It can be read, and nothing more is posted or weighed."),
    "article",
    carry_out=_shuts(close),
    logged_as="close",
    put_back=_put_article_back,
    fits=lambda _actor, thing: _article(thing).is_open,
    restricts=True,
)
_register(
    "unpublish_reported",
    N_("Take it from view: a draft again"),
    N_("Your article was taken from view"),
    N_("It is a draft again, which only its editors and moderators read."),
    "article",
    carry_out=_shuts(unpublish),
    logged_as="unpublish",
    put_back=_put_article_back,
    fits=lambda _actor, thing: _article(thing).is_published,
    restricts=True,
)
for _kind, _name, _label, _told in (
    (
        "article text",
        "purge_text_reported",
        N_("Have its text erased for good: a second admin confirms"),
        N_("An admin asked that the text of your article be erased for good"),
    ),
    (
        "article title",
        "purge_title_reported",
        N_("Have its title and address erased for good: a second admin confirms"),
        N_("An admin asked that the title and address of your article be erased for good"),
    ),
):
    _register(
        *(_name, _label, _told, N_("It stays as it is until that is confirmed."), "article"),
        carry_out=_ask_purge(_kind),
        logged_as="agree_to_purge",
        put_back=_once_called_off,
        fits=lambda actor, _thing: actor.is_admin,
    )
_register(
    "act_on_source",
    N_("It was marked on its page"),
    N_("A moderator marked the source"),
    N_("Its page says how it stands."),
    "source",
    carry_out=_once_done(
        SourceAct,
        "source_id",
        "act_on_source",
        N_("Nothing was done to the source since it was reported. Mark it on its page first."),
    ),
)
_register(
    "act_on_person",
    N_("They were warned, slowed down or suspended"),
    N_("A moderator acted on the reports of your name"),
    N_("What was decided about your conduct stands beside this, with its own appeal."),
    "name",
    carry_out=_once_done(
        Sanction,
        "person_id",
        "act_on_person",
        N_("Nothing was decided about them since they were reported. Do that on the page of conduct first."),
    ),
)
_register(
    "ask_rename",
    N_("Ask them to go by another name"),
    N_("A moderator asks you to go by another name"),
    N_("Nothing happens by itself. A name that stays may be acted on as conduct."),
    "name",
    fits=lambda _actor, thing: owner_of(thing) is not None and renaming_page() is not None,
    restricts=True,
)
