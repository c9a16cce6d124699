"""What an article is mainly about: one claim at most, and an editor's choice of it can be taken back."""

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.errors import Conflict
from deliberate.core.events import record
from deliberate.core.policy import Permission, authorize
from deliberate.core.signals import contribution_changed
from deliberate.core.wording import say
from deliberate.propositions.following import leaning
from deliberate.propositions.models import Act, Proposition
from deliberate.propositions.queries import find_main
from deliberate.propositions.undoing import log_end, note_act, refuse_named, undoers


def make_main(actor: Actor, proposition: Proposition) -> None:
    """Say that this is what the article is mainly about; there is one at most. Raises Conflict."""
    authorize(actor, Permission.EDIT_ARTICLE, proposition)
    before, since = find_main(proposition.article), log_end()
    set_main(actor, proposition)
    if before is not proposition:
        prior = {"main": before.id if before else None}
        note_act(actor, "make_main", proposition, prior, since=since)


def set_main(actor: Actor, proposition: Proposition) -> None:
    """As ``make_main``, for who was allowed it by another rule; it is not undone by itself."""
    if not proposition.is_visible:
        raise Conflict(say("Accept this claim first, then make it the main one."))
    before = find_main(proposition.article)
    if before is proposition:
        return
    _hand_over(before, proposition)
    record(actor, "make_main", proposition, revision=proposition.revision)
    contribution_changed.send(proposition, action="make_main")


def undo_main(actor: Actor, act: Act) -> None:
    """Have the claim be the main one again that was before, or none. Raises Conflict, naming what depends on it."""
    chosen, key = act.proposition, act.prior["main"]
    before = session.scalars(select(Proposition).where(Proposition.id == key)).one() if key is not None else None
    found = list(leaning.get("stances")(act, [chosen.id], []))
    main = find_main(chosen.article)
    if main is not chosen:
        found.append(
            say("“%(text)s” is the main claim", text=main.text) if main else say("it was taken back to be a suggestion")
        )
    if before is None and chosen.article.is_published:
        found.append(say("the article is published, and needs a main claim"))
    if before is not None and not before.is_visible:
        found.append(say("“%(text)s”, the main claim before, no longer stands", text=before.text))
    refuse_named(found)
    _hand_over(chosen, before)
    record(actor, "undo_main", chosen, revision=chosen.revision)
    contribution_changed.send(chosen, action="undo_main")


undoers["make_main"] = undo_main


def _hand_over(one: Proposition | None, other: Proposition | None) -> None:
    if one is not None:
        one.main_of_id = None
        # UNIQUE: the old one lets go before the new one takes hold.
        session.flush()
    if other is not None:
        other.main_of_id = other.article_id
    session.flush()
