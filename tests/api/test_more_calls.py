"""What the pages can do and the API took up after its first routes: each done once by a program."""

from typing import Any

import pytest

from deliberate.articles.models import Audience
from tests.api.callers import Program
from tests.databases import SQLITE
from tests.own_site import PASSWORD
from tests.scenes import MARK, Cast, Place, Scene, make_scene


@pytest.fixture
def database() -> str:
    return SQLITE


@pytest.fixture
def scene(place: Place, cast: Cast) -> Scene:
    return make_scene(place, cast, Audience.PUBLIC)


@pytest.fixture
def editor(place: Place, cast: Cast) -> Program:
    return Program(place.app, cast.insiders["editor"])


@pytest.fixture
def admin(place: Place) -> Program:
    return Program(place.app, place.somebody("ada", "admin"))


def ok(answer: Any) -> Any:
    assert answer.status_code < 300, answer.text
    return answer.get_json()


def test_an_editor_says_where_words_are_and_takes_it_back(scene: Scene, editor: Program) -> None:
    path = f"/articles/{scene.slug}/passages"
    passage = ok(editor.call("GET", path))["items"][0]
    assert passage["state"] == "waiting"
    assert passage["claims"]
    where = f"/passages/{passage['id']}"
    assert ok(editor.call("POST", f"{where}/place", {"gone": True}))["state"] == "gone"
    assert editor.call("POST", f"{where}/place", {"choice": 0, "words": "nowhere in it"}).status_code in {409, 422}
    assert passage["id"] in {each["id"] for each in ok(editor.call("GET", f"{path}?show=decided"))["items"]}
    assert ok(editor.call("POST", f"{where}/undo", {}))["state"] == "waiting"


def test_an_editor_takes_an_act_on_a_relation_back(scene: Scene, editor: Program) -> None:
    relation = scene.values["relation"][0]
    assert editor.call("DELETE", f"/relations/{relation}").status_code == 204
    last = ok(editor.call("GET", f"/articles/{scene.slug}/last-acts"))["relation"]
    assert last["relation"] == str(relation)
    wrong = editor.call("POST", f"/relations/{relation}/undo", {"event": last["event"] - 1})
    assert wrong.status_code == 409
    assert ok(editor.call("POST", f"/relations/{relation}/undo", {"event": last["event"]}))["status"] == "visible"
    assert ok(editor.call("GET", f"/articles/{scene.slug}/last-acts"))["relation"] is None


def test_a_relation_that_came_in_a_file_has_no_act_of_its_own_to_undo(scene: Scene, editor: Program) -> None:
    """One line of the log tells of the whole file, and none of the relation."""
    relation = scene.values["relation"][0]
    assert editor.call("POST", f"/relations/{relation}/undo", {"event": 1}).status_code == 409


def test_an_editor_takes_a_label_of_a_speaker_back(scene: Scene, editor: Program) -> None:
    where = f"/speakers/{scene.values['speaker'][0]}"
    before = ok(editor.call("GET", f"/articles/{scene.slug}/speakers"))["items"][0]["party"]
    ok(editor.call("PUT", where, {"party": "yes", "reason": "It sells them."}))
    last = ok(editor.call("GET", f"/articles/{scene.slug}/last-acts"))["speaker"]
    assert ok(editor.call("POST", f"{where}/undo", {"event": last["event"]}))["party"] == before


def test_a_page_is_asked_for_once_by_its_key_and_told_of_to_whoever_asked(
    scene: Scene, editor: Program, place: Place, cast: Cast
) -> None:
    done = ok(editor.call("GET", f"/fetches/{scene.values['fetch'][0]}"))
    assert (done["state"], done["article"]) == ("done", scene.slug)
    importer = Program(place.app, place.somebody("ines", "editor", level=2))
    given = {"address": "https://example.org/swan", "title": "A swan"}
    asked = importer.call("POST", "/fetches", given, Idempotency_Key="one")
    assert (asked.status_code, asked.get_json()["state"]) == (202, "waiting")
    assert importer.call("POST", "/fetches", given, Idempotency_Key="one").get_json() == asked.get_json()
    where = f"/fetches/{asked.get_json()['id']}"
    assert ok(importer.call("GET", where)) == asked.get_json()
    assert editor.call("GET", where).status_code == 404
    assert importer.call("POST", "/fetches", {"address": "ftp://example.org/x"}).status_code == 422
    newer = editor.call("POST", f"/articles/{scene.slug}/fetches", {"address": "https://example.org/x", "after": 2})
    assert (ok(newer)["renews"], newer.get_json()["article"]) == (2, scene.slug)


def test_a_moderator_decides_on_a_burst_and_undoes_it(scene: Scene, place: Place, cast: Cast) -> None:
    moderator = Program(place.app, cast.insiders["moderator"])
    line = ok(moderator.call("GET", "/ratings-aside?state=waiting"))["items"][0]
    where = f"/ratings-aside/{line['id']}"
    assert ok(moderator.call("GET", where))["people"] == 2
    assert moderator.call("POST", f"{where}/verdict", {"verdict": "discarded"}).status_code == 422
    decided = moderator.call("POST", f"{where}/verdict", {"verdict": "released"})
    assert ok(decided)["state"] == "released"
    assert ok(moderator.call("POST", f"{where}/undo", {"reason": "A slip."}))["state"] == "waiting"


def test_an_admin_brings_a_list_grades_a_publisher_and_watches_words(scene: Scene, admin: Program) -> None:
    rows = {"rows": "domain,status\nexample.org,reliable", "name": "Of swans"}
    assert ok(admin.call("POST", "/source-lists", {**rows, "dry_run": True}))["items"][0]["added"] == 1
    assert "Of swans" not in admin.call("GET", "/source-lists").text
    assert ok(admin.call("POST", "/source-lists", rows))["stored"]
    named = {each["name"]: each for each in ok(admin.call("GET", "/source-lists"))["items"]}
    assert ok(admin.call("POST", f"/source-lists/{named['Of swans']['id']}/withdraw", {})) == {"regraded": []}

    where = f"/publishers/{scene.values['publisher'][0]}"
    known = admin.call("GET", where)
    change = {"name": f"The {MARK} times", "grade": "C", "reason": "It corrects what it gets wrong."}
    assert admin.call("PUT", where, change).status_code == 428
    graded = admin.call("PUT", where, change, If_Match=known.headers["ETag"])
    assert ok(graded)["own_grade"] == "C"
    assert admin.call("PUT", where, change, If_Match=known.headers["ETag"]).status_code == 412
    act = ok(admin.call("GET", f"{where}/acts"))["items"][0]["act"]
    assert admin.call("POST", f"/source-acts/{act}/undo", {}).status_code == 204

    tried = ok(admin.call("POST", "/watched-words/trial", {"flag": "shoes", "sample": "Buy shoes."}))
    assert tried["in_sample"] == [{"entry": "shoes", "effect": "flag", "met": "shoes"}]
    assert ok(admin.call("PUT", "/watched-words", {"number": 0, "flag": "shoes"}))["flag"] == ["shoes"]
    assert ok(admin.call("GET", "/watched-words"))["number"] == 1
    assert admin.call("PUT", "/watched-words", {"number": 0, "flag": "hats"}).status_code == 409


def test_an_item_is_suggested_to_share_an_origin(scene: Scene, place: Place, cast: Cast) -> None:
    member = Program(place.app, cast.insiders["member"])
    waiting = ok(member.call("GET", f"/articles/{scene.slug}/origins"))["items"]
    first, second = waiting[0]["items"]
    # It was suggested before, and so it is there once.
    answer = member.call("POST", f"/evidence/{first}/same-origin", {"other": second, "why": "The same letter."})
    assert answer.status_code == 409
    moderator = Program(place.app, cast.insiders["moderator"])
    assert moderator.call("POST", f"/articles/{scene.slug}/origins/look", {}).status_code == 202


def test_an_editor_sets_a_webhook_up_and_the_secret_is_in_no_answer_that_is_kept(scene: Scene, editor: Program) -> None:
    path, given = (
        f"/articles/{scene.slug}/webhooks",
        {"address": "https://hooks.example/a", "kinds": ["evidence.posted"]},
    )
    made = editor.call("POST", path, given, Idempotency_Key="mine")
    assert editor.call("POST", path, given, Idempotency_Key="mine").get_json() == ok(made)
    assert editor.call("POST", path, {**given, "kinds": ["made.up"]}).status_code == 422
    where = f"/webhooks/{made.get_json()['id']}"
    secret = ok(editor.call("GET", f"{where}/secret"))["secret"]
    assert secret
    assert secret not in made.text
    tag = editor.call("GET", where).headers["ETag"]
    there = {"address": "https://hooks.example/b", "kinds": ["article.closed"]}
    assert ok(editor.call("PUT", where, there, If_Match=tag))["address"].endswith("/b")
    for _twice in range(2):
        assert ok(editor.call("POST", f"{where}/secret", {"number": 1}))["secret_number"] == 2
    assert ok(editor.call("GET", f"{where}/secret"))["secret"] != secret
    sent = ok(editor.call("POST", f"{where}/test", {}))
    assert [each["id"] for each in ok(editor.call("GET", f"{where}/messages"))["items"]] == [sent["id"]]
    assert editor.call("POST", f"{where}/messages/{sent['id']}/again", {}).status_code == 202
    assert ok(editor.call("PUT", f"{where}/state", {"state": "off"}))["off_because"] == "by hand"
    assert editor.call("POST", f"{where}/test", {}).status_code == 409
    assert editor.call("DELETE", where).status_code == 204
    assert ok(editor.call("GET", where))["address"] == ""


def test_an_article_goes_out_in_a_format_and_comes_back_as_a_draft(scene: Scene, editor: Program) -> None:
    offered = ok(editor.call("GET", f"/articles/{scene.slug}/exports"))["items"]
    assert {"json", "argdown"} <= {each["name"] for each in offered}
    file = ok(editor.call("GET", f"/articles/{scene.slug}/exports/json"))
    assert MARK in file["content"]
    given = {"format": "json", "content": file["content"], "title": "Once more"}
    made = editor.call("POST", "/imports", given, Idempotency_Key="once")
    assert (ok(made)["article"]["title"], made.get_json()["article"]["state"]) == ("Once more", "draft")
    assert editor.call("POST", "/imports", given, Idempotency_Key="once").get_json() == made.get_json()
    refused = editor.call("POST", "/imports", {"format": "json", "content": "{"})
    assert (refused.status_code, refused.get_json()["field"]) == (422, "content")
    assert editor.call("POST", "/imports", {"format": "made up", "content": "{"}).get_json()["field"] == "format"


def test_a_reader_keeps_a_place_and_is_told_what_came_since(scene: Scene, place: Place, cast: Cast) -> None:
    member, path = Program(place.app, cast.insiders["member"]), f"/articles/{scene.slug}"
    assert ok(member.call("GET", f"{path}/place")) == {"position": None, "new_since": None}
    assert member.call("PUT", f"{path}/place", {"position": 1, "version": 99}).status_code == 422
    assert ok(member.call("PUT", f"{path}/place", {"position": 5, "version": 2}))["new_since"]
    claim = scene.values["claim"][0]
    author = Program(place.app, cast.insiders["author"])
    item = {"quote": "It was seen.", "evidence_kind": "report", "citation": "A log", "side": "for", "warrant": "So."}
    posted = ok(author.call("POST", f"/contributions/{claim}/evidence", item))
    new = ok(member.call("GET", f"/me/since?article={scene.slug}"))["items"][0]
    assert [each["bearing"] for each in new["items"]] == [posted["id"]]
    assert member.call("POST", f"{path}/seen", {}).status_code == 204
    assert ok(member.call("GET", "/me/since"))["items"][0]["item_count"] == 0


def test_anybody_reads_the_map_the_outline_the_matrix_and_the_figures(scene: Scene, place: Place) -> None:
    visitor, path = Program(place.app), f"/articles/{scene.slug}"
    found = ok(visitor.call("GET", f"{path}/map?depth=1"))
    claims = {str(each) for each in scene.values["claim"]}
    assert claims <= {each["id"] for each in found["nodes"]}
    link = found["links"][0]
    assert {*link["premises"], link["target"]} <= {each["id"] for each in (*found["nodes"], *found["links"])}
    lines = ok(visitor.call("GET", f"{path}/outline"))["lines"]
    assert {each["level"] for each in lines} >= {0, 1}
    matrix = ok(visitor.call("GET", f"{path}/matrix"))
    assert {cell["item"] for row in matrix["items"] for cell in row["cells"]} <= set(matrix["columns"])
    figures = ok(visitor.call("GET", f"/transparency?article={scene.slug}"))
    assert "decisions" in {each["key"] for each in figures["tables"]}
    assert visitor.call("GET", "/transparency?month=2026-13").status_code == 400
    assert ok(visitor.call("GET", "/log/heads"))["next"] is None


def test_one_takes_ones_data_along_and_leaves_by_ones_password_and_by_no_token_alone(
    scene: Scene, place: Place, cast: Cast, admin: Program
) -> None:
    author = Program(place.app, cast.insiders["author"])
    assert author.call("POST", "/me/data", {"password": "a guess"}).get_json()["field"] == "password"
    data = ok(author.call("POST", "/me/data", {"password": PASSWORD}, Idempotency_Key="twice"))["sections"]
    assert data["account"][0]["name"] == "arthur"
    assert data["API tokens"]
    assert data["API requests"] == []
    assert author.call("POST", "/me/leave", {"password": "a guess", "remains": "all"}).status_code == 422
    assert author.call("POST", "/me/leave", {"password": PASSWORD, "remains": "tombstones"}).status_code == 204
    assert author.call("GET", "/me").status_code == 401
    assert admin.call("POST", "/me/leave", {"password": PASSWORD, "remains": "all"}).status_code == 409
    assert ok(admin.call("GET", "/me"))["name"] == "ada"


def test_how_things_came_to_be_is_told_to_whoever_may_see_the_numbers(scene: Scene, place: Place, cast: Cast) -> None:
    member, claim = Program(place.app, cast.insiders["member"]), scene.values["claim"][0]
    found = ok(member.call("GET", f"/articles/{scene.slug}/versions/2/changes"))
    assert (found["older"], found["newer"]) == (1, 2)
    assert {each["change"] for each in found["paragraphs"]} - {""}
    assert ok(member.call("GET", f"/articles/{scene.slug}/versions/1/changes"))["older"] is None
    assert member.call("GET", f"/articles/{scene.slug}/versions/9/changes").status_code == 404
    for what in ("moved", "balance/steps"):
        assert member.call("GET", f"/claims/{claim}/{what}").status_code == 409
    assert member.call("POST", f"/claims/{claim}/ledger", {}).status_code == 204
    assert ok(member.call("GET", f"/claims/{claim}/moved"))["people"] is None
    assert ok(member.call("GET", f"/claims/{claim}/balance/steps"))["earlier"] is False


def test_moderators_see_what_was_decided_and_everybody_how_they_stand(scene: Scene, place: Place, cast: Cast) -> None:
    moderator, author = (Program(place.app, cast.insiders[name]) for name in ("moderator", "author"))
    batch = ok(moderator.call("GET", f"/batches/{scene.values['batch'][0]}"))["items"]
    assert [each["action"] for each in batch] == ["keep"]
    assert [each["person"] for each in ok(moderator.call("GET", "/sanctions"))["items"]] == ["arthur"]
    told = ok(author.call("GET", "/me/standing"))["sanctions"]
    assert [each["id"] for each in told] == [str(scene.values["measure"][0])]
    assert moderator.call("GET", "/reviewers").status_code == 200
    assert author.call("GET", "/reviewers").status_code == 403
