"""The editor's screen over HTTP."""

import re
import uuid
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.articles.documents import Block
from deliberate.articles.models import Article, ArticleEditor, State
from deliberate.articles.services import current_version
from deliberate.core.actors import Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.propositions.models import Party, Proposition, Relation, RelationKind, RelationPremise, Speaker
from deliberate.propositions.queries import find_main
from deliberate.propositions.speakers import speakers_named
from deliberate.propositions.storing import prepare, store
from deliberate.propositions.suggesting import claim_extractors
from tests.factories import make_article, make_proposition
from tests.host import person, send, sign_in
from tests.propositions.claims import voiced

EDIT = "/deliberate/a/bridge/edit"


@pytest.fixture
def bridge(app: Flask, editor: Actor, client: FlaskClient) -> dict[str, str]:
    """A draft with one suggestion in each paragraph and an accepted claim; their public ids by name."""
    with app.app_context(), transaction():
        article = make_article(slug="bridge", state=State.DRAFT)
        claims = {
            "closed": make_proposition(
                article, "It closed.", words="The bridge closed", status=Status.SUGGESTED, rank=2
            ),
            "rusted": voiced(article, "Engineers", text="The cable had rusted.", words="the cable had rusted", rank=1),
            "denied": voiced(
                article,
                "The mayor",
                text="It is denied.",
                words="The mayor denies it.",
                status=Status.SUGGESTED,
                rank=3,
            ),
        }
        ids = {name: str(claim.public_id) for name, claim in claims.items()}
    sign_in(client, editor)
    return ids


def claim(app: Flask, public_id: str) -> Proposition:
    with app.app_context():
        return session.scalars(select(Proposition).where(Proposition.public_id == uuid.UUID(public_id))).one()


def page(client: FlaskClient, url: str = EDIT) -> str:
    response = client.get(url)
    assert response.status_code == 200, response.get_data(as_text=True)
    return unescape(response.get_data(as_text=True))


def test_the_text_is_marked_and_each_suggestion_stands_in_the_order_of_the_article(
    client: FlaskClient, bridge: dict[str, str]
) -> None:
    body = page(client)
    titles = re.findall(r"suggestion-text.*?</a> (.*?)</p>", body)
    assert titles == ["It closed.", "The cable had rusted.", "It is denied."]
    assert 'data-claims="1"' in body
    assert "Engineers" in body
    for name in ("closed", "denied"):
        for action in ("accept", "reject", "reword", "split"):
            assert f"/deliberate/claims/{bridge[name]}/{action}" in body
    for key in "aesxm":
        assert f'data-key="{key}"' in body


def test_a_decision_comes_back_to_its_place_under_the_same_filter(
    app: Flask, client: FlaskClient, bridge: dict[str, str]
) -> None:
    accepted = send(client, f"/deliberate/claims/{bridge['closed']}/accept")
    assert (accepted.status_code, accepted.location) == (303, f"{EDIT}#claim-1")
    rejected = send(client, f"/deliberate/claims/{bridge['denied']}/reject?show=suggested")
    assert rejected.location == f"{EDIT}?show=suggested"
    assert claim(app, bridge["closed"]).status is Status.VISIBLE
    assert claim(app, bridge["denied"]).status is Status.REJECTED
    restored = send(client, f"/deliberate/claims/{bridge['denied']}/restore?show=rejected")
    assert restored.location == f"{EDIT}?show=rejected"
    assert claim(app, bridge["denied"]).status is Status.SUGGESTED


def test_a_double_click_on_a_decision_does_no_harm(app: Flask, client: FlaskClient, bridge: dict[str, str]) -> None:
    for _ in range(2):
        assert send(client, f"/deliberate/claims/{bridge['closed']}/accept").status_code == 303
    assert claim(app, bridge["closed"]).status is Status.VISIBLE


@pytest.mark.parametrize("action", ["accept", "reject", "restore", "main", "said", "reword", "split"])
def test_others_are_told_there_is_nothing_and_visitors_too(
    app: Flask, client: FlaskClient, bridge: dict[str, str], ann: Actor, action: str
) -> None:
    url = f"/deliberate/claims/{bridge['closed']}/{action}"
    sign_in(client, ann)
    assert send(client, url).status_code in {404, 422}
    assert client.get(EDIT).status_code == 404
    with client.session_transaction() as cookie:
        cookie.clear()
    assert send(client, url).status_code in {404, 422}
    assert claim(app, bridge["closed"]).status is Status.SUGGESTED


def test_in_an_open_article_others_may_not_decide(app: Flask, client: FlaskClient, ann: Actor) -> None:
    with app.app_context(), transaction():
        found = make_proposition(make_article(slug="open"))
        public_id = found.public_id
    sign_in(client, ann)
    for action in ("accept", "reject", "restore", "main"):
        assert send(client, f"/deliberate/claims/{public_id}/{action}").status_code == 403
    assert client.get("/deliberate/a/open/edit").status_code == 403
    assert send(client, "/deliberate/a/open/publish").status_code == 403
    assert client.get(f"/deliberate/claims/{public_id}/reword").status_code == 403
    assert client.get(f"/deliberate/claims/{public_id}/split").status_code == 403


def test_nothing_is_decided_without_a_token(app: Flask, client: FlaskClient, bridge: dict[str, str]) -> None:
    assert client.post(f"/deliberate/claims/{bridge['closed']}/accept").status_code == 400
    assert claim(app, bridge["closed"]).status is Status.SUGGESTED


def test_filters_show_what_they_say(app: Flask, client: FlaskClient, bridge: dict[str, str]) -> None:
    send(client, f"/deliberate/claims/{bridge['denied']}/reject")
    card = 'class="dlb-suggestion-text"'
    assert page(client).count(card) == 3
    for show in ("suggested", "accepted", "rejected"):
        assert page(client, f"{EDIT}?show={show}").count(card) == 1


def test_publishing_chooses_a_main_claim_and_opens(app: Flask, client: FlaskClient, bridge: dict[str, str]) -> None:
    assert "it will be: “The cable had rusted.”" in page(client)
    response = send(client, "/deliberate/a/bridge/publish")
    assert response.status_code == 303
    with app.app_context():
        article = session.scalars(select(Article).where(Article.slug == "bridge")).one()
        main = find_main(article)
        assert (article.state, main and main.text) == (State.OPEN, "The cable had rusted.")


def test_without_an_accepted_claim_the_page_says_what_is_missing(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    with app.app_context(), transaction():
        make_article(slug="bridge", state=State.DRAFT)
    sign_in(client, editor)
    response = send(client, "/deliberate/a/bridge/publish")
    assert response.status_code == 422
    body = response.get_data(as_text=True)
    assert "at least one accepted claim" in body
    assert "Nothing was found to suggest" in body


def test_merging_first_asks_whose_wording_stays(app: Flask, client: FlaskClient, bridge: dict[str, str]) -> None:
    ticked = [bridge["closed"], bridge["rusted"]]
    ask = send(client, "/deliberate/a/bridge/merge", {"merge": ticked})
    assert ask.status_code == 200
    assert claim(app, bridge["closed"]).status is Status.SUGGESTED
    assert ask.get_data(as_text=True).count('name="keep"') == 2
    done = send(client, "/deliberate/a/bridge/merge", {"merge": ticked, "keep": bridge["rusted"]})
    assert done.location == f"{EDIT}#claim-1"
    assert claim(app, bridge["closed"]).status is Status.MERGED
    assert "Merged into this: It closed." in page(client)
    again = send(client, "/deliberate/a/bridge/merge", {"merge": ticked, "keep": bridge["rusted"]})
    assert (again.status_code, again.location) == (303, done.location)


def seen(app: Flask, public_id: str) -> str:
    """A claim as the page has it to tick: with the version that is shown."""
    return f"{public_id}.{claim(app, public_id).version}"


def test_a_tick_carries_the_version_that_was_on_the_page(
    app: Flask, client: FlaskClient, bridge: dict[str, str]
) -> None:
    assert f'name="merge" value="{seen(app, bridge["closed"])}"' in page(client)


@pytest.mark.parametrize("keep", [{}, {"keep": "rusted"}])
def test_a_claim_changed_by_another_editor_before_the_merge_is_shown_as_it_is_with_every_choice_kept(
    app: Flask, client: FlaskClient, bridge: dict[str, str], keep: dict[str, str]
) -> None:
    ticked = [seen(app, bridge[name]) for name in ("closed", "rusted")]
    with app.app_context(), transaction():
        changed = session.scalars(select(Proposition).where(Proposition.text == "It closed.")).one()
        changed.text = "It closed for good."
    chosen = {name: bridge[key] for name, key in keep.items()}
    refused = send(client, f"{EDIT[:-5]}/merge?show=suggested", {"merge": ticked, "numbers": "3", **chosen})
    assert refused.status_code == 409
    body = unescape(refused.text)
    assert "Somebody changed “It closed for good.” since you opened the page" in body
    assert body.count('name="keep"') == 3
    assert body.count(" checked") == len(keep)
    assert claim(app, bridge["closed"]).status is Status.SUGGESTED
    # What is on the page by now is what they have seen, and can be merged after all.
    again = re.findall(r'name="merge" value="([^"]*)"', body)
    assert seen(app, bridge["closed"]) in again
    stored = send(client, f"{EDIT[:-5]}/merge?show=suggested", {"merge": again[:2], "keep": bridge["rusted"]})
    assert stored.status_code == 303
    assert claim(app, bridge["closed"]).status is Status.MERGED


def test_ticks_stay_where_a_merge_is_refused(app: Flask, client: FlaskClient, bridge: dict[str, str]) -> None:
    refused = send(client, f"{EDIT[:-5]}/merge", {"merge": [seen(app, bridge["closed"])]})
    assert refused.status_code == 422
    assert re.search(rf'value="{bridge["closed"]}\.\d+"[^>]* checked', refused.text)


@pytest.mark.parametrize("name", ["make_main", "add"])
def test_each_act_is_named_on_the_page_and_undone_by_its_button(
    app: Flask, client: FlaskClient, bridge: dict[str, str], name: str
) -> None:
    if name == "make_main":
        send(client, f"/deliberate/claims/{bridge['rusted']}/main")
        words = "You made this the main claim:"
    else:
        form = {"text": "Engineers speak.", "words": "Engineers say", "submission": "1", "claim_kind": "fact"}
        assert send(client, "/deliberate/a/bridge/claims", {**form, "modality": "asserted"}).status_code == 303
        words = "You added:"
    body = page(client)
    assert words in body
    action = re.search(r'dlb-undo.*?action="([^"]*/acts/[^"]*)"', body, re.DOTALL)
    assert action
    assert send(client, action[1]).status_code == 303
    assert words not in page(client)


def test_one_ticked_claim_is_not_merged(client: FlaskClient, bridge: dict[str, str]) -> None:
    assert send(client, "/deliberate/a/bridge/merge", {"merge": [bridge["closed"]]}).status_code == 422
    assert send(client, "/deliberate/a/bridge/merge", {"merge": ["no id"]}).status_code == 404


def test_a_party_is_stored_and_a_missing_reason_is_said_beside_its_field(
    app: Flask, client: FlaskClient, bridge: dict[str, str]
) -> None:
    with app.app_context():
        speaker = session.scalars(select(Speaker).where(Speaker.name == "Engineers")).one()
    url, listed = f"/deliberate/speakers/{speaker.id}", "/deliberate/a/bridge/speakers"
    refused = send(client, url, {"party": "yes", "reason": ""})
    assert refused.status_code == 422
    assert f'id="error-speaker-{speaker.id}"' in refused.get_data(as_text=True)
    stored = send(client, url, {"party": "yes", "reason": "They built it."})
    assert stored.location == f"{listed}#speaker-{speaker.id}"
    assert "party to the dispute" in page(client)
    with app.app_context():
        assert session.get_one(Speaker, speaker.id).party is Party.YES


def test_suggested_relations_come_up_once_both_claims_are_accepted(
    app: Flask, client: FlaskClient, bridge: dict[str, str]
) -> None:
    with app.app_context(), transaction():
        ends = {each.text: each for each in session.scalars(select(Proposition))}
        relation = Relation(
            article=ends["It closed."].article,
            author_id="editor",
            status=Status.SUGGESTED,
            relation_kind=RelationKind.ATTACKS,
            target_id=ends["The cable had rusted."].id,
            premises=[RelationPremise(proposition_id=ends["It closed."].id)],
        )
        session.add(relation)
        session.flush()
        url = f"/deliberate/relations/{relation.public_id}"
        anchor = f"#r-{relation.public_id}"
    related = "/deliberate/a/bridge/relations"
    assert url not in page(client, related)
    send(client, f"/deliberate/claims/{bridge['closed']}/accept")
    assert f"{url}/confirm" in page(client, related)
    assert send(client, f"{url}/confirm").location == related + anchor
    assert "Take it back" in page(client, related)
    assert send(client, f"{url}/remove").location == related + anchor
    assert f'id="{anchor[1:]}"' not in page(client, related)


@pytest.fixture
def link(app: Flask, bridge: dict[str, str]) -> str:
    """A relation between two accepted claims of the draft."""
    with app.app_context(), transaction():
        ends = {each.text: each for each in session.scalars(select(Proposition))}
        for each in ("It closed.", "It is denied."):
            ends[each].status = Status.VISIBLE
        relation = Relation(
            article=ends["It closed."].article,
            author_id="editor",
            status=Status.VISIBLE,
            relation_kind=RelationKind.ATTACKS,
            target_id=ends["The cable had rusted."].id,
            premises=[RelationPremise(proposition_id=ends["It closed."].id)],
        )
        session.add(relation)
        session.flush()
        return f"/deliberate/relations/{relation.public_id}"


def test_a_claim_that_breaks_a_link_is_named_and_shown_with_the_link(
    app: Flask, client: FlaskClient, bridge: dict[str, str], link: str
) -> None:
    undercut = link.replace("relations", "contributions") + "/undercut"
    assert "“It closed.” attacks “The cable had rusted.”" in page(client, undercut)
    assert send(client, undercut).status_code == 422
    assert send(client, undercut, {"premises": bridge["denied"]}).status_code == 303
    assert "The link is broken by “It is denied.”" in unescape(page(client, "/deliberate/a/bridge/relations"))
    for end in ("closed", "rusted"):
        assert "This link is broken by" in page(client, f"/deliberate/claims/{bridge[end]}")


def test_what_was_done_to_a_relation_is_undone_on_its_page(
    client: FlaskClient, bridge: dict[str, str], link: str
) -> None:
    send(client, f"{link}/remove")
    body = page(client, "/deliberate/a/bridge/relations")
    assert "You took a relation back." in body
    undo = re.search(rf"{link}/undo/\d+", body)
    assert undo
    assert send(client, undo[0]).status_code == 303
    assert "Take it back" in page(client, "/deliberate/a/bridge/relations")


def test_what_was_reworded_meanwhile_is_not_accepted_unseen(
    app: Flask, client: FlaskClient, bridge: dict[str, str]
) -> None:
    accepting = re.search(rf'action="([^"]*{bridge["closed"]}/accept[^"]*)"', page(client))
    assert accepting
    version = claim(app, bridge["closed"]).version
    words = {"text": "It was shut.", "version": version, "claim_kind": "fact", "modality": "asserted"}
    assert send(client, f"/deliberate/claims/{bridge['closed']}/reword", words).status_code == 303
    answer = send(client, unescape(accepting[1]))
    assert answer.status_code == 409
    assert "Somebody changed this since you opened the page." in answer.text
    assert "It was shut." in answer.text
    assert claim(app, bridge["closed"]).status is Status.SUGGESTED
    again = re.search(rf'action="([^"]*{bridge["closed"]}/accept[^"]*)"', answer.text)
    assert again
    assert send(client, unescape(again[1])).status_code == 303


def test_an_editor_is_told_of_what_others_changed_meanwhile(
    app: Flask, client: FlaskClient, bridge: dict[str, str]
) -> None:
    news = re.search(r'hx-get="([^"]*/edit/news[^"]*)"', page(client))
    assert news
    assert "Others changed" not in page(client, unescape(news[1]))
    other = app.test_client()
    sign_in(other, person(app, "eve"))
    with app.app_context(), transaction():
        session.add(
            ArticleEditor(article_id=session.scalars(select(Article).filter_by(slug="bridge")).one().id, actor_id="eve")
        )
    assert send(other, f"/deliberate/claims/{bridge['closed']}/accept").status_code == 303
    assert "Others changed claims or relations here 1 time since" in page(client, unescape(news[1]))
    assert "Others changed" not in page(other, unescape(news[1]))


def shape(card: str) -> list[str]:
    """The tags and classes of a card, without its words, ids and addresses."""
    return re.findall(r"<(?:/?\w+)|class=\"[^\"]*\"|data-key=\"\w\"", card)


def cards(body: str) -> dict[str, str]:
    found = re.findall(r'<section class="dlb-suggestion.*?</section>', body, re.DOTALL)
    return {re.sub(r"<[^>]+>", "", re.search(r"suggestion-text.*?</p>", each, re.DOTALL)[0]): each for each in found}  # type: ignore[index]


def test_an_assertion_and_a_denial_are_shown_in_the_same_structure(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    text = "Russia claims that drones attacked the residence. Ukraine denies that drones attacked the residence."
    with app.app_context(), transaction():
        article = make_article(slug="bridge", state=State.DRAFT, text=text)
        found = claim_extractors.get("rules")(text, [Block("paragraph", 0, len(text))])
        assert {each.modality for each in found} >= {"denied"}
        store(editor, article, current_version(article), prepare(text, found))
    sign_in(client, editor)
    shapes = [shape(re.sub(r"<li>.*?</li>", "", each, flags=re.DOTALL)) for each in cards(page(client)).values()]
    assert len(shapes) == 2
    assert shapes[0] == shapes[1]


def test_what_people_wrote_is_shown_as_text(app: Flask, client: FlaskClient, editor: Actor) -> None:
    with app.app_context(), transaction():
        article = make_article(slug="bridge", state=State.DRAFT, text="<script>alert(1)</script> & so on")
        make_proposition(article, "<img src=x onerror=alert(2)>", words="<script>")
        speakers_named(article, ["<b>RT</b>"])
    sign_in(client, editor)
    body = client.get(EDIT).get_data(as_text=True)
    assert "<script>alert" not in body
    assert "<img" not in body
    assert "<b>RT" not in body


def ids(body: str) -> list[str]:
    return re.findall(r'\sid="([^"]*)"', body)


def test_no_id_stands_twice_on_the_page_and_nothing_is_inline(client: FlaskClient, bridge: dict[str, Any]) -> None:
    send(client, f"/deliberate/claims/{bridge['closed']}/accept")
    body = client.get(EDIT).get_data(as_text=True)
    assert sorted(set(ids(body))) == sorted(ids(body))
    assert "style=" not in body
    assert not re.search(r"\son\w+=", body)


def test_a_page_of_claims_says_where_it_is_and_leads_on(app: Flask, client: FlaskClient, editor: Actor) -> None:
    with app.app_context(), transaction():
        text = "\n\n".join(f"Word {number:03} and more." for number in range(60))
        article = make_article(slug="bridge", state=State.DRAFT, text=text)
        for number in range(60):
            make_proposition(
                article, f"Claim {number}.", words=f"Word {number:03}", status=Status.SUGGESTED, rank=60 - number
            )
    sign_in(client, editor)
    seen = []
    url: str | None = f"{EDIT}?show=suggested"
    while url:
        body = page(client, url)
        seen += re.findall(r"suggestion-text.*?</a> Claim (\d+)\.</p>", body)
        following = re.search(r'<a href="([^"]*)" rel="next"', body)
        url = following[1] if following else None
    assert seen == [str(number) for number in range(60)]
    first = page(client, f"{EDIT}?order=rank")
    assert re.findall(r"suggestion-text.*?</a> Claim (\d+)\.</p>", first)[:2] == ["59", "58"]
    assert "1–25 of 60" in first


def test_claims_of_other_pages_are_merged_by_their_numbers(
    app: Flask, client: FlaskClient, bridge: dict[str, str]
) -> None:
    ask = send(client, "/deliberate/a/bridge/merge", {"merge": [bridge["closed"]], "numbers": "2, 3"})
    assert ask.get_data(as_text=True).count('name="keep"') == 3
    for numbers, words in (("9", "has the number 9"), ("two", "with commas")):
        refused = send(client, "/deliberate/a/bridge/merge", {"merge": [bridge["closed"]], "numbers": numbers})
        body = refused.get_data(as_text=True)
        assert refused.status_code == 422
        assert words in body
        assert " checked" in body


def test_what_one_did_last_is_undone_by_a_button(app: Flask, client: FlaskClient, bridge: dict[str, str]) -> None:
    send(client, f"/deliberate/claims/{bridge['closed']}/reject?show=suggested")
    body = page(client, f"{EDIT}?show=suggested")
    assert "You left out:" in body
    action = re.search(r'action="([^"]*/acts/[^"]*)"', body)
    assert action
    undone = send(client, action[1])
    assert (undone.status_code, undone.location) == (303, f"{EDIT}?show=suggested#claim-1")
    assert claim(app, bridge["closed"]).status is Status.SUGGESTED
    assert send(client, action[1]).status_code == 303


def test_a_merge_is_undone_from_the_card_of_the_claim_that_stayed(
    app: Flask, client: FlaskClient, bridge: dict[str, str]
) -> None:
    ticked = [bridge["closed"], bridge["rusted"]]
    send(client, "/deliberate/a/bridge/merge", {"merge": ticked, "keep": bridge["rusted"]})
    button = re.search(r'action="([^"]*)"[^>]*>(?:(?!</form>).)*Undo the last merge', page(client), re.DOTALL)
    assert button
    send(client, button[1])
    assert claim(app, bridge["closed"]).status is Status.SUGGESTED
    assert "Undo the last merge" not in page(client)
