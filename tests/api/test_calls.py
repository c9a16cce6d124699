"""Taking part by programs: what is posted, revised, weighed and decided, and calls that are not in order."""

from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import func, select

from deliberate.api.operations import operations
from deliberate.articles.models import Audience
from deliberate.articles.services import get_readable
from deliberate.core.actors import VISITOR
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.standing import standing_of
from deliberate.evidence.models import Evidence
from deliberate.settings import Settings
from deliberate.weighting.models import Rating
from tests.api.bodies import BODIES
from tests.api.callers import API, Program
from tests.factories import make_bearing, make_proposition, tell_erased
from tests.queries import count_queries
from tests.scenes import Cast, Place, Scene, make_scene

EVIDENCE = dict(BODIES["NewEvidence"])


@pytest.fixture
def scene(place: Place, cast: Cast) -> Scene:
    return make_scene(place, cast, Audience.PUBLIC)


@pytest.fixture
def member(place: Place, cast: Cast, scene: Scene) -> Program:
    return Program(place.app, cast.insiders["member"])


@pytest.fixture
def on_claim(scene: Scene) -> str:
    return f"/contributions/{scene.values['claim'][0]}/evidence"


def items(place: Place) -> int:
    with place.app.app_context():
        return session.scalar(select(func.count()).select_from(Evidence)) or 0


def test_evidence_is_posted_read_revised_weighed_and_withdrawn(
    place: Place, cast: Cast, member: Program, on_claim: str
) -> None:
    posted = member.call("POST", on_claim, EVIDENCE)
    assert posted.status_code == 201
    made = posted.get_json()
    assert (made["side"], made["item"]["quote"], made["author"]["name"]) == ("for", EVIDENCE["quote"], "mia")
    assert posted.headers["RateLimit-Policy"] == '"posts-hour";q=100;w=3600, "posts-day";q=200;w=86400'
    assert posted.headers["RateLimit"] == '"posts-hour";r=99, "posts-day";r=199'

    item = f"/evidence/{made['item']['id']}"
    read = member.call("GET", item)
    tag = read.headers["ETag"]
    assert member.call("GET", item, If_None_Match=tag).status_code == 304
    better = {**BODIES["Item"], "quote": "It was seen to fly twice."}
    assert member.call("PUT", item, better).status_code == 428
    assert member.call("PUT", item, better, If_Match='"another"').status_code == 412
    assert member.call("PUT", item, better, If_Match="").status_code == 400
    revised = member.call("PUT", item, better, If_Match=tag)
    assert (revised.status_code, revised.get_json()["quote"]) == (200, better["quote"])
    assert revised.headers["ETag"] == member.call("GET", item).headers["ETag"] != tag
    assert member.call("PUT", item, better, If_Match=tag).status_code == 412

    bearing = f"/bearings/{made['id']}"
    own = member.call("PUT", f"{bearing}/answers", {"relevance": 4})
    assert (own.status_code, own.get_json()["code"]) == (403, "not_allowed")
    other = Program(place.app, cast.insiders["editor"])
    weighed = other.call("PUT", f"{bearing}/answers", {"relevance": 4, "strength": None})
    assert weighed.get_json() == {"given": {"relevance": 4, "strength": None}}
    assert other.call("GET", f"{bearing}/answers").get_json() == weighed.get_json()
    assert other.call("PUT", f"{bearing}/answers", {}).status_code == 422
    with place.app.app_context():
        assert session.scalar(select(func.count()).where(Rating.actor_id == cast.insiders["editor"].key)) == 2

    assert member.call("POST", f"/contributions/{made['id']}/withdraw", {}).status_code == 204
    assert member.call("GET", bearing).get_json()["status"] == "withdrawn"
    assert member.call("POST", f"/contributions/{made['id']}/put-back", {}).status_code == 204
    assert member.call("GET", bearing).get_json()["status"] == "visible"


def test_a_request_that_is_sent_again_posts_once(place: Place, member: Program, on_claim: str) -> None:
    before = items(place)
    first = member.call("POST", on_claim, EVIDENCE, Idempotency_Key="one of mine")
    again = member.call("POST", on_claim, EVIDENCE, Idempotency_Key="one of mine")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    assert items(place) == before + 1
    other = {**EVIDENCE, "quote": "Something else was seen."}
    refused = member.call("POST", on_claim, other, Idempotency_Key="one of mine")
    assert (refused.status_code, refused.get_json()["code"]) == (422, "invalid")
    for key in ("ä", "", "x" * 256):
        assert member.call("POST", on_claim, other, Idempotency_Key=key).status_code == 400
    assert items(place) == before + 1


def test_a_request_that_is_sent_again_is_answered_and_not_done(
    place: Place, cast: Cast, member: Program, on_claim: str
) -> None:
    made = member.call("POST", on_claim, EVIDENCE, Idempotency_Key="mine")
    withdraw = f"/contributions/{made.get_json()['id']}/withdraw"
    assert member.call("POST", withdraw, {}, Idempotency_Key="out").status_code == 204
    assert member.call("POST", f"/contributions/{made.get_json()['id']}/put-back", {}).status_code == 204
    assert member.call("POST", withdraw, {}, Idempotency_Key="out").status_code == 204
    assert member.call("GET", f"/bearings/{made.get_json()['id']}").get_json()["status"] == "visible"
    with place.app.app_context(), transaction():
        tell_erased("It was seen")
    gone = member.call("POST", on_claim, EVIDENCE, Idempotency_Key="mine")
    assert (gone.status_code, gone.get_json()["code"]) == (409, "conflict")
    assert member.call("POST", withdraw, {}, Idempotency_Key="out").status_code == 204
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)):
        again = member.call("POST", on_claim, EVIDENCE, Idempotency_Key="mine")
    assert again.get_json()["id"] == made.get_json()["id"]


def test_a_refused_request_leaves_its_key_free(place: Place, cast: Cast, member: Program) -> None:
    group = Program(place.app, cast.insiders["editor"]).call("POST", "/me/groups", {"name": "Swans"}).get_json()
    code = {"code": group["join_code"]}
    assert member.call("POST", "/me/groups/join", {"code": "AAAA-BBBB"}, Idempotency_Key="k").status_code == 422
    joined = [member.call("POST", "/me/groups/join", code, Idempotency_Key="k") for _ in range(2)]
    assert [each.get_json() for each in joined] == [group, group]


def test_the_same_request_many_times_at_once_posts_once(place: Place, member: Program, on_claim: str) -> None:
    before, answers = items(place), list[int]()

    def send() -> None:
        program = Program(place.app)
        program.headers = member.headers
        answers.append(program.call("POST", on_claim, EVIDENCE, Idempotency_Key="k").status_code)

    threads = [Thread(target=send) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert answers == [201] * 6
    assert items(place) == before + 1


def test_of_two_who_revise_the_same_at_once_one_is_told(place: Place, member: Program, on_claim: str) -> None:
    made = member.call("POST", on_claim, EVIDENCE).get_json()
    item = f"/evidence/{made['item']['id']}"
    tag, answers = member.call("GET", item).headers["ETag"], list[int]()

    def send(number: int) -> None:
        program = Program(place.app)
        program.headers = member.headers
        words = {**BODIES["Item"], "quote": f"It was seen to fly {number} times."}
        answers.append(program.call("PUT", item, words, If_Match=tag).status_code)

    threads = [Thread(target=send, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(answers) == [200, 412, 412, 412]


def test_what_cannot_be_read_is_refused_in_words(place: Place, member: Program, on_claim: str) -> None:
    before = items(place)
    for body, status, code in (
        (b"{", 400, "bad_request"),
        (b"\xff\xfe", 400, "bad_request"),
        (b'{"side": NaN}', 400, "bad_request"),
        (b"[" * 100_000, 400, "bad_request"),
        (b"[]", 400, "malformed"),
        (b'{"side": "for"}', 400, "malformed"),
        (b'{"quote": "\\ud800"}', 400, "malformed"),
    ):
        answer = member.client.post(API + on_claim, data=body, headers=member.headers, content_type="application/json")
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), body
        assert answer.get_json()["code"] == code
    for wrong, field in ({"side": "upwards"}, "side"), ({"quote": "x" * 3001}, "quote"), ({"more": 1}, "more"):
        answer = member.call("POST", on_claim, EVIDENCE | wrong)
        assert (answer.status_code, [each["field"] for each in answer.get_json()["errors"]]) == (400, [field])
    refused = member.call("POST", on_claim, EVIDENCE | {"quote": "Words \u202ethat turn."})
    assert (refused.status_code, refused.get_json()["field"]) == (422, "quote")
    form = member.client.post(API + on_claim, data=EVIDENCE, headers=member.headers)
    assert form.status_code == 415
    assert member.call("GET", "/articles?limit=1&limit=2").status_code == 400
    assert member.call("GET", "/articles?limits=1").status_code == 400
    assert items(place) == before


def test_what_is_too_large_or_has_no_length_is_not_read(member: Program, on_claim: str) -> None:
    big = member.call("POST", on_claim, EVIDENCE | {"quote": "x" * (Settings.max_body_bytes + 1)})
    assert (big.status_code, big.mimetype) == (413, "application/problem+json")
    long = member.call("POST", "/articles", {"title": "Long", "text": "x " * (Settings.max_article_bytes // 2 + 1)})
    assert (long.status_code, long.get_json().get("field")) == (422, "text")
    answer = member.client.post(
        API + on_claim, headers={**member.headers, "Transfer-Encoding": "chunked"}, content_type="application/json"
    )
    assert answer.status_code == 411


def test_an_address_without_anything_and_a_method_that_is_not_there_are_told_apart(member: Program) -> None:
    assert member.call("GET", "/nothing").get_json()["code"] == "not_found"
    for nowhere in ("/claims/no-uuid", f"/articles/quiet-bird/versions/{2**80}", "/line%0Abreak"):
        assert member.call("GET", nowhere).get_json()["code"] == "not_found", nowhere
    wrong = member.call("PATCH", "/me/settings")
    assert (wrong.status_code, wrong.mimetype) == (405, "application/problem+json")
    assert wrong.headers["Allow"] == "GET, PUT, HEAD, OPTIONS"
    assert member.call("TRACE", f"/claims/{uuid4()}").headers["Allow"] == "GET, PUT, HEAD, OPTIONS"


def test_a_list_is_read_to_its_end_by_its_links(member: Program, scene: Scene) -> None:
    for kind in ("claims", "evidence", "remarks", "relations"):
        whole = member.call("GET", f"/articles/{scene.slug}/{kind}?limit=100").get_json()
        assert whole["next"] is None
        found, address = list[Any](), f"/articles/{scene.slug}/{kind}?limit=1"
        while address:
            page = member.call("GET", address)
            found += page.get_json()["items"]
            onward = page.get_json()["next"]
            assert page.headers.get("Link") == (f'<{onward}>; rel="next"' if onward else None)
            address = onward.partition(API)[2] if onward else ""
        assert found == whole["items"]
        assert len({each["id"] for each in found}) == len(found) > 0


def test_a_longer_list_takes_no_more_queries(place: Place, scene: Scene) -> None:
    visitor = Program(place.app)
    with place.app.app_context(), transaction():
        article = get_readable(VISITOR, scene.slug)
        for number in range(6):
            make_bearing(make_proposition(article, f"The heron flew {number} times."), quote=f"It flew {number} times.")

    def asked(address: str) -> int:
        return count_queries(place.app, lambda: visitor.call("GET", address))

    for kind in (f"/articles/{scene.slug}/claims", f"/articles/{scene.slug}/evidence", "/articles"):
        assert asked(f"{kind}?limit=100") == asked(f"{kind}?limit=1"), kind


def test_the_actor_is_the_same_as_on_the_pages(place: Place, cast: Cast, member: Program, on_claim: str) -> None:
    mia = cast.insiders["member"]
    me = member.call("GET", "/me").get_json()
    assert (me["name"], me["level"], me["roles"], me["scopes"]) == ("mia", 2, [], ["moderate", "read", "write"])
    assert member.call("GET", "/queue").status_code == 403
    with place.app.app_context(), transaction():
        standing_of(mia.key).suspended_until = now().replace(year=now().year + 1)
    refused = member.call("POST", on_claim, EVIDENCE)
    assert refused.status_code == 403
    assert "You are suspended until" in refused.get_json()["detail"]


def test_a_moderator_decides_undoes_and_answers(place: Place, cast: Cast, scene: Scene) -> None:
    moderator, author = (Program(place.app, cast.insiders[name]) for name in ("moderator", "author"))
    waiting = moderator.call("GET", "/queue").get_json()
    assert {"contribution", "appeal"} <= {each["kind"] for each in waiting["items"]}
    bearing = scene.values["bearing"][1]
    matter = moderator.call("GET", f"/contributions/{bearing}/matter").get_json()
    assert "remove" in matter["choices"]
    order = {"action": "remove", "reason_code": "spam", "reason": "It advertises.", "version": matter["version"]}
    made = moderator.call("POST", f"/contributions/{bearing}/decisions", order)
    assert (made.status_code, made.get_json()["after"]) == (201, "removed")
    late = moderator.call("POST", f"/contributions/{bearing}/decisions", order | {"action": "keep"})
    assert late.status_code == 409
    assert author.call("GET", f"/bearings/{bearing}").get_json()["status"] == "removed"
    decision = made.get_json()["id"]
    asked = author.call("POST", f"/decisions/{decision}/appeal", {"text": "It does not."})
    assert asked.status_code == 201
    own = moderator.call("POST", f"/appeals/{asked.get_json()['id']}/reply", {"verdict": "overturn", "reply": "No."})
    assert own.status_code == 403
    other = Program(place.app, cast.insiders["another moderator"])
    answered = other.call(
        "POST", f"/appeals/{asked.get_json()['id']}/reply", {"verdict": "overturn", "reply": "It does not indeed."}
    )
    assert answered.get_json()["state"] == "overturned"
    assert author.call("GET", f"/bearings/{bearing}").get_json()["status"] == "visible"
    told = author.call("GET", "/me/contributions").get_json()["items"]
    assert decision in {each["decision"] for own in told for each in own["statements"]}


def test_a_visitor_reports_what_cannot_wait_and_nothing_else(place: Place, scene: Scene) -> None:
    visitor = Program(place.app)
    about = f"/contributions/{scene.values['remark'][0]}/reports"
    assert visitor.call("POST", about, {"reason": "spam"}).status_code == 401
    taken = visitor.call("POST", about, {"reason": "personal data", "note": "It names a street."})
    assert (taken.status_code, taken.get_json()) == (201, {"reason": "personal data", "settled": False})


def test_an_article_is_imported_settled_and_published(place: Place, cast: Cast) -> None:
    editor = Program(place.app, cast.insiders["editor"])
    text = "The swan swam across the lake.\n\nA heron said that the swan did not swim."
    made = editor.call("POST", "/articles", {"title": "A swan", "text": text}, Idempotency_Key="swan")
    assert made.status_code == 201
    again = editor.call("POST", "/articles", {"title": "A swan", "text": text}, Idempotency_Key="swan")
    assert again.get_json()["slug"] == made.get_json()["slug"]
    article = f"/articles/{made.get_json()['slug']}"
    assert editor.call("GET", f"{article}/text").get_json()["text"] == text
    tag = editor.call("GET", article).headers["ETag"]
    settled = editor.call("PUT", article, {"title": "The swan", "licence": "CC BY"}, If_Match=tag)
    assert (settled.status_code, settled.get_json()["title"]) == (200, "The swan")
    article = f"/articles/{settled.get_json()['slug']}"
    claim = editor.call("POST", f"{article}/claims", {"text": "The swan swam.", "passage": "The swan swam"})
    assert claim.status_code == 201
    assert editor.call("POST", f"/claims/{claim.get_json()['id']}/main").get_json()["main"] is True
    assert editor.call("POST", f"{article}/steps", {"step": "publish"}).get_json()["state"] == "open"
    assert Program(place.app).call("GET", article).get_json()["main_claim"] == claim.get_json()["id"]


def test_every_operation_is_described() -> None:
    assert all(each.summary.endswith((".", "?")) and each.tag for each in operations)


def test_editors_split_merge_and_undo(place: Place, cast: Cast, scene: Scene) -> None:
    editor, claim = Program(place.app, cast.insiders["editor"]), scene.values["claim"][0]
    parts = {"parts": [{"text": "The heron flew."}, {"text": "It flew at noon."}]}
    made = editor.call("POST", f"/claims/{claim}/split", parts, Idempotency_Key="in two")
    assert [each["text"] for each in made.get_json()["items"]] == ["The heron flew.", "It flew at noon."]
    again = editor.call("POST", f"/claims/{claim}/split", parts, Idempotency_Key="in two")
    assert again.get_json() == made.get_json()
    other = made.get_json()["items"][1]["id"]
    merged = editor.call("POST", f"/articles/{scene.slug}/merge", {"claims": [other], "keep": str(claim)})
    assert merged.status_code == 200
    assert editor.call("GET", f"/claims/{other}").get_json()["merged_into"] == str(claim)
    act = editor.call("GET", f"/articles/{scene.slug}/acts").get_json()["items"][0]
    assert (act["action"], act["undone"]) == ("merge", False)
    assert editor.call("POST", f"/acts/{act['id']}/undo").get_json()["undone"] is True
    assert editor.call("GET", f"/claims/{other}").get_json()["merged_into"] is None
