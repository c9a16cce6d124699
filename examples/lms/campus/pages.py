"""What people see: who one is, the course, the frame around a tool, the gradebook, the tools."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for

from campus.course import COURSE, PEOPLE, STUDENTS, Person
from campus.gradebook import forget_line_item, grade_of
from campus.tokens import campus

blueprint = Blueprint("pages", __name__)

#: What the words of a score mean to whoever reads the gradebook.
PROGRESS = {
    "Initialized": "Not started",
    "Started": "Started",
    "InProgress": "At work",
    "Submitted": "Handed in",
    "Completed": "Done",
}
GRADING = {
    "FullyGraded": "Graded",
    "Pending": "Grade to come",
    "PendingManual": "Waits for the teacher",
    "Failed": "Grading failed",
    "NotReady": "Not graded",
}


@blueprint.app_context_processor
def common() -> dict[str, Any]:
    return {"me": PEOPLE.get(session.get("person", "")), "course": COURSE}


def me() -> Person:
    return PEOPLE.get(session.get("person", "")) or abort(401)


def for_teachers() -> Person:
    person = me()
    return person if person.teaches else abort(403)


@blueprint.get("/")
def front() -> Any:
    return render_template("campus/front.html", people=PEOPLE.values())


@blueprint.post("/as/<key>")
def become(key: str) -> Any:
    session["person"] = (PEOPLE.get(key) or abort(404)).id
    return redirect(url_for("pages.course"), 303)


@blueprint.get("/course")
def course() -> Any:
    person, records = me(), campus().records
    tools = {tool["id"]: tool for tool in records.all("tool")}
    links = [{**link, "of": tools[link["tool"]]["name"], "until": at(link["until"])} for link in records.all("link")]
    return render_template("campus/course.html", links=links, tools=tools.values(), marks=_columns([person]))


@blueprint.get("/course/links/<key>")
def link(key: str) -> Any:
    """A tool in a frame."""
    me()
    found = campus().records.get("link", key) or abort(404)
    inside = url_for("messages.launch", key=key, **{"in": "iframe"})
    return render_template("campus/frame.html", title=found["title"], inside=inside)


@blueprint.get("/course/add/<key>")
def choosing(key: str) -> Any:
    """A tool in a frame, to choose an activity there."""
    for_teachers()
    tool = campus().records.get("tool", key) or abort(404)
    inside = url_for("messages.choose", key=key, **{"in": "iframe"})
    return render_template("campus/frame.html", title=f"Choose in {tool['name']}", inside=inside)


@blueprint.post("/course/links/<key>/remove")
def remove(key: str) -> Any:
    for_teachers()
    found = campus().records.get("link", key) or abort(404)
    for item in campus().records.all("line_item", link=key):
        forget_line_item(item["id"])
    campus().records.drop("link", key)
    flash(f"“{found['title']}” was taken out of the course, with its grades.")
    return redirect(url_for("pages.course"), 303)


@blueprint.get("/gradebook")
def gradebook() -> Any:
    for_teachers()
    return render_template("campus/gradebook.html", columns=_columns(STUDENTS))


def _columns(people: list[Person]) -> list[dict[str, Any]]:
    """Every line item with what was returned for each of these people."""
    records = campus().records
    columns = []
    for item in records.all("line_item"):
        said = {score["said"]["userId"]: score["said"] for score in records.all("score", line_item=item["id"])}
        rows = [{"person": person, **_row(item, said.get(person.id))} for person in people]
        columns.append({**item["shown"], "rows": rows, "until": at(item["shown"].get("endDateTime"))})
    return columns


def _row(item: dict[str, Any], said: dict[str, Any] | None) -> dict[str, Any]:
    if said is None:
        return {"progress": "", "grading": ""}
    return {
        "grade": grade_of(item, said),
        "progress": PROGRESS[said["activityProgress"]],
        "grading": GRADING[said["gradingProgress"]],
        "comment": said.get("comment", ""),
        "at": at(said["timestamp"]),
    }


def at(written: str | None) -> str:
    """A moment as people read it; whatever else a tool wrote there, as it stands."""
    try:
        found = datetime.fromisoformat(written or "")
    except ValueError:
        return written or ""
    return f"{found.astimezone(UTC):%-d %B %Y, %H:%M} UTC"


@blueprint.get("/tools")
def tools() -> Any:
    for_teachers()
    configuration = campus().at(url_for("registering.configuration"))
    return render_template("campus/tools.html", tools=campus().records.all("tool"), configuration=configuration)


def refused(problem: Any) -> Any:
    """As OAuth has it for programs, and as a page for people."""
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        return render_template("campus/refused.html", problem=problem), problem.status
    headers = {"WWW-Authenticate": f'Bearer error="{problem.error}"'} if problem.status == 401 else {}
    return {"error": problem.error, "error_description": problem.why}, problem.status, headers


def nobody(_error: Any) -> Any:
    """Whoever is nobody yet chooses who to be."""
    return render_template("campus/front.html", people=PEOPLE.values()), 401


def elsewhere(error: Any) -> Any:
    return render_template("campus/refused.html", problem={"error": error.name, "why": error.description}), error.code
