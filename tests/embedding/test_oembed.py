"""Cards of links (oEmbed)."""

from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient

from deliberate.articles.models import State
from deliberate.core.db import transaction
from tests.factories import make_article
from tests.reading.scenes import published


def asked(client: FlaskClient, url: str, more: str = "") -> str:
    return f"/deliberate/oembed?url={quote(url, safe='')}{more}"


def test_an_address_of_an_article_or_a_claim_has_a_card_of_words_and_links(context: Flask, client: FlaskClient) -> None:
    with transaction():
        claim = published("The <b>bridge</b> closed.", title="The <i>bridge</i>")[0].public_id
    card = client.get(asked(client, "http://localhost/deliberate/a/bridge?at=4#words", "&maxwidth=320")).json or {}
    assert (card["version"], card["type"], card["width"], card["title"]) == ("1.0", "rich", 320, "The <i>bridge</i>")
    assert '<a href="http://localhost/deliberate/a/bridge">The &lt;i&gt;bridge&lt;/i&gt;</a>' in card["html"]
    assert "1 claim, with 0 for and 0 against." in card["html"]
    card = client.get(asked(client, f"http://localhost/deliberate/claims/{claim}", "&format=json")).json or {}
    assert card["width"] == 600
    assert "The &lt;b&gt;bridge&lt;/b&gt; closed." in card["html"]
    assert not any(each in card["html"] for each in ("<script", "<iframe", "<img", "style="))


def test_what_is_no_page_of_this_site_has_none(context: Flask, client: FlaskClient) -> None:
    with transaction():
        published()
        make_article(slug="draft", state=State.DRAFT)
    here = "http://localhost/deliberate"
    for url in (
        *(f"{here}/a/draft", f"{here}/a/nowhere", f"{here}/articles", "http://localhost/a/bridge"),
        *(
            "http://evil.example/deliberate/a/bridge",
            "javascript:alert(1)",
            "http://[",
            "//localhost/deliberate/a/bridge",
        ),
        f"http://localhost@evil.example{here}/a/bridge",
    ):
        assert client.get(asked(client, url)).status_code == 404, url
    assert client.get("/deliberate/oembed").status_code == 400
    assert client.get(asked(client, f"{here}/a/bridge", "&format=xml")).status_code == 501
