"""Every address there is, found by itself: tokens, visitors, and who may know of an article.

A route whose arguments have no sample value in ``tests/scenes.py`` fails here: give it one.
"""

import logging
import uuid
from collections.abc import Iterator
from itertools import product

import pytest
from flask import Flask, url_for
from sqlalchemy import func, inspect, select, table
from werkzeug.routing import Rule

from deliberate.articles.models import Audience, State
from deliberate.core.db import session
from deliberate.evidence.models import Remark
from tests.databases import SQLITE
from tests.scenes import FINDABLE, MARK, Place, Scene, host_place, make_cast, make_scene, own_place, set_state

SAFE = {"GET", "HEAD", "OPTIONS"}

#: Files, the same for everybody.
STATIC = {"static", "deliberate.static"}
#: What visitors are there for, or may do too, and a button that does nothing for them.
FOR_VISITORS = {
    *(f"deliberate.moderation.{each}" for each in ("flag", "flag_article", "flag_source", "flag_author", "flag_name")),
    *("accounts.sign_in", "accounts.sign_in_code", "accounts.sign_up", "accounts.sign_out"),
    *("accounts.depart", "accounts.new_account"),
    *("accounts.ask_who", "accounts.ask_for_step"),
    *("accounts.forgotten", "accounts.reset", "accounts.confirm"),
}
#: Whoever has the link is meant by it.
BY_LINK = {"accounts.reset", "accounts.confirm", "deliberate.notices.unsubscribe"}
#: A mail program sends this one, which has seen no page: what the address holds takes the place of a token.
BY_ITS_ADDRESS = "deliberate.notices.unsubscribe"
#: The test host's own page, which hands out tokens.
OF_THE_HOST = {"token"}
#: Where other sites send people back to, of which the site of the tests has none.
FROM_ELSEWHERE = {"accounts.come_back"}
#: Pages that whoever may read an article may read.
FOR_READERS = ("deliberate.reading.", "deliberate.mapping.")
#: Whatever else an address without arguments may be asked.
QUESTIONS = ("", f"?q={FINDABLE}", "?all=1", "?page=2")


@pytest.fixture
def database() -> str:
    """Which addresses there are, and who gets through to them, is the same on either database."""
    return SQLITE


@pytest.fixture(params=[pytest.param("in a host", marks=pytest.mark.slow), "our own site"])
def place(request: pytest.FixtureRequest, database: str) -> Place:
    if request.param == "in a host":
        return host_place(request.getfixturevalue("app"))
    return own_place(request.getfixturevalue("own_site"))


def rules(app: Flask) -> list[Rule]:
    """Every route but files, the test host's own, and those of the API: ``tests/api/test_every_route.py`` has these."""
    found = [each for each in app.url_map.iter_rules() if each.endpoint not in STATIC | OF_THE_HOST]
    return [each for each in found if not each.endpoint.startswith("deliberate.api.")]


def addresses(place: Place, rule: Rule, scene: Scene) -> Iterator[str]:
    """A route's address for every combination of sample values."""
    unknown = rule.arguments - scene.values.keys()
    assert not unknown, f"{rule} has an argument that tests/scenes.py knows no value for: {', '.join(unknown)}"
    names = sorted(rule.arguments)
    adapter = place.app.url_map.bind("localhost")
    for values in product(*(scene.values[name] for name in names)):
        yield adapter.build(rule.endpoint, dict(zip(names, values, strict=True)), "GET" if gets(rule) else "POST")


def gets(rule: Rule) -> bool:
    return "GET" in (rule.methods or ())


def unsafe(rule: Rule) -> set[str]:
    return set(rule.methods or ()) - SAFE


def test_every_address_has_sample_values(place: Place) -> None:
    scene = make_scene(place, make_cast(place), Audience.PUBLIC)
    for rule in rules(place.app):
        assert list(addresses(place, rule, scene))


def test_every_unsafe_route_refuses_a_request_without_a_token(place: Place) -> None:
    cast = make_cast(place)
    scene = make_scene(place, cast, Audience.PUBLIC)
    moderator = place.client(cast.insiders["moderator"])
    wrong = []
    for rule in rules(place.app):
        if rule.endpoint == BY_ITS_ADDRESS:
            continue
        for method in unsafe(rule):
            for address in addresses(place, rule, scene):
                for data in ({}, {"csrf_token": "made up"}):
                    answer = moderator.open(address, method=method, data=data)
                    if answer.status_code != 400:
                        wrong.append(f"{method} {address}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_every_unsafe_route_refuses_a_visitor_with_a_good_token(place: Place) -> None:
    scene = make_scene(place, make_cast(place), Audience.PUBLIC)
    visitor = place.client()
    data = {"csrf_token": place.token(visitor)}
    wrong = []
    for rule in rules(place.app):
        if rule.endpoint in FOR_VISITORS or rule.endpoint == BY_ITS_ADDRESS:
            continue
        for method in unsafe(rule):
            for address in addresses(place, rule, scene):
                status = visitor.open(address, method=method, data=data).status_code
                if status not in {401, 403, 404}:
                    wrong.append(f"{method} {address}: {status}")
    assert not wrong, "\n".join(wrong)


def rows(app: Flask) -> dict[str, int]:
    """How many rows each table has."""
    with app.app_context():
        names = inspect(session.get_bind()).get_table_names()
        return {name: session.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}


@pytest.mark.slow
def test_a_look_at_the_head_of_a_form_is_answered_like_the_page_and_sends_nothing(place: Place) -> None:
    """Flask answers HEAD wherever it answers GET; programs that look through mail ask so."""
    cast = make_cast(place)
    scene = make_scene(place, cast, Audience.PUBLIC)
    wrong = []
    for client in (place.client(cast.insiders["moderator"]), place.client()):
        for rule in rules(place.app):
            if not gets(rule) or not unsafe(rule):
                continue
            for address in addresses(place, rule, scene):
                before = rows(place.app)
                head = client.head(address).status_code
                if rows(place.app) != before:
                    wrong.append(f"HEAD {address} wrote something")
                if head != (get := client.get(address).status_code):
                    wrong.append(f"HEAD {address}: {head}, GET: {get}")
    assert not wrong, "\n".join(wrong)


HIDDEN = [
    pytest.param(Audience.GROUP, State.OPEN, id="of a group"),
    pytest.param(Audience.GROUP, State.CLOSED, id="of a group, closed", marks=pytest.mark.slow),
    pytest.param(Audience.PUBLIC, State.DRAFT, id="a draft", marks=pytest.mark.slow),
    pytest.param(Audience.LINK, State.DRAFT, id="a draft by link", marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("audience", "state"), HIDDEN)
def test_outsiders_find_nothing_at_any_address_of_an_article_they_may_not_read(
    place: Place, audience: Audience, state: State
) -> None:
    cast = make_cast(place)
    scene = make_scene(place, cast, audience)
    set_state(place, scene, state)
    wrong = []
    for who, actor in cast.outsiders.items():
        client = place.client(actor)
        data = {"csrf_token": place.token(client)}
        for rule, method in asked(place):
            sent = None if method == "GET" else data
            nowhere = client.open(address_of_nothing(rule, method), method=method, data=sent).status_code
            if nowhere not in (
                {401, 403, 404} if method != "GET" else {303, 403, 404} if actor is None else {403, 404}
            ):
                wrong.append(f"{who}: {method} {rule} without anything there: {nowhere}")
            for address in addresses(place, rule, scene):
                answer = client.open(address, method=method, data=sent)
                if answer.status_code != nowhere:
                    wrong.append(f"{who}: {method} {address}: {answer.status_code}, and {nowhere} for nothing")
                if MARK in answer.text.lower():
                    wrong.append(f"{who}: {method} {address} tells of it")
    assert not wrong, "\n".join(wrong)


def asked(place: Place) -> Iterator[tuple[Rule, str]]:
    """Every route that leads to something, with each way of asking."""
    for rule in rules(place.app):
        if rule.arguments and rule.endpoint not in BY_LINK:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method


def address_of_nothing(rule: Rule, method: str) -> str:
    """The same route with a name and ids that nothing has."""
    none_has = {
        "slug": "nowhere",
        "provider": "nowhere",
        "speaker": 987654,
        "link": "nowhere",
        "confirmation": "nowhere",
    }
    nothing = {name: none_has.get(name, uuid.uuid4()) for name in rule.arguments}
    built = rule.map.bind("localhost").build(rule.endpoint, nothing, method)
    assert isinstance(built, str)
    return built


def pages_without_arguments(place: Place, scene: Scene) -> Iterator[str]:
    """Pages that lead to nothing in particular, with whatever they may be asked."""
    for rule in rules(place.app):
        if gets(rule) and not rule.arguments:
            for address in addresses(place, rule, scene):
                for question in QUESTIONS:
                    yield address + question


@pytest.mark.parametrize(
    ("audience", "state"), [*HIDDEN, pytest.param(Audience.LINK, State.OPEN, id="for those who have the link")]
)
def test_no_page_names_an_article_to_those_it_is_not_for(place: Place, audience: Audience, state: State) -> None:
    cast = make_cast(place)
    scene = make_scene(place, cast, audience)
    set_state(place, scene, state)
    wrong = []
    for who, actor in cast.outsiders.items():
        client = place.client(actor)
        for page in pages_without_arguments(place, scene):
            if MARK in client.get(page).text.lower():
                wrong.append(f"{who}: {page}")
        with place.app.test_request_context():
            shared = url_for("deliberate.reading.source", source=scene.shared_source)
        answer = client.get(shared)
        assert answer.status_code == 200
        if MARK in answer.text.lower():
            wrong.append(f"{who}: {shared}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("place", "audience"),
    [
        pytest.param("our own site", Audience.GROUP, id="a group's"),
        pytest.param("our own site", Audience.PUBLIC, id="public", marks=pytest.mark.slow),
        pytest.param("our own site", Audience.LINK, id="by link", marks=pytest.mark.slow),
        # A host has fewer addresses, and these the same.
        pytest.param("in a host", Audience.GROUP, id="a group's, in a host", marks=pytest.mark.slow),
    ],
    indirect=["place"],
)
def test_those_it_is_for_get_through_to_every_page(place: Place, audience: Audience) -> None:
    cast = make_cast(place)
    scene = make_scene(place, cast, audience)
    clients = {who: place.client(actor) for who, actor in cast.insiders.items()}
    with place.app.test_request_context():
        search = url_for("deliberate.search.search", q=FINDABLE)
    assert (MARK in clients["member"].get(search).text) == (audience is not Audience.LINK)
    wrong = []
    for rule in rules(place.app):
        if not gets(rule) or not rule.arguments or rule.endpoint in FROM_ELSEWHERE:
            continue
        for address in addresses(place, rule, scene):
            statuses = {who: client.get(address).status_code for who, client in clients.items()}
            if not any(status < 400 for status in statuses.values()):
                wrong.append(f"{address}: {statuses}")
            if rule.endpoint.startswith(FOR_READERS) and max(statuses.values()) >= 400:
                wrong.append(f"{address}: {statuses}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_no_page_log_line_or_kept_page_tells_what_only_those_who_teach_know_of_a_student(
    own_site: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    """Names that were given, and what was said to one of them, at every address there is."""
    place = own_place(own_site)
    cast = make_cast(place)
    scene = make_scene(place, cast, Audience.GROUP)
    of_the_author = (f"author {MARK}", f"look at the {MARK} again")
    caplog.set_level(logging.INFO)
    asked_for = [
        address + question
        for rule in rules(place.app)
        if gets(rule)
        for address in addresses(place, rule, scene)
        for question in (QUESTIONS if not rule.arguments else QUESTIONS[:1])
    ]

    def telling(who: str) -> dict[str, set[str]]:
        client = place.client(cast.insiders[who])
        found: dict[str, set[str]] = {words: set() for words in of_the_author}
        for address in asked_for:
            with client.get(address) as answer:
                text = answer.get_data(as_text=True).lower()
            for words in of_the_author:
                if words in text:
                    found[words].add(address)
        return found

    # It would be noticed: whoever teaches the class, and the student, are told.
    assert all(telling("editor").values())
    assert all(telling("author").values())
    # Who is outside is told nothing at all, as above.
    for who in ("member", "moderator"):
        assert telling(who) == {words: set() for words in of_the_author}, who
    lines = [record.getMessage().lower() + str(vars(record)).lower() for record in caplog.records]
    author = cast.insiders["author"]
    for secret in (*of_the_author, author.name.lower(), author.key.lower()):
        assert not [line for line in lines if secret in line]
    pages = place.app.extensions["deliberate"].pages
    kept = b"".join(page.body + repr(getattr(page, "blocks", "")).encode() for page in pages._pages.values()).lower()
    assert not [words for words in of_the_author if words.encode() in kept]
    # Nothing of what only a class reads is kept at all.
    assert MARK.encode() not in kept


def test_an_article_by_link_is_open_to_whoever_has_an_address_of_it(place: Place) -> None:
    scene = make_scene(place, make_cast(place), Audience.LINK)
    visitor = place.client()
    for rule in rules(place.app):
        if rule.endpoint.startswith(FOR_READERS) and rule.arguments and gets(rule):
            for address in addresses(place, rule, scene):
                # 204: a site that tells nobody of news at once has nothing to say there.
                assert visitor.get(address, follow_redirects=True).status_code in {200, 204}, address


def test_nothing_can_be_hung_on_what_one_may_not_read(place: Place) -> None:
    """Ids also arrive in forms: a remark, an item that is to bear on a claim."""
    cast = make_cast(place)
    scene = make_scene(place, cast, Audience.GROUP)
    client = place.client(cast.outsiders["outsider"])
    claim, item = scene.values["claim"][0], scene.values["item"][0]
    with place.app.test_request_context():
        remark = url_for("deliberate.evidence.remark")
    data = {"csrf_token": place.token(client), "submission": uuid.uuid4().hex, "text": "What is this?"}
    for names in (
        {"article": scene.slug},
        {"target": claim},
        {"target": item},
        {"article": "sparrow", "target": claim},
    ):
        answer = client.post(remark, data={**data, **names})
        assert answer.status_code in {404, 422}, names
        assert MARK not in answer.text.lower()
    with place.app.app_context():
        assert session.scalar(select(func.count()).select_from(Remark)) == 1
