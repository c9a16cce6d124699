"""The example platform, used by a small and strict tool: launches, tokens, the roster, the gradebook, deep links."""

import ast
import base64
import hmac
import json
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from campus import create_app
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from tests.examples.lms_tool import (
    AGS,
    DEEP_LINKING,
    ISSUER,
    ITEM,
    ITEM_READ,
    LTI,
    MEMBERS,
    NRPS,
    OTHER,
    RESULT,
    SCORE,
    STUDENT,
    TEACHER,
    Tool,
    posted,
)

EXAMPLE = Path(__file__).parents[2] / "examples" / "lms"


@pytest.fixture(scope="module")
def key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "of the tool"})


@pytest.fixture(scope="module")
def address(key: RSAKey) -> Iterator[str]:
    """Where the tool publishes its keys."""
    answer = Response(json.dumps(KeySet([key]).as_dict(private=False)), mimetype="application/json")
    server = make_server("127.0.0.1", 0, answer, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A platform's file with its key, which takes a while to make, to be copied."""
    file = tmp_path_factory.mktemp("campus") / "campus.db"
    create_app({"DATABASE": str(file)}).extensions["campus"].records.close()
    return file


@pytest.fixture
def tool(address: str, key: RSAKey, filled: Path, tmp_path: Path) -> Iterator[Tool]:
    app = create_app({"TESTING": True, "ISSUER": ISSUER, "DATABASE": shutil.copy(filled, tmp_path)})
    found = Tool(app.test_client(), address, key)
    found.register()
    yield found
    app.extensions["campus"].records.close()


def test_it_imports_nothing_of_ours() -> None:
    for module in EXAMPLE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            assert not any(name.partition(".")[0] == "deliberate" for name in names), module


def test_a_teacher_chooses_a_link_in_the_tool_and_a_student_is_launched_to_it(tool: Tool) -> None:
    claims = tool.launched(f"/launch/choosing/{tool.client}")
    assert claims[f"{LTI}message_type"] == "LtiDeepLinkingRequest"
    assert f"{LTI}resource_link" not in claims
    assert claims[f"{DEEP_LINKING}deep_linking_settings"]["accept_types"] == ["ltiResourceLink"]
    path = tool.chooses(custom={"essay": "1", "who": "$User.id", "what": "$Unknown"}, lineItem={"scoreMaximum": 20})
    claims = tool.launched(f"{path}?in=iframe", STUDENT)
    assert claims[f"{LTI}message_type"] == "LtiResourceLinkRequest"
    assert claims[f"{LTI}target_link_uri"] == f"{tool.address}/essays/1"
    assert claims[f"{LTI}resource_link"]["title"] == "Essay"
    assert claims[f"{LTI}custom"] == {"essay": "1", "who": STUDENT, "what": "$Unknown"}
    assert claims[f"{LTI}roles"][0].endswith("membership#Learner")
    assert claims[f"{LTI}launch_presentation"]["document_target"] == "iframe"
    assert claims[f"{LTI}context"]["title"] == "Ethics, year 10"
    assert (claims["given_name"], claims["family_name"]) == ("Ilse", "Marrow")


def test_the_tool_reads_who_is_in_the_course_page_by_page(tool: Tool) -> None:
    claims = tool.launched(tool.chooses())
    address = claims[f"{NRPS}claim/namesroleservice"]["context_memberships_url"]
    may, people = tool.may(MEMBERS), []
    while address:
        answer = tool.get(address, headers=may)
        assert answer.mimetype == "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
        people += answer.json["members"]
        following = re.fullmatch(r'<(.+)>; rel="next"', answer.headers.get("Link", ""))
        address = following[1] if following else ""
    assert len({each["user_id"] for each in people}) == len(people) == 7
    address = claims[f"{NRPS}claim/namesroleservice"]["context_memberships_url"]
    (teacher,) = tool.get(f"{address}?role=Instructor", headers=may).json["members"]
    assert (teacher["user_id"], teacher["given_name"]) == (TEACHER, "Orla")


def score(person: str = STUDENT, minute: int = 0, **changes: Any) -> dict[str, Any]:
    return {
        "userId": person,
        "timestamp": f"2026-05-04T08:{minute:02}:00.5+02:00",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        **changes,
    }


def test_scores_stand_in_the_gradebook_once_they_are_final_and_never_go_back_in_time(tool: Tool) -> None:
    claims = tool.launched(tool.chooses(lineItem={"scoreMaximum": 20, "label": "The essay"}))
    address = claims[f"{AGS}claim/endpoint"]["lineitem"].removeprefix(ISSUER)
    may = tool.may(SCORE, RESULT)

    def post(said: dict[str, Any]) -> int:
        content = "application/vnd.ims.lis.v1.score+json"
        return tool.browser.post(f"{address}/scores", json=said, content_type=content, headers=may).status_code

    waiting = {"activityProgress": "Submitted", "gradingProgress": "PendingManual"}
    assert post(score(**waiting)) == 200
    assert "Waits for the teacher" in tool.browser.get("/gradebook").text
    (result,) = tool.browser.get(f"{address}/results", headers=may).json
    assert "resultScore" not in result
    final = score(minute=2, scoreGiven=3.5, scoreMaximum=5, comment="Well <argued>.")
    assert post(final) == 200
    assert [post(score(minute=minute)) for minute in (1, 2)] == [409, 409]
    (result,) = tool.browser.get(f"{address}/results?user_id={STUDENT}", headers=may).json
    assert (result["resultScore"], result["resultMaximum"], result["comment"]) == (14, 20, "Well <argued>.")
    page = tool.browser.get("/gradebook").text
    assert re.search(
        r"Ilse Marrow.*?<strong>14</strong> of 20.*?Graded.*?Well &lt;argued&gt;\..*?06:02", page, re.DOTALL
    )
    tool.browser.post(f"/as/{STUDENT}")
    assert "14 of 20" in tool.browser.get("/course").text
    tool.browser.post(f"/as/{OTHER}")
    assert "14 of 20" not in tool.browser.get("/course").text
    unfit = [
        ({"person": "nobody"}, 404),
        ({"person": TEACHER}, 404),
        ({"timestamp": "2026-05-04T08:00:00"}, 400),
        ({"activityProgress": "Somehow"}, 400),
        ({"scoreGiven": 3}, 400),
        ({"scoreGiven": -1, "scoreMaximum": 5}, 400),
    ]
    assert [post(score(**{"minute": 5, **each})) for each, _ in unfit] == [status for _, status in unfit]


def test_the_tool_adds_changes_finds_and_drops_columns_of_its_own(tool: Tool) -> None:
    claims = tool.launched(tool.chooses())
    assert "lineitem" not in claims[f"{AGS}claim/endpoint"]
    items = claims[f"{AGS}claim/endpoint"]["lineitems"].removeprefix(ISSUER)
    link = claims[f"{LTI}resource_link"]["id"]
    content, may = {"content_type": "application/vnd.ims.lis.v2.lineitem+json"}, {"headers": tool.may(ITEM)}
    asked = {"label": "Essay", "scoreMaximum": 10, "resourceLinkId": link, "tag": "essay"}
    made = tool.browser.post(items, json=asked, **content, **may)
    assert made.status_code == 201
    address = made.json["id"].removeprefix(ISSUER)
    assert made.json == {"id": ISSUER + address, **asked}
    assert tool.browser.get(f"{items}?tag=essay&resource_link_id={link}", **may).json == [made.json]
    assert tool.browser.get(f"{items}?tag=other", **may).json == []
    changed = tool.browser.put(address, json={**made.json, "scoreMaximum": 12}, **content, **may)
    assert tool.browser.get(address, **may).json == changed.json == {**made.json, "scoreMaximum": 12}
    assert tool.browser.put(address, json={**asked, "resourceLinkId": "other"}, **content, **may).status_code == 400
    assert tool.browser.post(items, json={**asked, "scoreMaximum": 0}, **content, **may).status_code == 400
    assert tool.browser.post(items, json={**asked, "resourceLinkId": "other"}, **content, **may).status_code == 400
    assert tool.browser.post(items, json=asked, **may).status_code == 415
    assert tool.browser.delete(address, **may).status_code == 204
    assert tool.browser.get(address, **may).status_code == 404


def test_nothing_is_sent_to_an_address_that_is_not_registered_nor_for_an_unknown_client(tool: Tool) -> None:
    path = tool.chooses()
    for change in ({"redirect_uri": f"{tool.address}/launch/"}, {"client_id": "nobody"}, {"client_id": None}):
        asked = tool.asks(tool.browser.get(path).location, **change)
        answer = tool.browser.get("/authorize", query_string=asked, headers={"Accept": "text/html"})
        assert answer.status_code == 400
        assert "<form" not in answer.text


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"nonce": None}, "invalid_request"),
        ({"prompt": "login"}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_request"),
        ({"login_hint": OTHER}, "login_required"),
        ({"lti_message_hint": "made up"}, "login_required"),
    ],
    ids=str,
)
def test_a_request_that_is_not_as_it_should_be_gets_an_error_and_no_token(
    tool: Tool, change: dict[str, str | None], error: str
) -> None:
    asked = tool.asks(tool.browser.get(tool.chooses()).location, **change)
    fields = posted(tool.browser.post("/authorize", data=asked), asked["redirect_uri"])
    assert (fields["error"], fields["state"]) == (error, asked["state"])
    assert "id_token" not in fields


def test_a_launch_is_answered_once_and_for_whoever_began_it(tool: Tool) -> None:
    path = tool.chooses()
    asked = tool.asks(tool.browser.get(path).location)
    answers = [posted(tool.browser.get("/authorize", query_string=asked), asked["redirect_uri"]) for _ in range(2)]
    assert ["id_token" in each for each in answers] == [True, False]
    asked = tool.asks(tool.browser.get(path).location)
    tool.browser.post(f"/as/{STUDENT}")
    assert (
        posted(tool.browser.get("/authorize", query_string=asked), asked["redirect_uri"])["error"] == "login_required"
    )
    assert tool.browser.get(f"/launch/choosing/{tool.client}").status_code == 403


def with_public_key_as_secret(tool: Tool) -> str:
    header, claims, _ = tool.asserts().split(".")
    header = in_base64(json.dumps({"alg": "HS256", "kid": tool.key.kid}).encode())
    mac = hmac.digest(tool.key.as_pem(private=False), f"{header}.{claims}".encode(), "sha256")
    return f"{header}.{claims}.{in_base64(mac)}"


def unsigned(tool: Tool) -> str:
    _, claims, _ = tool.asserts().split(".")
    return f"{in_base64(json.dumps({'alg': 'none', 'kid': tool.key.kid}).encode())}.{claims}."


def in_base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


@pytest.mark.parametrize(
    "bad",
    [
        lambda tool: tool.asserts(aud="http://elsewhere.example/token"),
        lambda tool: tool.asserts(iss="nobody"),
        lambda tool: tool.asserts(sub="nobody"),
        lambda tool: tool.asserts(jti=None),
        lambda tool: tool.asserts(exp=int(time.time()) - 120),
        lambda tool: tool.asserts(exp=None),
        lambda tool: tool.asserts(exp=int(time.time()) + 86400),
        lambda tool: tool.asserts(kid="unknown"),
        lambda tool: tool.asserts(key=RSAKey.generate_key(2048)),
        with_public_key_as_secret,
        unsigned,
        lambda tool: "no token",
    ],
    ids="audience issuer subject nameless expired endless long kid key public-key-as-secret unsigned nothing".split(),
)
def test_a_bad_assertion_gets_no_access_token(tool: Tool, bad: Callable[[Tool], str]) -> None:
    answer = tool.asks_token(MEMBERS, client_assertion=bad(tool))
    assert (answer.status_code, answer.json["error"]) == (401, "invalid_client")


def test_an_assertion_is_good_once_and_a_token_for_its_scopes_only(tool: Tool) -> None:
    assertion = tool.asserts()
    statuses = [tool.asks_token(MEMBERS, client_assertion=assertion).status_code for _ in range(2)]
    assert statuses == [200, 401]
    assert tool.asks_token("openid", ITEM_READ).json["error"] == "invalid_scope"
    assert tool.asks_token(MEMBERS, grant_type="password").json["error"] == "unsupported_grant_type"
    items = "/courses/ethics-10b/lineitems"
    assert tool.browser.get(items).status_code == 401
    assert tool.browser.get(items, headers={"Authorization": "Bearer made-up"}).status_code == 401
    assert tool.browser.get(items, headers=tool.may(MEMBERS)).status_code == 403
    assert tool.browser.get("/courses/ethics-10b/memberships", headers=tool.may(ITEM)).status_code == 403
    assert tool.browser.get("/courses/other/memberships", headers=tool.may(MEMBERS)).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "http://elsewhere.example"},
        {"nonce": None},
        {f"{LTI}deployment_id": "other"},
        {f"{LTI}message_type": "LtiResourceLinkRequest"},
        {f"{DEEP_LINKING}data": "made up"},
        {"key": RSAKey.generate_key(2048)},
        {f"{DEEP_LINKING}content_items": [{"type": "ltiResourceLink", "url": "http://elsewhere.example/"}]},
    ],
    ids="audience nonce deployment message data key address".split(),
)
def test_a_forged_choice_adds_nothing(tool: Tool, changes: dict[str, Any]) -> None:
    claims = tool.launched(f"/launch/choosing/{tool.client}")
    settings = claims[f"{DEEP_LINKING}deep_linking_settings"]
    assert tool.answers(settings, [{"type": "ltiResourceLink"}], **changes).status_code in (400, 401)
    assert "There is none yet." in tool.browser.get("/course").text


def test_a_choice_is_taken_once(tool: Tool) -> None:
    settings = tool.launched(f"/launch/choosing/{tool.client}")[f"{DEEP_LINKING}deep_linking_settings"]
    statuses = [tool.answers(settings, [{"type": "ltiResourceLink"}]).status_code for _ in range(2)]
    assert statuses == [200, 400]
    assert tool.browser.get("/course").text.count("<h3>Example Tool</h3>") == 1


def test_forms_of_other_sites_change_nothing(tool: Tool) -> None:
    elsewhere = {"Origin": "http://127.0.0.1:5000"}
    assert tool.browser.post(f"/as/{STUDENT}", headers=elsewhere).status_code == 403
    assert tool.browser.post(f"/as/{STUDENT}", headers={"Origin": ISSUER}).status_code == 303


def test_what_it_keeps_in_a_file_is_there_after_a_restart(tmp_path: Path) -> None:
    config = {"DATABASE": str(tmp_path / "campus.db")}
    platforms = []
    for _ in range(2):
        platforms.append(create_app(config).extensions["campus"])
        platforms[-1].records.put("tool", {"id": "a", "name": str(len(platforms))})
        platforms[-1].records.close()
    assert platforms[0].public_keys() == platforms[1].public_keys()
