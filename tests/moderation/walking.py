"""People who do anything at all to what is posted, each deed through the services, as the state machine draws it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from deliberate.articles.models import Article
from deliberate.core.actors import VISITOR, Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session, transaction
from deliberate.core.policy import Permission
from deliberate.core.standing import with_standing
from deliberate.evidence.drafts import BearingDraft, ItemDraft
from deliberate.evidence.models import Bearing, Evidence, EvidenceKind, Side
from deliberate.evidence.services import bear, edit_bearing, edit_evidence, post_evidence, post_remark, withdraw
from deliberate.moderation.actions import REASONS, actions
from deliberate.moderation.appealing import whole_of
from deliberate.moderation.appeals import ground_of
from deliberate.moderation.bulk import Ruling, decide_together, undo_together
from deliberate.moderation.claiming import claim, defer
from deliberate.moderation.conduct import Lock, Sanction
from deliberate.moderation.facts import Conduct
from deliberate.moderation.handing_on import ADMINS, hand_on
from deliberate.moderation.loading import load_all
from deliberate.moderation.locking import lock
from deliberate.moderation.measures import undo_measure
from deliberate.moderation.models import Appeal, AppealState, Decision, FlagReason
from deliberate.moderation.modifying import Change, milder_than
from deliberate.moderation.queue_models import QueueEntry
from deliberate.moderation.sanctioning import SanctionDraft, sanction
from deliberate.moderation.services import appeal, decide, decide_appeal, raise_flag, undo
from deliberate.moderation.waiting_kinds import find_subjects
from deliberate.moderation.waiting_kinds import kinds as sorts
from deliberate.propositions.models import Answer, Proposition
from deliberate.propositions.stances import state_stance
from deliberate.weighting.models import Dimension
from deliberate.weighting.services import rate, reweigh
from tests.factories import make_article, make_proposition
from tests.host import person
from tests.moderation.scenes import draft

#: Everybody's level or role, by the first part of their name; ``editor`` runs both articles.
PEOPLE = {
    "new": 0,
    "basic": 1,
    "member": 2,
    "other": 2,
    "curator": 3,
    "expert": 3,
    "editor": 2,
    "mo": "moderator",
    "moss": "moderator",
    "adder": "admin",
    "visitor": None,
}

FLAGS = tuple(reason for reason in FlagReason if reason is not FlagReason.WATCHED)
NAMES = tuple(actions.names())

TABLES: tuple[Any, ...] = (Appeal, Decision, Lock, Sanction)


@dataclass(frozen=True)
class Try:
    """One deed: any of these permissions is asked for on that subject, and this does it."""

    permissions: Sequence[Permission]
    subject: Any
    work: Callable[[], Any]


class World:
    """Two articles, of which one has all posts wait, and what was done there. ``draws`` are numbers to choose by."""

    def __init__(self, app: Flask, number: int) -> None:
        self.number, self.posts = number, 0
        app.extensions["deliberate"].identity.known.clear()
        self.levels: dict[str, int] = {}
        self.actors: dict[str, Actor] = {"visitor": VISITOR}
        for name, rank in PEOPLE.items():
            if rank is not None:
                roles, level = ((rank,), 0) if isinstance(rank, str) else ((), rank)
                self.actors[name] = person(app, f"{name}-{number}", *roles, level=level)
        editor = self.actors["editor"].key
        with transaction():
            articles = [make_article(author=editor), make_article(author=editor, premoderated=True)]
            self.claims = [make_proposition(each, main_of_id=each.id).id for each in articles]
            self.claims.append(make_proposition(articles[0], "The cable had rusted.").id)
            self.articles = [each.id for each in articles]
            # What came before is of another world, and nobody's here.
            self.first = {model: session.scalar(select(func.max(model.id))) or 0 for model in TABLES}
            for each in articles:
                reweigh(each)

    def actor(self, name: str) -> Actor:
        """Somebody as they come to a page: with the level and the suspension they have now."""
        return with_standing(self.actors[name])

    def find(self, which: int, *kinds: str, status: Status | None = None) -> Any:
        """One contribution of these kinds, the newer the likelier."""
        found = select(Contribution.id).where(Contribution.article_id.in_(self.articles), Contribution.kind.in_(kinds))
        if status is not None:
            found = found.where(Contribution.status == status)
        ids = session.scalars(found.order_by(Contribution.id.desc()).limit(12)).all()
        return load_all([ids[which % len(ids)]]).popitem()[1] if ids else None

    def quote(self) -> str:
        self.posts += 1
        return f"Words {self.number}-{self.posts}."

    def try_to(self, deed: str, actor: Actor, which: int, how: int) -> Try | None:
        """What this deed comes to now; None where there is nothing to do it to."""
        found: Try | None = getattr(self, f"_{deed}")(actor, which, how)
        return found

    def _post(self, actor: Actor, which: int, how: int) -> Try:
        target = session.get_one(Proposition, self.claims[which % 3])
        side, citation = (Side.FOR, Side.AGAINST)[how % 2], f"Report {self.number}-{how % 4}"
        words = draft(self.quote(), side, citation=citation)
        return Try([Permission.POST_EVIDENCE], target, lambda: post_evidence(actor, target, words))

    def _challenge(self, actor: Actor, which: int, how: int) -> Try | None:
        target = self.find(which, "bearing", "evidence")
        words = draft(self.quote(), Side.AGAINST, citation=f"Report {self.number}-0")
        return target and Try([Permission.POST_EVIDENCE], target, lambda: post_evidence(actor, target, words))

    def _bear(self, actor: Actor, which: int, how: int) -> Try | None:
        item, target = self.find(which, "evidence"), session.get_one(Proposition, self.claims[how % 3])
        words = BearingDraft((Side.FOR, Side.AGAINST)[how % 2], "It bears here as well.")
        return item and Try([Permission.POST_EVIDENCE], target, lambda: bear(actor, item, target, words))

    def _remark(self, actor: Actor, which: int, how: int) -> Try:
        article = session.get_one(Article, self.articles[how % 2])
        return Try([Permission.POST_REMARK], article, lambda: post_remark(actor, article, None, self.quote()))

    def _edit(self, actor: Actor, which: int, how: int) -> Try | None:
        thing = self.find(which, "bearing", "evidence")
        if isinstance(thing, Bearing):
            side, warrant = (thing.side, Side.FOR)[how % 2], ("It shows why.", f"Put anew, {how}.")[how // 2 % 2]
            new = BearingDraft(side, warrant)
            return Try([Permission.EDIT_CONTRIBUTION], thing, lambda: edit_bearing(actor, thing, new, thing.version))
        if thing is None:
            return None
        quote = self.quote() if how % 2 else thing.quote.upper()
        item = ItemDraft(quote, EvidenceKind.REPORT, citation=f"Report {self.number}-{how % 3}")
        return Try([Permission.EDIT_CONTRIBUTION], thing, lambda: edit_evidence(actor, thing, item, thing.version))

    def _withdraw(self, actor: Actor, which: int, how: int) -> Try | None:
        thing = self.find(which, "bearing", "evidence", "remark")
        return thing and Try([Permission.WITHDRAW_CONTRIBUTION], thing, lambda: withdraw(actor, thing))

    def _flag(self, actor: Actor, which: int, how: int) -> Try | None:
        # Few things are flagged, so that flags come together.
        thing, reason = self.find(which % 2, "bearing", status=Status.VISIBLE), FLAGS[how % len(FLAGS)]
        urgent = reason in (FlagReason.ILLEGAL, FlagReason.PERSONAL_DATA)
        asked = Permission.REPORT_ILLEGAL if urgent else Permission.FLAG
        return thing and Try([asked], thing, lambda: raise_flag(actor, thing, reason))

    def _stand(self, actor: Actor, which: int, how: int) -> Try:
        claim_there, said = session.get_one(Proposition, self.claims[which % 3]), list(Answer)[how % len(Answer)]
        return Try([Permission.STATE_STANCE], claim_there, lambda: state_stance(actor, claim_there, said))

    def _rate(self, actor: Actor, which: int, how: int) -> Try | None:
        thing = self.find(which, "bearing")
        answers = {dimension: (how + number) % 5 for number, dimension in enumerate(Dimension)}
        return thing and Try([Permission.RATE], thing, lambda: rate(actor, thing, answers))

    def _decide(self, actor: Actor, which: int, how: int) -> Try | None:
        thing, name = self.find(which, "bearing", "evidence", "remark", "proposition"), NAMES[how % len(NAMES)]
        code, words = list(REASONS)[how % len(REASONS)], f"Reason {how % 3}."
        if thing is None:
            return None
        matter: Contribution = thing
        if actions.get(name).axis == "curation" and isinstance(thing, Bearing):
            matter = session.get_one(Evidence, thing.evidence_id)
        return Try(
            [Permission.TAKE_ACTION, Permission.REVIEW_OWN],
            matter,
            lambda: decide(actor, thing, name, code, words, address="https://example.org/notice"),
        )

    def _undo(self, actor: Actor, which: int, how: int) -> Try | None:
        found = self._newest(Decision, which)
        asked = [Permission.TAKE_ACTION, Permission.REVIEW_OWN]
        return found and Try(asked, self._subject_of(found), lambda: undo(actor, found, "On second thoughts."))

    def _appeal(self, actor: Actor, which: int, how: int) -> Try | None:
        found = self._newest(Decision, which)
        return found and Try([Permission.APPEAL], found, lambda: appeal(actor, found, f"Look again, {how % 2}."))

    def _answer(self, actor: Actor, which: int, how: int) -> Try | None:
        asked = [Permission.DECIDE_APPEAL, Permission.REVIEW_OWN_APPEAL]
        case = self._newest(Appeal, which, Appeal.state == AppealState.OPEN)
        return case and Try(asked, case, lambda: decide_appeal(actor, case, bool(how % 3), f"So it is, {how % 2}."))

    def _modify(self, actor: Actor, which: int, how: int) -> Try | None:
        """Something milder of what there is: days and another rule come along, asked for or not."""
        asked = [Permission.DECIDE_APPEAL, Permission.REVIEW_OWN_APPEAL]
        case = self._newest(Appeal, which, Appeal.state == AppealState.OPEN)
        names = sorted(milder_than(whole_of(ground_of(case)))) if case else []
        if not names:
            return None
        code = ("off_topic", "outdated", "duplicate")[how % 3]
        change = Change(names[how % len(names)], code, days=1)
        return Try(asked, case, lambda: decide_appeal(actor, case, False, f"Rather so, {how % 2}.", change=change))

    def _lock(self, actor: Actor, which: int, how: int) -> Try | None:
        thing = self.find(which, "bearing", "evidence", "proposition")
        asked = [Permission.TAKE_ACTION, Permission.REVIEW_OWN]
        return thing and Try(asked, thing, lambda: lock(actor, thing, "abuse", "It is a quarrel."))

    def _sanction(self, actor: Actor, which: int, how: int) -> Try:
        whom = [each for each in self.actors.values() if each.signed_in][which % (len(PEOPLE) - 1)]
        what = ("warn", "slow", "suspend")[how % 3]
        words = SanctionDraft(whom.key, what, "abuse", f"Rude, {how}.", days=1 + how % 2, minutes=10)
        return Try([Permission.SANCTION], Conduct(whom.key), lambda: sanction(actor, words))

    def _take_back(self, actor: Actor, which: int, how: int) -> Try | None:
        found = self._measure(which, how)
        if isinstance(found, Lock):
            about: Any = session.get_one(Contribution, found.contribution_id)
            asked = [Permission.TAKE_ACTION, Permission.REVIEW_OWN]
        else:
            about, asked = found and Conduct(found.person_id), [Permission.SANCTION]
        return found and Try(asked, about, lambda: undo_measure(actor, found, "On second thoughts."))

    def _object(self, actor: Actor, which: int, how: int) -> Try | None:
        found = self._measure(which, how)
        return found and Try([Permission.APPEAL], found, lambda: appeal(actor, found, "Look again."))

    def _look(self, actor: Actor, which: int, how: int) -> Try | None:
        thing = self.find(which, "bearing")
        return thing and Try([Permission.TAKE_ACTION, Permission.REVIEW_OWN], thing, lambda: claim(actor, thing))

    def _put_off(self, actor: Actor, which: int, how: int) -> Try | None:
        thing, asked = self._waits(which)
        return thing and Try(asked, thing, lambda: defer(actor, thing, 5, f"Later, {how}."))

    def _hand_on(self, actor: Actor, which: int, how: int) -> Try | None:
        thing, asked = self._waits(which)
        to = (ADMINS, *(self.actors[name].key for name in ("mo", "moss", "adder")))[how % 4]
        return thing and Try(asked, thing, lambda: hand_on(actor, thing, to, f"You know more, {how}."))

    def _waits(self, which: int) -> tuple[Any, Sequence[Permission]]:
        """A post or an appeal that is in the queue, and what lets somebody decide on it."""
        mine = select(Contribution.id).where(Contribution.article_id.in_(self.articles))
        found = select(QueueEntry).where(QueueEntry.contribution_id.in_(mine)).order_by(QueueEntry.id.desc())
        entries = session.scalars(found.limit(6)).all()
        if not entries:
            return None, ()
        entry = entries[which % len(entries)]
        sort = sorts.get(entry.kind.value)
        return find_subjects(sort, [entry.subject_id])[entry.subject_id], (sort.decides, sort.reviews)

    def _together(self, actor: Actor, which: int, how: int) -> Try | None:
        things = {each.id: each for number in range(4) if (each := self.find(which + number, "bearing", "remark"))}
        ruling = Ruling(("approve", "keep", "return", "reject", "remove")[how % 5], "spam", f"All of it, {how}.")
        chosen = [(each, each.version) for each in things.values()]
        return Try([Permission.SEE_QUEUE], None, lambda: decide_together(actor, chosen, ruling)) if chosen else None

    def _apart(self, actor: Actor, which: int, how: int) -> Try | None:
        found = self._newest(Decision, which, Decision.batch.is_not(None), Decision.action.in_(NAMES))
        asked = [Permission.SEE_QUEUE]
        return found and Try(asked, None, lambda: undo_together(actor, found.batch or "", "All of it again."))

    def _subject_of(self, decision: Decision) -> Contribution:
        lead = session.get_one(Decision, decision.lead_id or decision.id)
        return session.get_one(Contribution, lead.contribution_id)

    def _measure(self, which: int, how: int) -> Any:
        return self._newest((Lock, Sanction)[how % 2], which)

    def _newest(self, model: Any, which: int, *where: Any) -> Any:
        """One of the last few of this world in a table."""
        query = select(model).where(model.id > self.first[model], *where)
        found = session.scalars(query.order_by(model.id.desc()).limit(6)).all()
        return found[which % len(found)] if found else None
