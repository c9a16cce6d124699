"""The copies of a template, one for each group, with a note of what in them is what of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, insert, select

from deliberate.articles.drafts import LONGEST_LINE
from deliberate.articles.groups import found_part
from deliberate.articles.models import PART, Article, Group, GroupMember, State
from deliberate.articles.services import turn_over
from deliberate.classroom.copying import bare, store_copy
from deliberate.classroom.grouping.models import SmallGroup, Twin
from deliberate.classroom.grouping.template import State as Carried
from deliberate.classroom.grouping.template import article_state, claim_states, relation_states
from deliberate.core.actors import SYSTEM, Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.errors import TooMany
from deliberate.core.events import record
from deliberate.core.site import settings
from deliberate.core.wording import say
from deliberate.exchange.models import ImportedFile

#: So many copies one person makes in a day, for each article that they may import.
COPIES_PER_IMPORT = 10
#: So much of a title is left for the number of a group.
ROOM_FOR_NUMBER = 8


def make_copies(actor: Actor, groups: Sequence[SmallGroup], template: Article) -> None:
    """Make each group its copy, edited by the actor; who else is to read it is for the caller to say."""
    # With its own ids alone: what each became in a copy is then known by them.
    graph = replace(bare(actor, template), aliases={})
    states = {**claim_states(template, ()), **relation_states(template, ())}
    public = select(Contribution.public_id, Contribution.id).where(Contribution.id.in_(states))
    originals = dict(session.execute(public).all())
    whole = article_state(template)
    for group in groups:
        part = found_part(f"{group.assignment_id}:{group.id}", say("Group %(number)s", number=group.number))
        session.add(GroupMember(group_id=part.id, actor_id=actor.key))
        session.flush()
        copy = store_copy(actor, template, graph, part.id, title_of(template, group.number), counts=False)
        copy.premoderated, copy.slow_minutes = template.premoderated, template.slow_minutes
        missing = template.version_number - copy.version_number
        texts = {str(missing + number): number for number in range(1, copy.version_number + 1)}
        # The import has let go of whatever was loaded.
        kept = session.get_one(SmallGroup, group.id)
        kept.article_id, kept.group_id, kept.carried = copy.id, part.id, {**whole, "texts": texts}
        _pair(kept, copy, originals, states)


def put_away(groups: Sequence[SmallGroup]) -> None:
    """Put the copies of these groups back to drafts, for nobody works on them and nobody did."""
    keys = [each.article_id for each in groups if each.article_id is not None]
    for copy in session.scalars(select(Article).where(Article.id.in_(keys)).order_by(Article.id)).all():
        before, copy.state = copy.state, State.DRAFT
        if before is not copy.state:
            record(SYSTEM, "unpublish", copy, before=before.value, after=copy.state.value)
            turn_over(copy)


def title_of(template: Article, number: int) -> str:
    """What a group's copy is called."""
    return f"{template.title[: LONGEST_LINE - ROOM_FOR_NUMBER]} ({number})"


def check_copies_today(actor: Actor, count: int) -> None:
    """Raise TooMany where somebody made very many within a day already."""
    since = now() - timedelta(days=1)
    made = (
        select(func.count())
        .select_from(Article)
        .join(Article.group)
        .where(Article.author_id == actor.key, Article.created_at > since, Group.join_code.startswith(PART))
    )
    if (session.scalar(made) or 0) + count > COPIES_PER_IMPORT * settings.imports_per_day:
        raise TooMany(say("So many copies of articles one person does not make in a day. Go on tomorrow."))


def _pair(group: SmallGroup, copy: Article, originals: Mapping[UUID, int], states: Mapping[int, Carried]) -> None:
    """Note what of the template is what in a copy that was just made."""
    names = session.get_one(ImportedFile, copy.id).aliases
    made = select(Contribution.public_id, Contribution.id).where(Contribution.article_id == copy.id)
    rows = []
    for name, key in session.execute(made):
        original = originals.get(UUID(names[str(name)])) if str(name) in names else None
        if original is not None:
            carried = states[original]
            rows.append({"original_id": original, "small_group_id": group.id, "copy_id": key, "carried": carried})
    if rows:
        session.execute(insert(Twin), rows)
    session.flush()
