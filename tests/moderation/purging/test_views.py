"""The pages for admins: asking, confirming, calling off; and what stands where something was erased."""

from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing
from deliberate.moderation.claiming import note
from deliberate.moderation.purging.models import Purge, PurgeState
from deliberate.moderation.purging.things import text_name
from tests.host import person, send, sign_in
from tests.moderation.scenes import item_of, moderator, opened, posted

BASE = "/deliberate"
SECRET = "She lives in Hill Street 7."


def as_(app: Flask, actor: Actor) -> FlaskClient:
    client = app.test_client()
    sign_in(client, actor)
    return client


def asked_and_confirmed(app: Flask, ada: FlaskClient, ari: FlaskClient, thing: str, name: str) -> None:
    form = {"thing": thing, "name": name, "reason_code": "personal_data"}
    assert send(ada, f"{BASE}/purges/new", form).status_code == 303
    with app.app_context():
        waiting = session.scalars(select(Purge).where(Purge.state == PurgeState.WAITING)).one().public_id
    assert send(ari, f"{BASE}/purges/{waiting}/confirm", {"sure": "y"}).status_code == 303


def scene(app: Flask) -> tuple[Bearing, Actor]:
    claim, ann = opened(app), person(app, "ann", level=1)
    return posted(ann, claim, SECRET), ann


def test_an_admin_asks_another_confirms_and_readers_see_why(app: Flask) -> None:
    with app.app_context():
        bearing, ann = scene(app)
        name, item, claim = str(bearing.public_id), item_of(bearing).public_id, bearing.target_id
        slug = bearing.article.slug
        main = session.get_one(Contribution, claim).public_id
    ada, ari = as_(app, person(app, "ada", "admin")), as_(app, person(app, "ari", "admin"))
    page = unescape(ada.get(f"{BASE}/contributions/{name}/decide").text)
    assert f"/purges/new?thing=contribution&name={name}" in page
    page = unescape(ada.get(f"{BASE}/purges/new?thing=contribution&name={name}").text)
    for words in (SECRET, "This cannot be undone, by anybody.", "backups made before", "letters that were sent"):
        assert words in page
    form = {"thing": "contribution", "name": name}
    refused = send(ada, f"{BASE}/purges/new", form)
    assert (refused.status_code, "Choose why it has to be erased." in refused.text) == (422, True)
    assert send(ada, f"{BASE}/purges/new", {**form, "reason_code": "illegal"}).status_code == 303

    assert "1 to be confirmed" in ari.get(f"{BASE}/queue").text
    own = unescape(ada.get(f"{BASE}/purges").text)
    assert "Another admin can confirm it now; you can from" in own
    assert "Erase it for good</button>" not in own
    with app.app_context():
        waiting = session.scalars(select(Purge)).one().public_id
    assert send(ada, f"{BASE}/purges/{waiting}/confirm", {"sure": "y"}).status_code == 403
    page = unescape(ari.get(f"{BASE}/purges").text)
    assert "This cannot be undone, by anybody." in page
    assert "Erase it for good</button>" in page
    unsure = send(ari, f"{BASE}/purges/{waiting}/confirm")
    assert (unsure.status_code, "Tick this" in unsure.text, SECRET in unescape(unsure.text)) == (422, True, True)
    assert send(ari, f"{BASE}/purges/{waiting}/confirm", {"sure": "y"}).status_code == 303

    statement = unescape(as_(app, ann).get(f"{BASE}/yours").text)
    for words in (
        "An admin erased it for good",
        "For good: its words are gone",
        "It breaks the law",
        "nobody can bring",
    ):
        assert words in statement
    assert "Nothing is left that an appeal could put back" in statement
    done = unescape(ari.get(f"{BASE}/purges").text)
    assert (SECRET in done, "Asked for by Ada, confirmed by Ari" in done) == (False, True)
    reader = app.test_client()
    gone = reader.get(f"{BASE}/evidence/{item}")
    assert (gone.status_code, "It broke the law." in gone.text) == (410, True)
    assert reader.get(f"{BASE}/contributions/{name}").status_code == 410
    assert ari.get(f"{BASE}/contributions/{name}/decide").status_code == 410
    assert "erased for good by admins" in reader.get(f"{BASE}/claims/{main}").text
    assert "erased an item of evidence for good" in reader.get(f"{BASE}/log?article={slug}").text
    assert "Erased" in as_(app, ann).get(f"{BASE}/yours").text
    assert SECRET not in as_(app, ann).get(f"{BASE}/notices").text


def test_whoever_is_no_admin_finds_none_of_it(app: Flask) -> None:
    with app.app_context():
        bearing, _ann = scene(app)
        name = str(bearing.public_id)
    mo = as_(app, moderator(app))
    assert "purges" not in mo.get(f"{BASE}/queue").text
    assert "Have it erased" not in mo.get(f"{BASE}/contributions/{name}/decide").text
    for address in (f"{BASE}/purges", f"{BASE}/purges/new?thing=contribution&name={name}"):
        assert mo.get(address).status_code == 403
    assert send(mo, f"{BASE}/purges/new", {"thing": "contribution", "name": name}).status_code == 403


def test_a_text_and_a_note_are_erased_from_their_pages(app: Flask) -> None:
    with app.app_context():
        bearing, _ann = scene(app)
        mo = moderator(app)
        with transaction():
            made = note(mo, bearing, "Her name is on the door.")
        article = bearing.article
        slug, text, number = article.slug, text_name(article, 1), str(made.id)
    ada, ari = as_(app, person(app, "ada", "admin")), as_(app, person(app, "ari", "admin"))
    version = ada.get(f"{BASE}/a/{slug}/versions/1")
    assert f"name={text}" in unescape(version.text)
    asked_and_confirmed(app, ada, ari, "article text", text)
    asked_and_confirmed(app, ada, ari, "note", number)
    reader = app.test_client()
    for address in (f"{BASE}/a/{slug}", f"{BASE}/a/{slug}/versions/1", f"{BASE}/a/{slug}?all=1"):
        page = unescape(reader.get(address).text)
        assert "The words of this version were erased for good" in page
        assert "The bridge closed on Monday. Engineers" not in page
    assert ada.get(f"{BASE}/purges/new?thing=note&name={number}").status_code == 404
