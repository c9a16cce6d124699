"""What an editor, and whoever takes part, can do with claims. Rewording, splitting, merging, relating and stances have
modules of their own and are offered here too."""

from dataclasses import dataclass

from sqlalchemy import insert, select

from deliberate.articles.models import Article
from deliberate.articles.services import current_version
from deliberate.core.actors import Actor
from deliberate.core.contributions import Status, change_status, check_version, post
from deliberate.core.db import session
from deliberate.core.errors import Conflict
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.screening import admit
from deliberate.core.submissions import find_submission
from deliberate.core.wording import N_, say
from deliberate.propositions.anchors import anchor_fields, selected
from deliberate.propositions.main_claim import make_main as make_main
from deliberate.propositions.main_claim import set_main as set_main
from deliberate.propositions.models import Anchor, AnchorRole, Kind, Modality, Proposition
from deliberate.propositions.relations import WAITS
from deliberate.propositions.relations import RelationDraft as RelationDraft  # offered here too, as all that follow
from deliberate.propositions.relations import confirm_relation as confirm_relation
from deliberate.propositions.relations import relate as relate
from deliberate.propositions.relations import unrelate as unrelate
from deliberate.propositions.sayings import check_saying as check_saying
from deliberate.propositions.sayings import report_saying as report_saying
from deliberate.propositions.speakers import set_party as set_party
from deliberate.propositions.speakers import undo_party as undo_party
from deliberate.propositions.splitting import decide_revision
from deliberate.propositions.splitting import merge as merge
from deliberate.propositions.splitting import split as split
from deliberate.propositions.stances import confirm_stance as confirm_stance
from deliberate.propositions.stances import state_stance as state_stance
from deliberate.propositions.undoing import log_end, note_made, undoable
from deliberate.propositions.undoing import undo_act as undo_act
from deliberate.propositions.voicing import fold
from deliberate.propositions.wording import check_new, clean_claim, clean_scope, voices_said, write_voices
from deliberate.propositions.wording import reword as reword

#: What has become of a claim that is no suggestion any more, in a sentence about it.
_STATUS_WORDS = {
    Status.PENDING: N_("pending"),
    Status.VISIBLE: N_("visible"),
    Status.RETURNED: N_("returned"),
    Status.QUARANTINED: N_("quarantined"),
    Status.REMOVED: N_("removed"),
    Status.REJECTED: N_("rejected"),
    Status.WITHDRAWN: N_("withdrawn"),
    Status.MERGED: N_("merged"),
    Status.PURGED: N_("purged"),
}


@dataclass(frozen=True)
class ClaimDraft:
    """A claim made from words of the article. ``speakers`` are outermost first; none: the article's own voice.

    ``words`` are what was typed or selected, ``start`` and ``end`` where a script found them, in code points.
    """

    text: str
    words: str = ""
    start: int | None = None
    end: int | None = None
    kind: Kind = Kind.FACT
    modality: Modality = Modality.ASSERTED
    scope: str = ""
    speakers: tuple[str, ...] = ()
    submission: str | None = None


def accept(actor: Actor, proposition: Proposition, version: int | None = None) -> None:
    """Take up a suggestion: it becomes a claim of the article. Done already, it is left alone. Raises Conflict.

    With the ``version`` that somebody had before their eyes it raises StaleEdit where that was changed since.

    Where the same statement stands already, said by another voice or denied by one, it joins that claim: who says a
    thing is kept apart from whether it is so, and both voices are shown alike.
    """
    authorize(actor, Permission.EDIT_ARTICLE, proposition)
    if proposition.is_visible or proposition.status is Status.MERGED:
        return
    if proposition.status is not Status.SUGGESTED:
        raise Conflict(
            say(
                "This claim is %(status)s; only a suggestion can be accepted.",
                status=say(_STATUS_WORDS[proposition.status]),
            )
        )
    if version is not None:
        check_version(proposition, version, proposition.text)
    if standing := _find_same(proposition):
        merge(actor, [standing, proposition], standing)
        return
    with undoable(actor, "accept", proposition):
        decide_revision(proposition, Status.VISIBLE)
        change_status(proposition, actor, Status.VISIBLE, "accept")


def reject(actor: Actor, proposition: Proposition, version: int | None = None) -> None:
    """Leave a suggestion out. It can be restored. Done already, it is left alone. Raises Conflict.

    With the ``version`` that somebody had before their eyes it raises StaleEdit where that was changed since.
    """
    authorize(actor, Permission.EDIT_ARTICLE, proposition)
    if proposition.status is Status.REJECTED:
        return
    if proposition.status is not Status.SUGGESTED:
        raise Conflict(
            say(
                "This claim is %(status)s; only a suggestion can be left out.",
                status=say(_STATUS_WORDS[proposition.status]),
            )
        )
    if version is not None:
        check_version(proposition, version, proposition.text)
    with undoable(actor, "reject", proposition):
        decide_revision(proposition, Status.REJECTED)
        change_status(proposition, actor, Status.REJECTED, "reject")


def restore(actor: Actor, proposition: Proposition) -> None:
    """Undo a decision: what was left out, or taken up in a draft, is a suggestion again. Raises Conflict."""
    authorize(actor, Permission.EDIT_ARTICLE, proposition)
    if proposition.status is Status.SUGGESTED:
        return
    taken = proposition.is_visible and proposition.rank is not None
    if taken and proposition.article.is_published:
        raise Conflict(say("People may have answered this claim since the article was published, so it stays."))
    if proposition.status is not Status.REJECTED and not taken:
        raise Conflict(say("Only a decision on a suggestion can be undone here."))
    with undoable(actor, "restore", proposition):
        proposition.main_of_id = None
        decide_revision(proposition, Status.SUGGESTED)
        change_status(proposition, actor, Status.SUGGESTED, "restore")


def add_by_hand(actor: Actor, article: Article, draft: ClaimDraft) -> Proposition:
    """Make a claim from words of the article. It stands at once from level 2 or from an editor, else it waits.

    The same submission gives the claim it made before. An editor's denial of a claim, in its words, joins that claim.
    Raises Invalid, and Conflict on a claim that is there already.
    """
    permission = Permission.ADD_CLAIM if may(actor, Permission.ADD_CLAIM, article) else Permission.PROPOSE_CLAIM
    authorize(actor, permission, article)
    if (earlier := find_submission(actor, draft.submission, Proposition)) is not None:
        return earlier
    edits, since = may(actor, Permission.EDIT_ARTICLE, article), log_end()
    text = clean_claim(draft.text)
    version = current_version(article)
    place = selected(version.text, draft.words, draft.start, draft.end)
    check_new(article, text, draft.modality)
    proposition = Proposition(
        article=article,
        author_id=actor.key,
        text=text,
        claim_kind=draft.kind,
        modality=draft.modality,
        scope=clean_scope(draft.scope),
        position=place[0],
        submission=draft.submission,
    )
    if edits:
        proposition.status = Status.VISIBLE
    else:
        admit(proposition, actor, "\n".join([text, draft.scope, *draft.speakers]))
        if permission is Permission.PROPOSE_CLAIM:
            proposition.status, proposition.held_because = Status.PENDING, proposition.held_because or WAITS
    voices = voices_said(draft.speakers)
    body = {
        "text": text,
        "kind": draft.kind.value,
        "modality": draft.modality.value,
        "scope": proposition.scope,
        "voices": voices,
    }
    post(proposition, actor, body, "post")
    rows = anchor_fields(version.text, [place], AnchorRole.STATEMENT)
    session.execute(
        insert(Anchor), [{"proposition_id": proposition.id, "version_id": version.id, **row} for row in rows]
    )
    write_voices(proposition, voices)
    if edits and (standing := _find_same(proposition)):
        return merge(actor, [standing, proposition], standing, made=proposition)
    if edits:
        note_made(actor, "add", proposition, since=since)
    return proposition


def _find_same(proposition: Proposition) -> Proposition | None:
    """The visible claim of the article that says the same in the same words."""
    folded = fold(proposition.text)
    visible = select(Proposition).where(
        Proposition.article_id == proposition.article_id,
        Proposition.status == Status.VISIBLE,
        Proposition.id != proposition.id,
    )
    return next((each for each in session.scalars(visible) if fold(each.text) == folded), None)
