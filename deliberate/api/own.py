"""What is one's own: who one is, what became of one's posts, settings, drafts, groups."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from deliberate.api.authentication import Caller
from deliberate.api.models import Scope
from deliberate.api.operations import operation
from deliberate.api.shapes import Backwards, Given, Page, Shown, next_address, words
from deliberate.articles import groups
from deliberate.articles.models import Group
from deliberate.articles.queries import groups_of
from deliberate.core.actors import LEVEL_NAMES
from deliberate.core.contributions import Status
from deliberate.core.db import transaction
from deliberate.core.policy import Permission, authorize
from deliberate.core.preferences import Preference, Theme, preference_of
from deliberate.core.preferences import choose as choose_looks
from deliberate.drafts import services as drafts
from deliberate.drafts.models import Draft
from deliberate.moderation.statements import Statement, yours_page
from deliberate.notices.queries import unread_count
from deliberate.web.repeating import stored

TAG, NOTICES = "Oneself", "Notices"


class Me(Shown):
    """Who one is here."""

    id: str
    name: str
    roles: list[str]
    level: int
    level_name: str
    suspended_until: datetime | None
    scopes: list[Scope] = Field(description="What this token may be used for.")
    unread: int = Field(description="How many notices one has not read; counted to 100.")


class Looks(Given):
    """How pages look to one."""

    language: str | None = words(20, default=None)
    theme: Theme = Theme.SYSTEM
    time_zone: str | None = words(64, default=None)


class DraftGiven(Given):
    """What is typed so far, by the names of the form's fields."""

    words: dict[str, list[str]] = Field(max_length=drafts.FIELDS)


class DraftShown(Shown):
    """What one left in a form about something."""

    form: str
    about: UUID
    words: dict[str, list[str]]
    at: datetime


class Drafts(Shown):
    """All of one's drafts."""

    items: list[DraftShown]


class GroupShown(Shown):
    """A group one is in."""

    number: int
    name: str
    join_code: str | None = Field(
        description="Null where nobody enters it by a code, and of a class, which its teachers give."
    )


class Groups(Shown):
    """One's groups."""

    items: list[GroupShown]


class NewGroup(Given):
    """What a group is to be called."""

    name: str = words(groups.LONGEST_NAME)


class JoinCode(Given):
    """The code of a group."""

    code: str = words(40)


class StatementShown(Shown):
    """Why something was decided on what one posted."""

    decision: UUID
    action: str
    past: str
    rule: str
    reason: str
    at: datetime
    undone: bool
    appeal_until: datetime
    appeal: UUID | None


class OwnShown(Shown):
    """Something one posted, and what became of it."""

    id: UUID
    kind: str
    title: str
    article: str
    status: Status
    edit_waits: bool
    statements: list[StatementShown]


@operation("GET", "/me", tag=TAG, answer=Me, for_visitors=False)
def get_me(caller: Caller) -> Me:
    """Who one is, and what the token may be used for."""
    actor = caller.actor
    return Me(
        id=actor.key,
        name=actor.name,
        roles=sorted(actor.roles),
        level=actor.level,
        level_name=LEVEL_NAMES[actor.level],
        suspended_until=actor.suspended_until if actor.is_suspended else None,
        scopes=sorted(caller.scopes),
        unread=unread_count(actor),
    )


@operation("GET", "/me/contributions", tag=TAG, query=Backwards, answer=Page[OwnShown], for_visitors=False)
def list_own(caller: Caller, query: Backwards) -> Page[OwnShown]:
    """What one posted, the newest first, with what moderators decided on it and why."""
    page = yours_page(caller.actor, query.before)
    items = [
        OwnShown(
            id=each.contribution.public_id,
            kind=each.contribution.kind,
            title=each.title,
            article=each.contribution.article.slug,
            status=each.contribution.status,
            edit_waits=each.edit_waits,
            statements=[statement_shown(one) for one in each.statements],
        )
        for each in page.own
    ]
    return Page(items=items, next=next_address(before=page.next) if page.next else None)


def statement_shown(statement: Statement) -> StatementShown:
    """A statement of reasons as it is answered."""
    made = statement.decision
    return StatementShown(
        decision=made.public_id,
        action=made.action,
        past=statement.past,
        rule=statement.rule,
        reason=made.reason,
        at=made.created_at,
        undone=statement.undone,
        appeal_until=statement.until,
        appeal=statement.appeal.public_id if statement.appeal is not None else None,
    )


@operation("GET", "/me/settings", tag=TAG, answer=Looks, for_visitors=False)
def get_looks(caller: Caller) -> Looks:
    """How pages look to one."""
    return _looks(preference_of(caller.actor))


def _looks(chosen: Preference) -> Looks:
    return Looks(language=chosen.language, theme=chosen.theme or Theme.SYSTEM, time_zone=chosen.time_zone)


@operation("PUT", "/me/settings", tag=TAG, body=Looks, answer=Looks)
def choose_how_it_looks(caller: Caller, body: Looks) -> Looks:
    """Choose how pages look to one."""
    return _looks(choose_looks(caller.actor, language=body.language, theme=body.theme, time_zone=body.time_zone))


@operation("GET", "/me/drafts", tag=TAG, answer=Drafts, for_visitors=False)
def list_drafts(caller: Caller) -> Drafts:
    """What one began to write, the newest first."""
    return Drafts(items=[_draft(each) for each in drafts.drafts_of(caller.actor)])


def _draft(draft: Draft) -> DraftShown:
    return DraftShown(form=draft.form, about=draft.about, words=draft.words, at=draft.at)


@operation("PUT", "/me/drafts/<form>/<uuid:about>", tag=TAG, body=DraftGiven, answer=Drafts)
def keep_draft(caller: Caller, form: str, about: UUID, body: DraftGiven) -> Drafts:
    """Keep what is typed so far in a form about something."""
    drafts.keep_draft(caller.actor, form, about, body.words)
    return list_drafts(caller)


@operation("DELETE", "/me/drafts/<form>/<uuid:about>", tag=TAG)
def discard_draft(caller: Caller, form: str, about: UUID) -> None:
    """Throw a draft away."""
    drafts.discard_draft(caller.actor, form, about)


def _group(group: Group) -> GroupShown:
    by_code = not (group.is_kept or group.is_class)
    return GroupShown(number=group.id, name=group.name, join_code=group.join_code if by_code else None)


@operation("GET", "/me/groups", tag=TAG, answer=Groups, for_visitors=False)
def list_groups(caller: Caller) -> Groups:
    """The groups one is in."""
    return Groups(items=[_group(each) for each in groups_of(caller.actor)])


@operation("POST", "/me/groups", tag=TAG, body=NewGroup, answer=GroupShown, status=201)
def make_group(caller: Caller, body: NewGroup) -> GroupShown:
    """Make a group; one is in it. Asked twice for one name, it is the same group."""
    authorize(caller.actor, Permission.IMPORT_ARTICLE)
    return _group(groups.make_group(caller.actor, body.name))


@operation("POST", "/me/groups/join", tag=TAG, body=JoinCode, answer=GroupShown, own_units=True)
def join_group(caller: Caller, body: JoinCode) -> GroupShown:
    """Enter the group with that code. Tries are counted, so that codes cannot be guessed."""
    authorize(caller.actor, Permission.JOIN_GROUP)
    with transaction():
        groups.note_join_attempt(caller.actor)
    return stored(lambda: _group(groups.join(caller.actor, body.code)))
