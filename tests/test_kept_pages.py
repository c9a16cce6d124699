"""A visitor's page from memory is, at every moment and to the byte, the page as it would be made now.

Who else reads meanwhile, and what is changed by whatever form, makes no difference to that.
"""

import re
from collections.abc import Sequence
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.articles.models import Audience
from deliberate.web.keeping import shown_by
from deliberate.web.kept_parts import KeptParts
from deliberate.web.page_cache import PageCache
from tests.databases import SQLITE
from tests.every_form import FORMS, Form, opened
from tests.scenes import MARK, Place, Scene, host_place, make_cast, make_scene, own_place

#: What a form has anew each time it is shown, to people who are signed in.
OF_THIS_TIME = re.compile(rb'<input[^>]*name="(?:csrf_token|submission)"[^>]*>')
#: The pages that are kept in parts for whoever is signed in.
JOINED = re.compile(r"/(?:a|claims)/[^/]+$")
#: So many forms are tried each time, all of them under ``--all``.
EACH = 9
#: What turns over is tried on both databases by itself; that no form is forgotten is the same on either.
ON_SQLITE = pytest.mark.parametrize("database", [SQLITE], indirect=True)


def kept_addresses(place: Place, scene: Scene, most: int | None = None) -> list[str]:
    """Every page that is kept, for every sample value, or for so many of each."""
    adapter = place.app.url_map.bind("localhost")
    found = []
    for rule in place.app.url_map.iter_rules():
        if shown_by(place.app.view_functions[rule.endpoint]) is None:
            continue
        names = sorted(rule.arguments)
        values = {name: each[:most] for name, each in scene.values.items()}
        values["slug"] = [*values["slug"], "sparrow"]
        values["source"] = [*values["source"], scene.shared_source]
        for chosen in product(*(values[name] for name in names)):
            found.append(adapter.build(rule.endpoint, dict(zip(names, chosen, strict=True)), "GET"))
    return sorted(set(found))


def read(client: FlaskClient, addresses: Sequence[str]) -> dict[str, tuple[int, bytes]]:
    """What each of them answers, read to its end, for only then is it kept."""
    found = {}
    for address in addresses:
        with client.get(address) as answer:
            found[address] = answer.status_code, OF_THIS_TIME.sub(b"", answer.data)
    return found


def made_now(place: Place, addresses: Sequence[str]) -> dict[str, tuple[int, bytes]]:
    """The same with nothing kept."""
    pages = place.app.extensions["deliberate"].pages
    pages.clear()
    most, pages.most = pages.most, 0
    try:
        return read(place.client(), addresses)
    finally:
        pages.most = most


SAMPLED = [
    pytest.param(form, id=str(form), marks=[pytest.mark.slow] if number % EACH else [])
    # Every other form; all of them took five minutes.
    for number, form in enumerate(FORMS[::2])
]


@ON_SQLITE
@pytest.mark.parametrize("form", SAMPLED)
def test_after_any_form_a_visitors_page_is_as_it_would_be_made_now(app: Flask, scene: Scene, form: Form) -> None:
    place, visitor = host_place(app), host_place(app).client()
    cast = make_cast(place)
    filled = opened(form, place, cast, scene)
    # The first of each is what forms are about.
    addresses = kept_addresses(place, scene, 1)
    read(visitor, addresses)
    pages: PageCache = app.extensions["deliberate"].pages
    assert pages.bytes
    reader = place.client(place.somebody("nell", level=1))
    of_claims = [each for each in addresses if JOINED.search(each)]
    pages.keeps_parts = True
    read(reader, of_claims)
    assert filled.send().status_code < 400
    assert read(visitor, addresses) == made_now(place, addresses)
    joined = read(reader, of_claims)
    pages.keeps_parts = False
    assert joined == read(reader, of_claims)


@pytest.fixture(params=[pytest.param("in a host", marks=pytest.mark.slow), "our own site"])
def place(request: pytest.FixtureRequest, database: str) -> Place:
    if request.param == "in a host":
        return host_place(request.getfixturevalue("app"))
    return own_place(request.getfixturevalue("own_site"))


@ON_SQLITE
def test_whoever_else_reads_nobody_gets_anothers_page(place: Place) -> None:
    cast = make_cast(place)
    scene = make_scene(place, cast, Audience.PUBLIC)
    addresses = kept_addresses(place, scene)
    people = [None, cast.insiders["member"], cast.insiders["moderator"], place.somebody("ada", "admin")]
    clients = [place.client(each) for each in people]
    # In turns, and one page after another by all of them.
    alone = [made_now(place, addresses), *(read(each, addresses) for each in clients[1:])]
    for client, before in zip(clients, alone, strict=True):
        assert read(client, addresses) == before
    for address in addresses:
        for client, before in zip(clients, alone, strict=True):
            assert read(client, [address])[address] == before[address]
    assert not any(b'<form method="post"' in body for _, body in alone[0].values())


@ON_SQLITE
def test_what_is_kept_for_many_has_nothing_of_anybody_and_each_gets_what_is_theirs(own_site: Flask) -> None:
    place, pages = own_place(own_site), own_site.extensions["deliberate"].pages
    cast = make_cast(place)
    scene = make_scene(place, cast, Audience.PUBLIC)
    claims = [str(each) for each in scene.values["claim"]]
    addresses = [
        f"/a/{scene.slug}",
        f"/a/{scene.slug}?all=1",
        *(f"/claims/{each}{more}" for each in claims for more in ("", "?all=1")),
    ]
    plain = [place.client(place.somebody(name, level=2)) for name in ("nell", "olga")]
    # One of them says and does what a page shows of it; one posted here, and one moderates.
    for path, fields in (
        (f"/claims/{claims[0]}/stance", {"answer": "disagree", "credence": "7"}),
        (f"/a/{scene.slug}/watch", {"state": "muted"}),
        (f"/a/{scene.slug}/place", {"version": "1", "position": "0"}),
        ("/welcome", {}),
    ):
        fields["csrf_token"] = place.token(plain[1])
        assert plain[1].post(path, data=fields).status_code < 400, path
        assert read(plain[1], ["/how-weighing-works"])  # which tells that it was done
    clients = [*plain, place.client(cast.insiders["author"]), place.client(cast.insiders["moderator"])]
    pages.keeps_parts = False

    def shown(client: FlaskClient, address: str) -> bytes:
        # The frame is made for each of them; in it, notices come to show by themselves.
        return read(client, [address])[address][1].partition(b"<main")[2]

    alone = {(client, address): shown(client, address) for client in clients for address in addresses}
    pages.keeps_parts = True
    for _ in range(2):
        for address in addresses:
            for client in clients:
                assert shown(client, address) == alone[client, address], address
    parts = [each for each in pages._pages.values() if isinstance(each, KeptParts)]
    assert len(parts) == len(addresses)
    kept = "".join(piece for each in parts for block in each.blocks.values() for piece in block[::2])
    assert not re.search(
        r"nell|olga|name=.csrf_token|name=.submission. value=.[^\"]|You have muted|Continue where|checked|anybody:",
        kept,
    )


def test_what_is_no_longer_public_is_gone_at_once(app: Flask, scene: Scene) -> None:
    place, cast = host_place(app), make_cast(host_place(app))
    addresses = kept_addresses(place, scene)
    visitor = place.client()
    assert any(MARK in body.decode() for _, body in read(visitor, addresses).values())
    form = next(each for each in FORMS if each.endpoint == "articles.unpublish")
    assert opened(form, place, cast, scene).send().status_code == 303
    after = read(visitor, addresses)
    assert after == made_now(place, addresses)
    assert not any(MARK in body.decode() for address, (_, body) in after.items() if "/log" not in address)
