"""Columns of the gradebook, scores and results, after LTI Assignment and Grade Services 2.0."""

import json
import secrets
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, request

from campus.course import COURSE, PEOPLE
from campus.services import LINE_ITEM, LINE_ITEM_READ, RESULT_READ, SCORE, page_of, scoped
from campus.tokens import Refused, campus

blueprint = Blueprint("gradebook", __name__)

LINE_ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
ROWS_ON_A_PAGE = 20
#: What a line item may have beside its label and scoreMaximum.
OPTIONAL = ("resourceId", "tag", "startDateTime", "endDateTime", "gradesReleased")
PROGRESS = ("Initialized", "Started", "InProgress", "Submitted", "Completed")
GRADING = ("FullyGraded", "Pending", "PendingManual", "Failed", "NotReady")


def new_line_item(tool: dict[str, Any], asked: dict[str, Any], link: str | None) -> dict[str, Any]:
    """A column of the gradebook as a tool asks for it, not kept yet."""
    if not _is_number(asked.get("scoreMaximum")) or asked["scoreMaximum"] <= 0:
        raise Refused("invalid_request", "scoreMaximum has to be a number above nothing.")
    if not isinstance(asked.get("label"), str) or not asked["label"].strip():
        raise Refused("invalid_request", "label has to be some words.")
    further = {name: asked[name] for name in OPTIONAL if name in asked}
    shown = {"label": asked["label"][:300], "scoreMaximum": asked["scoreMaximum"], **further}
    return {"id": secrets.token_hex(6), "tool": tool["id"], "link": link, "shown": shown}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")


def _address(item: dict[str, Any]) -> str:
    return campus().at(f"/courses/{COURSE['id']}/lineitems/{item['id']}")


def _shown(item: dict[str, Any]) -> dict[str, Any]:
    return {"id": _address(item), **item["shown"], **({"resourceLinkId": item["link"]} if item["link"] else {})}


def _item(tool: dict[str, Any], key: str) -> dict[str, Any]:
    """A line item of the tool's own: it sees no others."""
    found = campus().records.get("line_item", key)
    return found if found and found["tool"] == tool["id"] else abort(404)


def _body(media_type: str) -> dict[str, Any]:
    if request.mimetype != media_type:
        raise Refused("invalid_request", f"The body has to be {media_type}.", 415)
    try:
        found = json.loads(request.get_data())
    except ValueError as problem:
        raise Refused("invalid_request", "The body is no JSON.") from problem
    if not isinstance(found, dict):
        raise Refused("invalid_request", "The body has to be one object.")
    return found


@blueprint.get("/courses/<course>/lineitems")
@scoped(LINE_ITEM, LINE_ITEM_READ)
def line_items(tool: dict[str, Any]) -> Any:
    rows = [_shown(item) for item in campus().records.all("line_item", tool=tool["id"])]
    for asked, name in (("resource_link_id", "resourceLinkId"), ("resource_id", "resourceId"), ("tag", "tag")):
        rows = [row for row in rows if asked not in request.args or row.get(name) == request.args[asked]]
    shown, link = page_of(rows, ROWS_ON_A_PAGE)
    return json.dumps(shown), {"Content-Type": LINE_ITEMS_TYPE, **link}


@blueprint.post("/courses/<course>/lineitems")
@scoped(LINE_ITEM)
def add_line_item(tool: dict[str, Any]) -> Any:
    asked = _body(LINE_ITEM_TYPE)
    link = asked.get("resourceLinkId")
    if link is not None and not campus().records.all("link", id=link, tool=tool["id"]):
        raise Refused("invalid_request", "resourceLinkId is no link of this course to the tool.")
    item = campus().records.put("line_item", new_line_item(tool, asked, link))
    return json.dumps(_shown(item)), 201, {"Content-Type": LINE_ITEM_TYPE, "Location": _address(item)}


@blueprint.get("/courses/<course>/lineitems/<key>")
@scoped(LINE_ITEM, LINE_ITEM_READ)
def line_item(tool: dict[str, Any], key: str) -> Any:
    return json.dumps(_shown(_item(tool, key))), {"Content-Type": LINE_ITEM_TYPE}


@blueprint.put("/courses/<course>/lineitems/<key>")
@scoped(LINE_ITEM)
def change_line_item(tool: dict[str, Any], key: str) -> Any:
    """All of it is said anew, but for its id and its link, which stay."""
    item, asked = _item(tool, key), _body(LINE_ITEM_TYPE)
    if asked.get("resourceLinkId", item["link"]) != item["link"]:
        raise Refused("invalid_request", "The resourceLinkId of a line item stays what it is.")
    changed = campus().records.put("line_item", {**item, "shown": new_line_item(tool, asked, item["link"])["shown"]})
    return json.dumps(_shown(changed)), {"Content-Type": LINE_ITEM_TYPE}


@blueprint.delete("/courses/<course>/lineitems/<key>")
@scoped(LINE_ITEM)
def drop_line_item(tool: dict[str, Any], key: str) -> Any:
    forget_line_item(_item(tool, key)["id"])
    return "", 204


def forget_line_item(key: str) -> None:
    """The column, and what is in it."""
    for score in campus().records.all("score", line_item=key):
        campus().records.drop("score", score["id"])
    campus().records.drop("line_item", key)


@blueprint.post("/courses/<course>/lineitems/<key>/scores")
@scoped(SCORE)
def add_score(tool: dict[str, Any], key: str) -> Any:
    """How far somebody is, and what they got; never in the place of something later."""
    item, said = _item(tool, key), _checked(_body(SCORE_TYPE))
    person = PEOPLE.get(said["userId"])
    if person is None or person.teaches:
        raise Refused("invalid_request", "No student of this course has this userId.", 404)
    kept = {"id": f"{item['id']} {person.id}", "line_item": item["id"], "said": said}
    with campus().records.turn:
        before = campus().records.get("score", kept["id"])
        if before and _moment(before["said"]["timestamp"]) >= _moment(said["timestamp"]):
            raise Refused("invalid_request", "There is a score of this moment, or of a later one.", 409)
        campus().records.put("score", kept)
    return {"resultUrl": f"{_address(item)}/results?user_id={person.id}"}


def _checked(said: dict[str, Any]) -> dict[str, Any]:
    known = {"activityProgress": PROGRESS, "gradingProgress": GRADING}
    for name, values in known.items():
        if said.get(name) not in values:
            raise Refused("invalid_request", f"{name} has to be one of {', '.join(values)}.")
    for name in ("userId", "timestamp"):
        if not isinstance(said.get(name), str):
            raise Refused("invalid_request", f"{name} is missing.")
    try:
        _moment(said["timestamp"])
    except ValueError as problem:
        raise Refused("invalid_request", "timestamp has to be a moment of ISO 8601 with its time zone.") from problem
    if not isinstance(said.get("comment", ""), str):
        raise Refused("invalid_request", "comment has to be some words.")
    if "scoreGiven" in said:
        _check_points(said)
    return said


def _check_points(said: dict[str, Any]) -> None:
    for name in ("scoreGiven", "scoreMaximum"):
        if not _is_number(said.get(name)) or said[name] < 0:
            raise Refused("invalid_request", f"{name} has to be a number, and not below nothing.")
    if not said["scoreMaximum"]:
        raise Refused("invalid_request", "scoreMaximum has to be above nothing.")


def _moment(written: str) -> datetime:
    found = datetime.fromisoformat(written)
    if found.tzinfo is None:
        raise ValueError("no time zone")
    return found


@blueprint.get("/courses/<course>/lineitems/<key>/results")
@scoped(RESULT_READ)
def results(tool: dict[str, Any], key: str) -> Any:
    item, asked = _item(tool, key), request.args.get("user_id")
    rows = []
    for score in campus().records.all("score", line_item=item["id"]):
        said = score["said"]
        if asked not in (None, said["userId"]):
            continue
        row = {"id": f"{_address(item)}/results/{said['userId']}", "scoreOf": _address(item), "userId": said["userId"]}
        grade = grade_of(item, said)
        rows.append(row if grade is None else {**row, **grade, "comment": said.get("comment", "")})
    shown, link = page_of(rows, ROWS_ON_A_PAGE)
    return json.dumps(shown), {"Content-Type": RESULTS_TYPE, **link}


def grade_of(item: dict[str, Any], said: dict[str, Any]) -> dict[str, float] | None:
    """What stands in the gradebook, on its own scale; nothing before a score is final."""
    if said["gradingProgress"] != "FullyGraded" or "scoreGiven" not in said:
        return None
    most = item["shown"]["scoreMaximum"]
    return {"resultScore": round(said["scoreGiven"] / said["scoreMaximum"] * most, 4), "resultMaximum": most}
