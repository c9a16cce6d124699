"""Was it said? Apart from: is it so? Where that is disputed, it becomes a claim of its own."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select

from deliberate.articles.models import Article
from deliberate.articles.services import current_version
from deliberate.core.actors import Actor
from deliberate.core.contributions import PUBLIC, STANDING, Status, check_version, post
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.events import Event, EventReason, record
from deliberate.core.markup import web_address
from deliberate.core.policy import Permission, authorize
from deliberate.core.signals import contribution_changed
from deliberate.core.text import check_text
from deliberate.core.wording import N_, say
from deliberate.propositions.anchors import columns_of
from deliberate.propositions.models import Act, Anchor, AnchorRole, Check, Kind, Modality, Proposition, SayingReport
from deliberate.propositions.queries import with_parts
from deliberate.propositions.undoing import (
    log_end,
    newer_events,
    note_act,
    note_made,
    refuse_named,
    undo_claims,
    undoers,
)
from deliberate.propositions.wording import check_new, clean_claim, snapshot, write_voices

LONGEST_REASON = 500

CHECK_WORDS = {
    Check.UNCHECKED: N_("Nobody has checked"),
    Check.CHECKED: N_("Checked against the original"),
    Check.DISPUTED: N_("Disputed"),
}

#: A claim merged into another is a voice on that one, and was said or not like any.
_CHECKABLE = STANDING | {Status.SUGGESTED, Status.MERGED}

#: What the log calls a check, and its being taken back.
_LOGGED = ("said", "undo_said")


@dataclass(frozen=True)
class CheckMade:
    """One entry of the log: what an editor found, with their reason and link."""

    at: datetime
    found: Check
    reason: str | None
    #: Whether it is no check, but one taken back; what it found is then what had been found before.
    taken_back: bool = False

    @property
    def words(self) -> str:
        return say(CHECK_WORDS[self.found])


def check_saying(
    actor: Actor, proposition: Proposition, said: Check, version: int, *, url: str = "", reason: str = ""
) -> None:
    """Record whether it was said, apart from whether it is so. Recorded already, it is left alone.

    Raises Invalid where it is checked without a link to the original, disputed without a reason, or where the link is
    no web address; StaleEdit where the form was opened on an older version; Conflict where the claim no longer stands.
    """
    authorize(actor, Permission.EDIT_ARTICLE, proposition)
    reason = " ".join(check_text(reason, "said_reason").split())
    address = web_address(url) if url.strip() else None
    if url.strip() and address is None:
        raise Invalid(say("Give a full web address that starts with http:// or https://."), "said_url")
    if said is Check.CHECKED and address is None:
        raise Invalid(say("Link to the original, so that anybody can look."), "said_url")
    if len(reason) > LONGEST_REASON or (said is Check.DISPUTED and not reason):
        raise Invalid(
            say(
                "Say why it is disputed, in at most %(most)s characters. Readers see it.",
                most=LONGEST_REASON,
            ),
            "said_reason",
        )
    if (proposition.said, proposition.said_url, proposition.said_reason or "") == (said, address, reason):
        return
    if proposition.status not in _CHECKABLE:
        raise Conflict(say("This claim no longer stands."))
    check_version(proposition, version, described(proposition))
    before, since = proposition.said, log_end()
    prior = {"said": before.value, "url": proposition.said_url, "reason": proposition.said_reason}
    proposition.said, proposition.said_url, proposition.said_reason = said, address, reason or None
    session.flush()
    record(
        actor,
        "said",
        proposition,
        before=before.value,
        after=said.value,
        revision=proposition.revision,
        reason=_with_link(reason, address),
    )
    contribution_changed.send(proposition, action="said")
    note_act(actor, "said", proposition, prior, since=since)


def undo_check(actor: Actor, act: Act) -> None:
    """Have recorded of a saying what was recorded before. Raises Conflict, naming what depends on it."""
    saying, prior = act.proposition, act.prior
    found = newer_events(act, [saying.id], ("said",))
    if Check(prior["said"]) is not Check.DISPUTED and (report := _find_report(saying)) and report.status in STANDING:
        found.append(say("the claim “%(text)s”", text=report.text))
    refuse_named(found)
    before, saying.said = saying.said, Check(prior["said"])
    saying.said_url, saying.said_reason = prior["url"], prior["reason"]
    session.flush()
    record(actor, "undo_said", saying, before=before.value, after=saying.said.value, revision=saying.revision)
    contribution_changed.send(saying, action="undo_said")


undoers["said"] = undo_check


def described(proposition: Proposition) -> str:
    """What is recorded now, for somebody whose form came too late."""
    found = [say(CHECK_WORDS[proposition.said]), proposition.said_reason, proposition.said_url]
    return "\n".join(line for line in found if line)


def checks_of(public_ids: Collection[UUID]) -> Sequence[CheckMade]:
    """Every check that was made on these sayings, the newest first. One query."""
    made = (
        select(Event.at, Event.after, EventReason.text, Event.action)
        .outerjoin(EventReason, EventReason.event_id == Event.id)
        .where(Event.target.in_([str(each) for each in public_ids]), Event.action.in_(_LOGGED))
        .order_by(Event.id.desc())
    )
    return [
        CheckMade(at, Check(after or Check.UNCHECKED), reason, action != "said")
        for at, after, reason, action in session.execute(made)
    ]


def report_saying(actor: Actor, saying: Proposition) -> Proposition:
    """Make the claim that it was said, which then takes evidence of its own; what was said stays as it is.

    Made already, that claim is given. Raises Conflict unless it is disputed that somebody named said it, where that
    claim no longer stands, and where the article has one in the same words.
    """
    authorize(actor, Permission.EDIT_ARTICLE, saying)
    made, since = _find_report(saying), log_end()
    if made is not None:
        if made.status not in STANDING:
            raise Conflict(say("There is a claim that it was said, and it no longer stands. Restore that one."))
        return made
    if saying.said is not Check.DISPUTED or saying.status not in _CHECKABLE:
        raise Conflict(say("Only where it is disputed that it was said does that become a claim of its own."))
    with_parts(saying)
    if not saying.voices or saying.voices[-1].speaker is None:
        raise Conflict(say("Nobody is named as saying this, so there is nothing to argue about apart."))
    report = _report_of(actor, saying, saying.voices[-1].speaker.name)
    session.add(SayingReport(proposition_id=report.id, saying_id=saying.id))
    session.flush()
    note_made(actor, "report_saying", report, since=since)
    return report


def undo_report(actor: Actor, act: Act) -> None:
    """Take back the claim that it was said, and have it that none was made. Raises Conflict."""
    undo_claims(actor, act)
    session.execute(delete(SayingReport).where(SayingReport.proposition_id == act.proposition_id))


undoers["report_saying"] = undo_report


def _find_report(saying: Proposition) -> Proposition | None:
    """The claim that was made of its having been said, whatever became of it."""
    made = select(Proposition).join(SayingReport, SayingReport.proposition_id == Proposition.id)
    return session.scalar(made.where(SayingReport.saying_id == saying.id))


def _report_of(actor: Actor, saying: Proposition, speaker: str) -> Proposition:
    text = clean_claim(f"{speaker} {_verb(saying)} that {_within_a_sentence(saying)}")
    told_by = snapshot(saying)["voices"][:-1]
    modality = Modality.REPORTED if told_by else Modality.ASSERTED
    check_new(saying.article, text, modality)
    report = Proposition(
        article=saying.article,
        author_id=actor.key,
        status=Status.VISIBLE,
        text=text,
        claim_kind=Kind.REPORT,
        modality=modality,
        position=saying.position,
    )
    body = {"text": text, "kind": Kind.REPORT.value, "modality": modality.value, "scope": None, "voices": told_by}
    post(report, actor, body, "report_saying")
    statement = [anchor for anchor in saying.anchors if anchor.role is AnchorRole.STATEMENT]
    if statement:
        session.execute(insert(Anchor), [{"proposition_id": report.id, **columns_of(each)} for each in statement])
    write_voices(report, told_by)
    return report


def _verb(saying: Proposition) -> str:
    return "denied" if saying.modality is Modality.DENIED else "said"


def _within_a_sentence(saying: Proposition) -> str:
    """The claim as it goes on after "that": its first word small where the article itself writes that word small."""
    first, _, rest = saying.text.partition(" ")
    small = re.search(rf"\b{re.escape(first.lower())}\b", current_version(saying.article).text)
    return f"{first.lower()} {rest}" if small else saying.text


def reports_of(sayings: Collection[int]) -> dict[int, UUID]:
    """The claim that readers see of its having been said, by the saying. One query."""
    rows = session.execute(
        select(SayingReport.saying_id, Proposition.public_id)
        .join(Proposition, Proposition.id == SayingReport.proposition_id)
        .where(SayingReport.saying_id.in_(sayings), Proposition.status.in_(PUBLIC))
    )
    return dict(rows.all())


def sayings_reported(article: Article) -> dict[int, int]:
    """The saying that each claim of an article is about which says that it was one. One query."""
    rows = session.execute(
        select(SayingReport.proposition_id, SayingReport.saying_id)
        .join(Proposition, Proposition.id == SayingReport.proposition_id)
        .where(Proposition.article_id == article.id)
    )
    return dict(rows.all())


def find_saying(report: Proposition) -> Proposition | None:
    """The claim that stands for what a report is about, where readers see it. Two queries at most."""
    saying = session.scalar(
        select(Proposition)
        .join(SayingReport, SayingReport.saying_id == Proposition.id)
        .where(SayingReport.proposition_id == report.id)
    )
    if saying is not None and saying.status is Status.MERGED:
        saying = session.get(Proposition, saying.merged_into_id)
    return saying if saying is not None and saying.is_visible else None


def _with_link(reason: str, address: str | None) -> str | None:
    return " ".join(part for part in (reason, address) if part) or None
