"""The copies of a template follow it: whatever is done to its text, claims and relations is soon done to each."""

from collections.abc import Mapping

from sqlalchemy import Select, select

from deliberate.articles.models import Article, ArticleVersion, Audience
from deliberate.articles.models import State as Life
from deliberate.articles.services import turn_over
from deliberate.classroom.grouping.carrying import Copy, carry_claims, carry_relations
from deliberate.classroom.grouping.making import title_of
from deliberate.classroom.grouping.models import SmallGroup, Twin
from deliberate.classroom.grouping.template import (
    SETTINGS,
    State,
    article_state,
    claim_states,
    relation_states,
    versions_by_number,
)
from deliberate.classroom.models import Assignment
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.core.events import Event, record
from deliberate.core.rules import article_of
from deliberate.core.signals import event_recorded, weighed_together, weights_due
from deliberate.jobs.services import enqueue
from deliberate.jobs.tasks import Run, job
from deliberate.propositions.models import Party
from deliberate.propositions.passage_models import Passage, PassageState
from deliberate.propositions.passages import carry_on, standing_on
from deliberate.propositions.speakers import speakers_named

TASK = "follow_template"
#: What events of a template are about that copies have too.
_SHARED = frozenset({"article", "proposition", "relation"})
_ASKED = "deliberate_templates_to_follow"

#: What the log calls the way to each part of an article's life.
_STEPS = {
    Life.OPEN: "reopen",
    Life.CLOSED: "close",
    Life.ARCHIVED: "archive",
    Life.DRAFT: "unpublish",
    Life.TAKEN_DOWN: "unpublish",
}


@event_recorded.connect
def note_change(event: Event, *, target: object, **_: object) -> None:
    """Ask for the copies to follow, once in a unit of work, where something of a template was changed."""
    if event.target_kind not in _SHARED or event.article_id is None:
        return
    if getattr(article_of(target), "audience", None) is not Audience.GROUP:
        return
    unit = session()  # type: ignore[operator]  # the host's scoped session: one real session per context
    at, asked = unit.info.get(_ASKED, (None, set()))
    if at is not unit.get_transaction():
        asked = set()
        unit.info[_ASKED] = (unit.get_transaction(), asked)
    if event.article_id not in asked and session.scalar(_groups_on(event.article_id).limit(1)) is not None:
        asked.add(event.article_id)
        enqueue(TASK, {"article": event.article_id})


@job(TASK)
def follow(run: Run) -> None:
    """Have every copy of a template be as it is: each in a unit of work of its own, and none keeps back the others."""
    with transaction():
        groups = session.scalars(_groups_on(run.payload["article"])).all()
    failed: Exception | None = None
    for each in groups:
        try:
            with transaction():
                follow_into(each)
        except Exception as error:  # it is raised once the others have had their turn
            failed = error
    if failed is not None:
        raise failed


def follow_into(group_id: int) -> None:
    """Carry over into one group's copy what its template has become since the last time."""
    group = session.scalar(select(SmallGroup).where(SmallGroup.id == group_id).with_for_update())
    if group is None or group.article_id is None:
        return
    template = session.get_one(Assignment, group.assignment_id).article
    article = session.get_one(Article, group.article_id)
    actor = Actor(id=article.author_id)
    with weighed_together():
        versions = _carry_text(actor, group, template, article)
        twins = session.scalars(select(Twin).where(Twin.small_group_id == group.id)).all()
        copy = Copy(group, article, actor, {each.original_id: each for each in twins}, versions)
        # Only a claim has a wording.
        claims = {key for key, twin in copy.twins.items() if "body" in twin.carried}
        relations = copy.twins.keys() - claims
        carry_claims(copy, claim_states(template, claims))
        carry_relations(copy, relation_states(template, relations))
        _ask_of_own_claims_alone(copy)
        _carry_settings(actor, group, template, article)


def _carry_text(actor: Actor, group: SmallGroup, template: Article, article: Article) -> Mapping[int, ArticleVersion]:
    """Store the newer texts of the template; the versions of the copy by the numbers they have there."""
    texts = {int(theirs): own for theirs, own in group.carried["texts"].items()}
    present = versions_by_number(article)
    for number, version in versions_by_number(template).items():
        if number > max(texts):
            newer = ArticleVersion(
                article_id=article.id,
                number=article.version_number + 1,
                text=version.text,
                blocks=version.blocks,
                sha256=version.sha256,
                report=[],
                author_id=actor.key,
            )
            session.add(newer)
            article.version_number = newer.number
            session.flush()
            record(actor, "renew", article, revision=newer.number, body_digest=newer.sha256)
            # The group's own claims move along; where the template's stand is carried over with them.
            carry_on(article, newer)
            turn_over(article)
            texts[number], present[newer.number] = newer.number, newer
    group.carried = {**group.carried, "texts": {str(theirs): own for theirs, own in texts.items()}}
    session.flush()
    return {theirs: present[own] for theirs, own in texts.items()}


def _ask_of_own_claims_alone(copy: Copy) -> None:
    """Where the template's claims stand in a newer text is decided there, so nobody is asked once more in each copy."""
    waiting = select(Passage).where(Passage.article_id == copy.article.id, Passage.state == PassageState.WAITING)
    passages = session.scalars(waiting).all()
    followed = {each.copy_id for each in copy.twins.values()}
    standing = standing_on(passages)
    for each in passages:
        if {part.proposition_id for part in standing[each.id]} <= followed:
            session.delete(each)
    session.flush()


def _groups_on(article_id: int) -> Select[int]:
    """The groups that have a copy of this template."""
    own = select(SmallGroup.id).join(Assignment, Assignment.id == SmallGroup.assignment_id)
    return own.where(Assignment.article_id == article_id, SmallGroup.article_id.is_not(None)).order_by(SmallGroup.id)


def _carry_settings(actor: Actor, group: SmallGroup, template: Article, article: Article) -> None:
    before, after = group.carried, article_state(template)
    changed = [name for name in (*SETTINGS, "title", "published_on") if before.get(name) != after[name]]
    for name in changed:
        setattr(article, name, title_of(template, group.number) if name == "title" else getattr(template, name))
    if changed:
        article.settings_number += 1
        record(actor, "settings", article, after=", ".join(changed))
    _carry_labels(actor, article, before["labels"], after["labels"])
    if before["life"] != after["life"]:
        was, article.state = article.state, template.state
        record(actor, _STEPS[article.state], article, before=was.value, after=article.state.value)
    if changed or before["life"] != after["life"]:
        turn_over(article)
    group.carried = {**before, **after}
    session.flush()


def _carry_labels(actor: Actor, article: Article, before: State, after: State) -> None:
    """Who is party to the dispute."""
    changed = {name: label for name, label in after.items() if label != before.get(name, [Party.UNKNOWN.value, None])}
    speakers = speakers_named(article, changed) if changed else {}
    for name, (party, reason) in changed.items():
        was = speakers[name].party
        speakers[name].party, speakers[name].party_reason = Party(party), reason
        told = f"{name}: {reason}" if reason else name
        record(actor, "party", article, before=was.value, after=party, reason=told)
    if changed:
        turn_over(article)
        weights_due.send(article)
