"""A purge erases the body: from every table, file and export, with the chain whole and the score as if never posted."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Revision, Status, change_status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Gone
from deliberate.core.events import verify_chain
from deliberate.core.personal_data import written_out
from deliberate.core.states import put_back
from deliberate.evidence.drafts import ItemDraft
from deliberate.evidence.editing import edit_evidence
from deliberate.evidence.models import Bearing, EvidenceKind, Side, Source
from deliberate.evidence.queries import get_evidence, tombstones_of
from deliberate.evidence.services import post_evidence, post_remark
from deliberate.exchange.models import ImportedFile
from deliberate.jobs.running import run_due
from deliberate.moderation.claiming import defer, note
from deliberate.moderation.curating.item_acts import ITEM_ACTS
from deliberate.moderation.curating.models import ItemProposal, ProposalState
from deliberate.moderation.curating.proposing import Asked, act_on, decline
from deliberate.moderation.deciding import decide
from deliberate.moderation.locking import lock
from deliberate.moderation.models import AppealState, Flag, FlagReason
from deliberate.moderation.purging.about_posts import MOOT
from deliberate.moderation.purging.models import Purge
from deliberate.moderation.purging.services import ask_for_purge, confirm_purge
from deliberate.moderation.queue_models import EntryKind, QueueEntry, QueueNote
from deliberate.moderation.reports.deciding import decide_reports
from deliberate.moderation.reports.raising import report
from deliberate.moderation.reports.things import find_reported, of_source, revision_of
from deliberate.moderation.reversing import undo
from deliberate.moderation.sanctioning import SanctionDraft, sanction
from deliberate.moderation.services import appeal, decide_appeal, raise_flag
from deliberate.notices.models import Notice, NoticeKind
from deliberate.propositions.models import Act, Proposition, Speaker
from deliberate.propositions.queries import get_proposition
from deliberate.propositions.wording import reword
from deliberate.weighting.models import Dimension, Score
from deliberate.weighting.services import rate
from tests.factories import make_article, make_bearing, make_proposition
from tests.host import person, sign_in
from tests.moderation.curating.scenes import source_of, suggested
from tests.moderation.purging.kept import exports_with, places_with
from tests.moderation.scenes import draft, events_of, item_of, moderator, opened, posted
from tests.notices.scenes import sentences, wait

#: In every word that is to be erased, and in no other.
MARK = "zebrafinch"
#: So long that its end is in a page of the file that is let go when the words are changed, with the words in it.
LONG = f"The {'ë' * 2900} {MARK} lives in Hill Street."


def admins(app: Flask) -> tuple[Actor, Actor]:
    return person(app, "ada", "admin"), person(app, "ari", "admin")


def purge(app: Flask, contribution: Contribution, code: str = "personal_data") -> Purge:
    """What two admins do."""
    first, second = admins(app)
    with transaction():
        asked = ask_for_purge(first, "contribution", str(contribution.public_id), code)
    with transaction():
        confirm_purge(second, asked)
    return asked


def score_of(claim: Proposition) -> tuple[float, Any]:
    session.expire_all()
    score = session.get_one(Score, claim.id)
    return score.log_odds, score.balance


def much_discussed(app: Flask, claim: Proposition) -> Bearing:
    """An item that was reworded, flagged, noted, removed, appealed, shown again and locked, and its author warned."""
    ann, ben, mo, other = (
        person(app, "ann", level=2),
        person(app, "ben", level=1),
        moderator(app),
        moderator(app, "moses"),
    )
    link = f"https://{MARK}.example.org/at-home"
    with transaction():
        bearing = posted_with(ann, claim, LONG, link)
    with transaction():
        item = item_of(bearing)
        again = ItemDraft(f"They say the {MARK} has moved.", EvidenceKind.REPORT, citation=f"{MARK} weekly")
        edit_evidence(ann, item, again, item.version)
        for name in ("rita", "rolf"):
            rate(person_in(app, name), bearing, dict.fromkeys(Dimension, 4))
    with transaction():
        raise_flag(ben, bearing, FlagReason.PERSONAL_DATA, f"{MARK} lives there.")
        note(mo, bearing, f"Is {MARK} a person?")
    with transaction():
        removed = decide(mo, bearing, "remove", "personal_data", f"You wrote where {MARK} lives.")
    with transaction():
        case = appeal(ann, removed, f"Everybody knows where {MARK} lives.")
    with transaction():
        decide_appeal(other, case, True, f"So it is: {MARK} is public.")
    pia = person(app, "pia", level=2)
    with transaction():
        act_on(mo, Asked(ITEM_ACTS["pin"], bearing, None, f"First read about {MARK}."))
        proposed = act_on(pia, Asked(ITEM_ACTS["dispute"], item_of(bearing), None, f"{MARK} disputes it."))
    with transaction():
        assert isinstance(proposed, ItemProposal)
        decline(other, proposed, f"No word of {MARK} says so.")
        lock(mo, bearing, "personal_data", f"Enough of {MARK}.")
        warned = SanctionDraft(ann.key, "warn", "personal_data", f"Leave {MARK} alone.", about=bearing)
        sanction(mo, warned)
    return bearing


def posted_with(actor: Actor, claim: Proposition, quote: str, link: str) -> Bearing:
    given = draft(quote, Side.FOR, f"It shows that {MARK} is here.", link=link, citation=None, origin=f"{MARK} agency")
    return post_evidence(actor, claim, given)


def person_in(app: Flask, name: str) -> Actor:
    """Somebody, made outside the unit that is open."""
    return Actor(id=name, name=name, level=1)


def test_a_purge_erases_the_body(context: Flask) -> None:
    claim = opened(context)
    posted(person(context, "olaf", level=1), claim, "It stood.", Side.AGAINST)
    rita = person(context, "rita", level=1)
    before = score_of(claim)
    bearing = much_discussed(context, claim)
    with transaction():
        session.add(
            ImportedFile(
                article_id=claim.article_id,
                format="kialo",
                sha256="0",
                aliases={"claim": str(claim.public_id)},
                extras={"nodes": [LONG, "Something else."]},
                stances=[],
                ratings=[],
                events=[],
                last_event=0,
            )
        )
    assert places_with(MARK)
    assert exports_with(MARK, admins(context)[0], claim.article)
    assert score_of(claim) != before
    digests = {event.body_digest for event in events_of(item_of(bearing)) if event.body_digest}

    asked = purge(context, bearing)
    run_due()

    session.expire_all()
    assert asked.swept_at is not None
    assert places_with(MARK) == []
    assert exports_with(MARK, admins(context)[0], claim.article) == []
    assert MARK not in "".join(written_out("ann"))
    assert verify_chain().fault is None
    assert score_of(claim) == before
    # The hash and the reason stay in the log.
    last = events_of(item_of(bearing))[-1]
    assert (last.action, last.after, last.reason_code) == ("purge", "purged", "personal_data")
    kept = select(Revision.digest).where(Revision.contribution_id == item_of(bearing).id)
    assert digests <= set(session.scalars(kept))
    assert session.get_one(ImportedFile, claim.article_id).extras == {"nodes": ["", "Something else."]}
    with pytest.raises(Gone, match=r"erased for good on .* It gave away somebody’s private details\."):
        get_evidence(rita, item_of(bearing).public_id)
    assert [stone.status for stone in tombstones_of([claim.id])[claim.id]] == [Status.PURGED]


def test_a_claim_goes_with_every_wording_place_and_speaker_and_with_what_could_be_undone(context: Flask) -> None:
    editor, ann = person(context, "editor"), person(context, "ann", level=1)
    with transaction():
        article = make_article()
        claim = make_proposition(article, f"A {MARK} said it.", words="The bridge closed on Monday.", scope=MARK)
        article_main = make_proposition(article, "It stays.")
        claim.main_of_id = article.id
    with transaction():
        reword(editor, claim, f"The {MARK} of Hill Street said it.", claim.version, speakers=[f"Mr {MARK}"])
        act = session.scalars(select(Act)).one()
        post_remark(ann, article, article_main, "It is another matter.")
        post_remark(ann, article, claim, "What did they say?")
    with transaction():
        given = draft("It was said.", Side.FOR, "It was heard.", citation="A diary")
        post_evidence(ann, claim, given)

    purge(context, claim, "illegal")
    run_due()

    session.expire_all()
    assert (places_with(MARK), exports_with(MARK, editor, article)) == ([], [])
    assert session.get(Score, claim.id) is None
    assert not session.scalars(select(Speaker)).all()
    with pytest.raises(Gone, match=r"It broke the law\."):
        get_proposition(ann, claim.public_id)
    assert get_proposition(ann, article_main.public_id).text == "It stays."
    assert act.undone_at is not None
    assert verify_chain().fault is None


def test_from_each_state_it_leads_to_purged_and_nothing_leads_away(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    with transaction():
        made = {
            status: make_bearing(claim, status=status, quote=f"The {MARK} was {status}.", warrant=f"The {MARK}.")
            for status in Status
            if status is not Status.PURGED
        }
    with transaction():
        removed = decide(mo, made[Status.VISIBLE], "remove", "spam", "Shoes.")
    for status, bearing in made.items():
        purge(context, bearing)
        session.expire_all()
        assert bearing.status is item_of(bearing).status is Status.PURGED, status
        assert (bearing.warrant, item_of(bearing).quote) == ("", "")
    run_due()
    assert places_with(MARK) == []
    assert verify_chain().fault is None
    first = made[Status.VISIBLE]
    with transaction():
        with pytest.raises(Conflict):
            undo(mo, removed, "No, it was none.")
        for action in ("approve", "keep", "remove", "restore"):
            with pytest.raises(Conflict, match="no longer possible"):
                decide(mo, first, action, "spam", "Shoes.")
        with pytest.raises(Conflict, match="erased for good"):
            change_status(first, mo, Status.VISIBLE, "restore")
        with pytest.raises(Conflict, match="erased for good"):
            put_back(first, removed.prior)


def test_a_source_that_others_cite_stays(context: Flask) -> None:
    claim, ann, ben = opened(context), person(context, "ann", level=1), person(context, "ben", level=1)
    bearing = posted(ann, claim, "It was seen.", citation="Shared almanac")
    other = posted(ben, claim, "It was heard.", citation="Shared almanac")
    purge(context, bearing)
    assert session.get_one(Source, item_of(other).source_id).citation == "Shared almanac"
    purge(context, other)
    assert session.get_one(Source, item_of(other).source_id).citation == ""


def test_author_and_reporters_are_told_and_an_open_appeal_is_closed(context: Flask) -> None:
    claim, ann, ben, mo = (
        opened(context),
        person(context, "ann", level=1),
        person(context, "ben", level=1),
        moderator(context),
    )
    bearing = posted(ann, claim)
    with transaction():
        removed = decide(mo, bearing, "remove", "personal_data", "An address.")
        case = appeal(ann, removed, "It is no address.")
    shown = posted(ann, claim, "Another of hers.")
    with transaction():
        raise_flag(ben, shown, FlagReason.ILLEGAL, "It is a threat.")
    for each in (bearing, shown):
        purge(context, each)
    session.expire_all()
    assert (case.state, case.text, case.reply) == (
        AppealState.UPHELD,
        "",
        MOOT,
    )
    flag = session.scalars(select(Flag).where(Flag.contribution_id == shown.id)).one()
    assert (flag.upheld, flag.note) == (True, "")
    told = {
        (each.actor_id, each.kind) for each in session.scalars(select(Notice)) if each.article_id == claim.article_id
    }
    assert {("ann", NoticeKind.DECIDED), ("ben", NoticeKind.FLAG_ANSWERED)} <= told
    assert not session.scalars(select(QueueEntry).where(QueueEntry.contribution_id.in_([bearing.id, shown.id]))).all()


def test_what_was_proposed_about_it_is_declined_and_its_page_opens_for_moderators_alone(context: Flask) -> None:
    claim, ann, pia = opened(context), person(context, "ann", level=1), person(context, "pia", level=2)
    mo = moderator(context)
    first = posted(ann, claim, link="https://paper.example/first")
    second = posted(ann, claim, "Another of hers.", link="https://paper.example/second")
    notice = f"https://paper.example/{MARK}"
    with transaction():
        merger = act_on(pia, Asked(ITEM_ACTS["merge_item"], item_of(second), item_of(first), "They are the same."))
        retraction = act_on(pia, Asked(ITEM_ACTS["mark_retracted"], item_of(first), None, "They took it back.", notice))
    assert isinstance(merger, ItemProposal)
    assert isinstance(retraction, ItemProposal)
    purge(context, first)
    session.expire_all()
    for each in (merger, retraction):
        assert (each.state, each.reason, each.reply, each.address) == (ProposalState.DECLINED, "", MOOT, None)
    wait()
    ended = "What you proposed about an item is not decided: it was erased for good."
    assert sentences(pia).count(ended) == 2
    places = [f"/deliberate/proposals/{each.public_id}" for each in (merger, retraction)]
    mod = context.test_client()
    sign_in(mod, mo)
    for place in places:
        assert MOOT in mod.get(place).text
        assert context.test_client().get(place).status_code == 404
    with transaction():
        # As it was left by purges before proposals were declined with them.
        merger.state = ProposalState.OPEN
    answer = mod.get(places[0])
    assert answer.status_code == 200


def test_what_moderators_wrote_about_its_source_its_origin_and_proposals_goes_too(context: Flask) -> None:
    """Of none of these the post is what it was written on."""
    claim, ann, ben = opened(context), person(context, "ann", level=1), person(context, "ben", level=1)
    pia, mo = person(context, "pia", level=2), moderator(context)
    first = posted(ann, claim, link="https://paper.example/first")
    second = posted(ben, claim, "Another.", link="https://paper.example/second")
    origin = suggested(first, second)
    with transaction():
        report(pia, of_source(pia, source_of(first)), FlagReason.ABUSE, f"It is {MARK} again.")
        merger = act_on(pia, Asked(ITEM_ACTS["merge_item"], item_of(second), item_of(first), "They are the same."))
        ended = act_on(pia, Asked(ITEM_ACTS["dispute"], item_of(first), None, "It is doubtful."))
    thing = find_reported(of_source(pia, source_of(first)))
    assert isinstance(merger, ItemProposal)
    assert isinstance(ended, ItemProposal)
    assert thing is not None
    with transaction():
        decline(mo, ended, "It is not.")
    with transaction():
        for each in (thing, origin, merger, ended):
            note(mo, each, f"Is {MARK} a person?")
        for each in (thing, origin, merger):
            defer(mo, each, 5, f"{MARK} answers on Monday.")
    # Once decided, it waits no more, and nothing but the proposal says what the note is about.
    assert set(session.scalars(select(QueueNote.contribution_id).where(QueueNote.kind == EntryKind.PROPOSAL))) == {
        *(item_of(first).id, item_of(second).id)
    }
    purge(context, first)
    run_due()
    session.expire_all()
    assert places_with(MARK) == []
    assert verify_chain().fault is None


def test_appeals_against_what_was_decided_on_its_source_lose_their_words(context: Flask) -> None:
    claim, ann, pia = opened(context), person(context, "ann", level=1), person(context, "pia", level=2)
    mo = moderator(context)
    bearing = posted(ann, claim, link="https://paper.example/first")
    about = of_source(pia, source_of(bearing))
    with transaction():
        report(pia, about, FlagReason.ABUSE, "Look.")
    thing = find_reported(about)
    assert thing is not None
    with transaction():
        made = decide_reports(mo, thing, "keep_reported", "", "", revision=revision_of(thing))
    with transaction():
        case = appeal(pia, made, f"It is about {MARK}.")
    purge(context, bearing)
    run_due()
    session.expire_all()
    assert (case.state, case.reply, places_with(MARK)) == (AppealState.UPHELD, MOOT, [])
