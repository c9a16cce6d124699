"""What is done to a template is done to each copy, and what a group added of its own stays."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from deliberate.articles.importing import read_text
from deliberate.articles.models import Article, State
from deliberate.articles.services import ArticleDraft, change_settings, close, current_version
from deliberate.articles.versions import renew
from deliberate.classroom.grouping.models import Division
from deliberate.core.actors import Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.events import Event
from deliberate.evidence.models import Bearing, Side
from deliberate.jobs.models import Job, JobState
from deliberate.jobs.running import run_due
from deliberate.moderation.purging.services import ask_for_purge, confirm_purge
from deliberate.propositions.models import Anchor, Check, Modality, Party, Proposition, Relation, RelationKind
from deliberate.propositions.passages import waiting_count
from deliberate.propositions.queries import find_main, get_proposition, relations_of, speakers_of
from deliberate.propositions.services import (
    ClaimDraft,
    RelationDraft,
    add_by_hand,
    check_saying,
    make_main,
    merge,
    relate,
    reword,
    set_party,
    undo_act,
    unrelate,
)
from deliberate.propositions.undoing import latest_act
from tests.classroom.grouping.scenes import TEXT, claims_in, copies_of, divided
from tests.databases import SQLITE
from tests.factories import make_bearing, make_proposition
from tests.host import person

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def database() -> str:
    """Rules that ask of a database nothing that others' tests do not ask of both."""
    return SQLITE


@pytest.fixture
def division(app: Flask, teacher: Actor) -> Division:
    return divided(app, teacher)


def template_of(division: Division) -> Article:
    return session.get_one(Division, division.assignment_id).assignment.article


def run(work: Callable[[], object]) -> None:
    """Do something to the template, and then what is due."""
    with transaction():
        work()
    run_due()
    session.expire_all()
    assert session.scalar(select(func.count()).where(Job.task == "follow_template", Job.state != JobState.DONE)) == 0


def texts(article: Article) -> list[str]:
    return [each.text for each in claims_in(article) if each.is_visible]


def claim(teacher: Actor, division: Division, number: int) -> Proposition:
    return get_proposition(teacher, claims_in(template_of(division))[number].public_id)


def test_what_is_added_reworded_checked_and_made_the_main_claim_is_so_in_every_copy(
    teacher: Actor, division: Division
) -> None:
    draft = ClaimDraft("Nobody was hurt.", words="Nobody was hurt.", speakers=("The mayor",), scope="on Monday")

    def work() -> None:
        template = template_of(division)
        made = add_by_hand(teacher, template, draft)
        reason = claim(teacher, division, 1)
        relate(teacher, template, RelationDraft(RelationKind.ATTACKS, (made.public_id,), reason.public_id))
        reword(teacher, reason, "The cable was rusty.", reason.version, modality=Modality.REPORTED)
        check_saying(teacher, reason, Check.CHECKED, reason.version, url="https://example.org/said")
        make_main(teacher, reason)

    run(work)
    assert len(list(session.scalars(select(Job).where(Job.task == "follow_template")))) == 1
    for copy in copies_of(division):
        assert texts(copy) == ["The bridge closed on Monday.", "The cable was rusty.", "Nobody was hurt."]
        _, reason, made = [get_proposition(teacher, each.public_id) for each in claims_in(copy)]
        assert (reason.modality, reason.said, reason.said_url) == (
            Modality.REPORTED,
            Check.CHECKED,
            "https://example.org/said",
        )
        assert find_main(copy) == reason
        assert ([each.speaker.name for each in made.voices if each.speaker], made.scope) == (["The mayor"], "on Monday")
        assert [(each.exact, each.start) for each in made.anchors] == [("Nobody was hurt.", TEXT.index("Nobody"))]
        assert [each.relation_kind for each in relations_of(copy)] == [RelationKind.SUPPORTS, RelationKind.ATTACKS]
    # Nothing changed: nothing is written.
    last = session.scalar(select(func.max(Event.id)))
    run(lambda: check_saying(teacher, claim(teacher, division, 0), Check.UNCHECKED, 1))
    assert session.scalar(select(func.max(Event.id))) == last


def test_what_a_group_added_stays_and_so_does_what_was_changed_in_its_copy_alone(
    teacher: Actor, division: Division
) -> None:
    one, two = copies_of(division)
    with transaction():
        own = make_proposition(session.get_one(Article, one.id), "The rust was painted over.", author_id="sam")
        make_bearing(claims_in(one)[0], Side.FOR, author="sam")
        there = get_proposition(teacher, claims_in(one)[0].public_id)
        reword(teacher, there, "It closed.", there.version)
    run(lambda: add_by_hand(teacher, template_of(division), ClaimDraft("Nobody was hurt.", words="Nobody was hurt.")))
    assert texts(one) == ["It closed.", "The bridge was rusty.", own.text, "Nobody was hurt."]
    assert texts(two) == ["The bridge closed on Monday.", "The bridge was rusty.", "Nobody was hurt."]
    assert session.scalar(select(func.count(Bearing.id)).where(Bearing.article_id == one.id)) == 1


def test_a_merge_takes_what_hangs_on_the_claim_along_in_each_copy_and_its_undoing_takes_it_back(
    teacher: Actor, division: Division
) -> None:
    one, _ = copies_of(division)
    with transaction():
        bearing = make_bearing(claims_in(one)[1], Side.FOR, author="sam")
    run(lambda: merge(teacher, [claim(teacher, division, 1)], claim(teacher, division, 0)))
    for copy in copies_of(division):
        assert [each.status for each in claims_in(copy)] == [Status.VISIBLE, Status.MERGED]
    assert session.get_one(Bearing, bearing.id).target_id == claims_in(one)[0].id

    def undo() -> None:
        act = latest_act(teacher, template_of(division))
        assert act is not None
        undo_act(teacher, act)

    run(undo)
    for copy in copies_of(division):
        assert [each.status for each in claims_in(copy)] == [Status.VISIBLE, Status.VISIBLE]
    assert session.get_one(Bearing, bearing.id).target_id == claims_in(one)[1].id


def test_what_is_withdrawn_is_hidden_with_what_hangs_on_it_until_it_is_back(teacher: Actor, division: Division) -> None:
    def undo() -> None:
        act = latest_act(teacher, template_of(division))
        assert act is not None
        undo_act(teacher, act)

    run(lambda: add_by_hand(teacher, template_of(division), ClaimDraft("Nobody was hurt.", words="Nobody was hurt.")))
    run(undo)
    for copy in copies_of(division):
        assert [each.status for each in claims_in(copy)][2:] == [Status.WITHDRAWN]
    (relation,) = relations_of(template_of(division))
    run(lambda: unrelate(teacher, session.get_one(Relation, relation.id)))
    for copy in copies_of(division):
        assert relations_of(copy) == []


def test_a_newer_text_reaches_the_copies_with_the_words_that_claims_stand_on(
    teacher: Actor, division: Division
) -> None:
    newer = "It was raining. " + TEXT
    with transaction():
        own = make_proposition(
            session.get_one(Article, copies_of(division)[0].id), "Hurt?", words="Nobody was hurt.", author_id="sam"
        )
    run(lambda: renew(teacher, template_of(division), read_text(newer, format="text"), 1))
    for copy in copies_of(division):
        assert current_version(copy).text == newer
        assert waiting_count(copy) == 0
        newest = current_version(copy).id
        places = select(Anchor.start).where(Anchor.version_id == newest, Anchor.proposition_id == claims_in(copy)[0].id)
        assert list(session.scalars(places)) == [newer.index("The bridge closed")]
    moved = select(Anchor.start).where(Anchor.proposition_id == own.id).order_by(Anchor.version_id.desc())
    assert session.scalar(moved) == newer.index("Nobody")


def test_title_settings_labels_and_closing_are_the_templates(teacher: Actor, division: Division) -> None:
    def work() -> None:
        template = template_of(division)
        draft = {name: getattr(template, name) for name in ("audience", "group_id")}
        change_settings(
            teacher, template, ArticleDraft(title="Bridges", byline="Ann", **draft), template.settings_number
        )
        made = ClaimDraft("Nobody was hurt.", words="Nobody was hurt.", speakers=("The mayor",))
        add_by_hand(teacher, template, made)
        (mayor,) = speakers_of(template)
        set_party(teacher, mayor, Party.YES, "She built it.")
        close(teacher, template, "It is over.")

    run(work)
    for copy in copies_of(division):
        assert (copy.byline, copy.state) == ("Ann", State.CLOSED)
        assert [(each.name, each.party, each.party_reason) for each in speakers_of(copy)] == [
            ("The mayor", Party.YES, "She built it.")
        ]
    assert [each.title for each in copies_of(division)] == ["Bridges (1)", "Bridges (2)"]


def test_words_that_are_erased_for_good_are_so_in_every_copy(app: Flask, teacher: Actor, division: Division) -> None:
    gone = claims_in(template_of(division))[1]
    first, second = (person(app, name, "admin") for name in ("ada", "ali"))

    def work() -> None:
        confirm_purge(second, ask_for_purge(first, "contribution", str(gone.public_id), "personal_data"))

    run(work)
    for copy in copies_of(division):
        assert [(each.status, each.text) for each in claims_in(copy)][1:] == [(Status.PURGED, "")]
