"""Every restriction gives its author a statement of reasons, and says nothing of it that is not so."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.core.db import session, transaction
from deliberate.core.site import settings
from deliberate.core.standing import level_of
from deliberate.core.times import moment_in_words
from deliberate.evidence.models import Bearing
from deliberate.moderation.actions import RULES, Axis, actions, past_of
from deliberate.moderation.conduct import Sanction
from deliberate.moderation.curating.item_acts import ITEM_ACTS
from deliberate.moderation.curating.proposing import Asked, act_on
from deliberate.moderation.models import FlagReason
from deliberate.moderation.releasing import SET_ASIDE_FOR
from deliberate.moderation.rising import settle_all_levels
from deliberate.moderation.sanctioning import SanctionDraft, sanction
from deliberate.moderation.sanctions import kinds
from deliberate.moderation.services import appeal, decide, decide_appeal
from deliberate.propositions.models import Proposition
from tests.factories import make_bearing, make_proposition
from tests.host import person, sign_in
from tests.moderation.scenes import flagged, item_of, moderator, opened, posted
from tests.moderation.test_word_lists import watching

RESTRICTIONS = [
    each.name
    for each in map(actions.get, actions.names())
    if each.restricts and not each.by_system and each.axis is not Axis.PLACE
]


def told(client: FlaskClient, app: Flask, name: str = "ann", level: int = 1) -> str:
    """The words of their page "Yours", without its marks."""
    sign_in(client, person(app, name, level=level))
    page = client.get("/deliberate/yours").get_data(as_text=True)
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0]).split())


def item(app: Flask, *, waits: bool = False) -> Bearing:
    return posted(person(app, "ann", level=1), opened(app, premoderated=waits))


@pytest.mark.parametrize("name", RESTRICTIONS)
def test_each_restriction_says_what_when_why_and_how_to_appeal(context: Flask, client: FlaskClient, name: str) -> None:
    action = actions.get(name)
    bearing, mo = item(context, waits="pending" in action.from_states), moderator(context)
    matter = bearing if action.axis is Axis.VISIBILITY else item_of(bearing)
    with transaction():
        decision = decide(mo, matter, name, "misquoted", "The report says 12.", address="https://example.org/notice")
    words = told(client, context)
    for part in (
        f"on {moment_in_words(decision.created_at)} (wording 1)",
        "it holds until it is decided otherwise",
        "The quote is not in the source, or is cut",
        "The report says 12.",
        "A moderator found it; a person decided.",
        "What it did to the balance",
        "To appeal Once, until",
    ):
        assert part in words


def test_what_an_item_was_merged_into_or_moved_to_is_told_to_its_author_who_may_appeal(
    context: Flask, client: FlaskClient
) -> None:
    bearing, mo = item(context), moderator(context)
    claim = session.get_one(Proposition, bearing.target_id)
    with transaction():
        other = make_proposition(claim.article, text="The deck is sound.")
    twin = posted(person(context, "bob", level=2), claim, "They found rust.")
    for name, matter, into in (
        ("flip_item", bearing, None),
        ("move_item", bearing, other),
        ("merge_item", item_of(bearing), item_of(twin)),
    ):
        with transaction():
            act_on(mo, Asked(ITEM_ACTS[name], matter, into, "The report says 12."))
        words = told(client, context)
        for part in (past_of(name), RULES[ITEM_ACTS[name].code], "The report says 12.", "To appeal Once, until"):
            assert part in words


def test_what_readers_set_aside_says_by_which_rule_and_until_when(context: Flask, client: FlaskClient) -> None:
    bearing = item(context)
    for name in ("first", "second"):
        flagged(person(context, name, level=3), bearing, FlagReason.SPAM)
    words = told(client, context)
    assert "Readers reported it; the system decided by a fixed rule." in words
    assert "Enough readers reported it. A moderator decides next." in words
    assert f"Until {moment_in_words(bearing.changed_at + SET_ASIDE_FOR)}, or until a moderator decides" in words


def test_what_watched_words_brought_up_is_not_said_to_be_reported_by_readers(
    context: Flask, client: FlaskClient
) -> None:
    claim, ann, mo = opened(context), person(context, "ann", level=2), moderator(context)
    watching(context, claim, flag="shoes")
    bearing = posted(ann, claim, warrant="These shoes fit.")
    with transaction():
        decide(mo, bearing, "remove", "spam", "It sells shoes.")
    words = told(client, context, level=2)
    assert "The list of watched words brought it up; a person decided." in words
    assert "Readers reported it" not in words


def test_what_readers_reported_too_is_said_to_be_reported_by_them(context: Flask, client: FlaskClient) -> None:
    claim, ann, mo = opened(context), person(context, "ann", level=2), moderator(context)
    watching(context, claim, flag="shoes")
    bearing = posted(ann, claim, warrant="These shoes fit.")
    flagged(person(context, "bob", level=1), bearing, FlagReason.SPAM)
    with transaction():
        decide(mo, bearing, "remove", "spam", "It sells shoes.")
    assert "Readers reported it; a person decided." in told(client, context, level=2)


def test_what_a_rule_holds_says_which_since_when_and_that_no_person_did(context: Flask, client: FlaskClient) -> None:
    claim, ann = opened(context), person(context, "ann", level=2)
    watching(context, claim, hold="free crypto")
    bearing = posted(ann, claim, warrant="Get free crypto!")
    words = told(client, context, level=2)
    assert "“free crypto”, which is on a list of watched words" in words
    since = moment_in_words(bearing.changed_at)
    assert f"A fixed rule of the site holds it, since {since}, and no person’s judgement." in words
    assert "It counts in no balance until a moderator has looked." in words


@pytest.mark.parametrize("name", [name for name in kinds.names() if not kinds.get(name).by_rule])
def test_each_sanction_says_that_a_person_decided_and_how_to_appeal(
    context: Flask, client: FlaskClient, name: str
) -> None:
    person(context, "ann", level=1)
    mo = moderator(context)
    more = {"warn": {}, "slow": {"days": 3, "minutes": 60}, "suspend": {"days": 3}}[name]
    with transaction():
        made = sanction(mo, SanctionDraft("ann", name, "abuse", "You called her a liar.", **more))
    words = told(client, context)
    for part in (
        moment_in_words(made.created_at),
        "It attacks people instead of arguing.",
        "You called her a liar.",
        "A person decided it, by no automatic rule.",
        "To appeal Once, until",
    ):
        assert part in words
    assert made.until is None or moment_in_words(made.until) in words


def test_a_level_that_was_lost_comes_with_what_since_when_by_which_rule_the_facts_and_how_to_appeal(
    context: Flask, client: FlaskClient
) -> None:
    person(context, "ann", level=3)
    mo, claim = moderator(context), opened(context)
    with transaction():
        for _each in range(3):
            decide(mo, make_bearing(claim, author="ann"), "remove", "spam", "Shoes.")
    settle_all_levels()
    made = session.scalars(select(Sanction)).one()
    words = told(client, context)
    for part in (
        f"What was done You lost a level, on {moment_in_words(made.created_at)}",
        "Level Regular, and curator before.",
        RULES[made.reason_code],
        f"3 of your posts were removed since your level last moved, within {settings.clean_days} days; 3 cost a level.",
        "A fixed rule of the site decided it, and no person.",
        "To appeal Once, until",
    ):
        assert part in words, part
    ann = person(context, "ann", level=2)
    with transaction():
        case = appeal(ann, made, "They were mine to post.")
        decide_appeal(mo, case, True, "So they were.")
    assert level_of("ann") == 3
    settle_all_levels()
    # Given back, it is not taken again for the same removals.
    assert level_of("ann") == 3
