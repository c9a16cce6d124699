"""What a program is told and what it is not: the same as its owner's pages have, however it asks."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from deliberate.api.models import Scope
from deliberate.api.operations import operations
from deliberate.articles.models import Article, Audience
from deliberate.articles.services import add_editor, get_readable
from deliberate.classroom.assignments import AssignmentDraft, set_assignment, start
from deliberate.classroom.models import Classroom, TaskKind
from deliberate.classroom.services import ClassDraft, join_class, make_class
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import OriginSuggestion, TieReason
from deliberate.propositions.models import Proposition, Speaker, Voice
from tests.api.bodies import BODIES
from tests.api.callers import API, Program
from tests.databases import SQLITE
from tests.factories import make_article, make_bearing, make_proposition
from tests.queries import count_queries
from tests.scenes import MARK, Cast, Place, Scene, make_scene


@pytest.fixture
def database() -> str:
    return SQLITE


@pytest.fixture
def scene(place: Place, cast: Cast) -> Scene:
    return make_scene(place, cast, Audience.PUBLIC)


def class_that_posts_first(place: Place, teacher: Actor, *students: Actor) -> str:
    """The slug of an article on which a class's students post before they see what the others did."""
    draft = AssignmentDraft("The bridge", {TaskKind.POST_FOR: 1}, post_first=True, closes_at=now() + timedelta(days=7))
    with place.app.app_context(), transaction():
        classroom = make_class(teacher, ClassDraft("8b", asks_names=False))
        session.flush()
        for each in students:
            join_class(each, classroom.group.join_code, "")
        article = make_article(author=teacher.key, slug="bridge", audience=Audience.GROUP, group_id=classroom.group_id)
        make_proposition(article, main_of_id=article.id)
        start(teacher, set_assignment(teacher, session.get_one(Classroom, classroom.id), article, draft))
    return "bridge"


def test_whoever_is_to_post_first_is_told_nothing_of_the_others_by_any_list(place: Place) -> None:
    teacher, sam, sue = (place.somebody(name, level=2) for name in ("tess", "sam", "sue"))
    slug = class_that_posts_first(place, teacher, sam, sue)
    with place.app.app_context(), transaction():
        article = session.scalars(select(Article).where(Article.slug == slug)).one()
        claim = session.scalars(select(Proposition).where(Proposition.article_id == article.id)).one()
        make_proposition(article, "A zebra is an animal.", author_id=sue.key)
        bearings = [make_bearing(claim, author=sue.key, quote=f"A zebra crossed it {n} times.") for n in (2, 3)]
        first, second = (each.evidence for each in bearings)
        session.add(
            OriginSuggestion(
                article=article,
                first_id=first.source_id,
                second_id=second.source_id,
                first_item_id=first.id,
                second_item_id=second.id,
                reason=TieReason.WORDS,
                words="a zebra crossed it",
            )
        )
    student, everything = Program(place.app, sam), Program(place.app, teacher)
    here = f"/articles/{slug}"
    for each in ("claims", "claims?status=visible", "evidence", "origins"):
        assert "zebra" not in student.call("GET", f"{here}/{each}").text.lower(), each
        assert "zebra" in everything.call("GET", f"{here}/{each}").text.lower(), each
    pages = place.client(sam), place.client(teacher)
    assert ["zebra" in page.get(f"/a/{slug}/origins").text.lower() for page in pages] == [False, True]


def test_the_code_of_a_class_is_its_teachers_to_give(place: Place) -> None:
    teacher, sam = (place.somebody(name, level=2) for name in ("tess", "sam"))
    class_that_posts_first(place, teacher, sam)
    (group,) = Program(place.app, sam).call("GET", "/me/groups").get_json()["items"]
    assert (group["name"], group["join_code"]) == ("8b", None)


def test_whoever_is_to_post_first_is_not_told_how_it_adds_up_nor_of_what(place: Place) -> None:
    teacher, sam, sue = (place.somebody(name, level=2) for name in ("tess", "sam", "sue"))
    slug = class_that_posts_first(place, teacher, sam, sue)
    posting, weighing, reading = (Program(place.app, each) for each in (sue, teacher, sam))
    claim = posting.call("GET", f"/articles/{slug}/claims").get_json()["items"][0]["id"]
    item = {**BODIES["NewEvidence"], "citation": "The zebra almanac"}
    made = posting.call("POST", f"/contributions/{claim}/evidence", item).get_json()["id"]
    answers = dict.fromkeys(("relevance", "reliability", "strength"), 4)
    assert weighing.call("PUT", f"/bearings/{made}/answers", answers).status_code == 200
    ledger, page = f"/claims/{claim}/ledger", place.client(sam)
    assert reading.call("POST", ledger, {}).status_code == 204

    def told(status: int) -> list[bool]:
        answered, shown = reading.call("GET", ledger), page.get(f"/claims/{claim}/adds-up")
        assert answered.status_code == shown.status_code == status
        return [word in text for text in (answered.text, shown.text) for word in ("zebra", made)]

    assert not any(told(403))
    own = {**BODIES["NewEvidence"], "quote": "Nobody saw it fly."}
    assert reading.call("POST", f"/contributions/{claim}/evidence", own).status_code == 201
    assert all(told(200))


def test_an_editor_finds_what_others_imported_among_what_they_edit(place: Place, cast: Cast, scene: Scene) -> None:
    editor, member = cast.insiders["editor"], cast.insiders["member"]
    asked = "/articles?edited=true"
    assert Program(place.app, member).call("GET", asked).get_json()["items"] == []
    with place.app.app_context(), transaction():
        add_editor(editor, get_readable(editor, scene.slug), member.name)
    for each in (editor, member):
        (found,) = Program(place.app, each).call("GET", asked).get_json()["items"]
        assert found["slug"] == scene.slug
    assert Program(place.app).call("GET", asked).get_json()["items"] == []


def test_speakers_of_claims_that_are_not_shown_are_told_to_editors_alone(
    place: Place, cast: Cast, scene: Scene
) -> None:
    where = f"/articles/{scene.slug}/speakers"
    with place.app.app_context(), transaction():
        article = get_readable(cast.insiders["editor"], scene.slug)
        for name, status in (("Captain Shown", Status.VISIBLE), ("Captain Waiting", Status.SUGGESTED)):
            claim = make_proposition(article, f"{name} saw it.", status=status)
            speaker = Speaker(article_id=article.id, name=name)
            session.add(speaker)
            session.flush()
            session.add(Voice(proposition_id=claim.id, speaker_id=speaker.id, cue="says", cue_class="plain"))

    def named(program: Program) -> set[str]:
        return {each["name"] for each in program.call("GET", where).get_json()["items"]}

    assert {"Captain Shown", "Captain Waiting"} <= named(Program(place.app, cast.insiders["editor"]))
    for reader in (Program(place.app), Program(place.app, cast.insiders["member"])):
        assert "Captain Shown" in named(reader)
        assert "Captain Waiting" not in named(reader)


def test_ones_own_posts_take_no_query_each(place: Place, cast: Cast, scene: Scene) -> None:
    author = cast.insiders["member"]
    program, here = Program(place.app, author), f"/articles/{scene.slug}"

    def post(count: int) -> None:
        with place.app.app_context(), transaction():
            article = get_readable(author, scene.slug)
            for number in range(count):
                claim = make_proposition(article, f"The {MARK} flew {number} times.", author_id=author.key)
                make_bearing(claim, author=author.key)

    post(1)
    program.call("GET", "/me")  # Its first use of a day is noted.
    lists = [f"{here}/{each}?limit=100" for each in ("claims", "evidence")]
    before = [count_queries(place.app, partial(program.call, "GET", each)) for each in lists]
    post(8)
    assert [count_queries(place.app, partial(program.call, "GET", each)) for each in lists] == before


def test_what_a_webhook_signs_with_is_not_for_a_token_that_only_reads(place: Place, cast: Cast, scene: Scene) -> None:
    editor = cast.insiders["editor"]
    writer, reader = Program(place.app, editor), Program(place.app, editor, (Scope.READ,))
    given = {"address": "https://hooks.example/heard", "kinds": ["evidence.posted"]}
    made = writer.call("POST", f"/articles/{scene.slug}/webhooks", given).get_json()
    where = f"/webhooks/{made['id']}/secret"
    told = writer.call("GET", where)
    assert told.get_json()["secret"].startswith("whsec_")
    assert told.headers["Cache-Control"] == "private, no-store"
    assert reader.call("GET", where).status_code == 403


#: What is made and has no address of its own: lists have it, or pages alone.
NOWHERE = {
    "act_on_conduct",
    "ask_for_purge",
    "curate_item",
    "lock_contribution",
    "look_for_origins",
    "make_group",
    "report_article",
    "report_author",
    "report_contribution",
    "report_name",
    "report_source",
    "send_message_again",
    "test_webhook",
}


def test_what_is_made_is_read_where_its_answer_says(place: Place, cast: Cast, scene: Scene) -> None:
    names = {each.name: each for each in operations}
    made = [each for each in operations if each.status in {201, 202}]
    assert {each.name for each in made if each.made_at is None} == NOWHERE
    assert all(names[each.made_at].method == "GET" for each in made if each.made_at is not None)
    editor, here = Program(place.app, cast.insiders["editor"]), f"/articles/{scene.slug}"
    for path, name in (
        (f"{here}/claims", "NewClaim"),
        (f"{here}/remarks", "NewRemark"),
        (f"{here}/points", "NewPoint"),
        (f"{here}/versions", "NewerText"),
        (f"{here}/webhooks", "WebhookGiven"),
        (f"/contributions/{scene.values['claim'][0]}/evidence", "NewEvidence"),
        ("/articles", "NewArticle"),
        ("/imports", "FileGiven"),
        ("/fetches", "AddressGiven"),
    ):
        answers = [editor.call("POST", path, BODIES[name], Idempotency_Key=name) for _ in range(2)]
        (where,) = {each.headers["Location"] for each in answers}
        told, read = answers[0].get_json(), editor.call("GET", where.partition(API)[2])
        assert read.status_code == 200, path
        assert read.get_json() == told.get("article" if name == "FileGiven" else "", told), path
