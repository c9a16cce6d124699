"""What is said of a whole class, as a sheet."""

import csv
import io
from collections.abc import Sequence

from deliberate.classroom.feedback.queries import Judged, Scale
from deliberate.classroom.models import Assignment
from deliberate.core.sheets import harmless


def feedback_sheet(assignment: Assignment, scale: Scale, everybody: Sequence[Judged]) -> str:
    """Names, tasks, levels, points and comment, a line for each student; its cells are no formulas."""
    page = io.StringIO()
    sheet = csv.writer(page, lineterminator="\r\n")
    skills = [each.value for each in scale.skills]
    after = ("points", "out_of", "by_hand", "comment", "released_at")
    sheet.writerow(["account", "name", *assignment.tasks, "handed_in", "late", *skills, *after])
    for each in everybody:
        sheet.writerow([harmless(cell) for cell in (*_done(assignment, each), *_said(scale, each))])
    return page.getvalue()


def _done(assignment: Assignment, judged: Judged) -> list[str]:
    row, submission = judged.row, judged.row.submission
    handed_in = submission.at.isoformat(timespec="minutes") if submission else ""
    counts = [str(row.done.get(kind, 0)) for kind in assignment.tasks]
    return [row.account, row.given_name or "", *counts, handed_in, "late" if submission and submission.late else ""]


def _said(scale: Scale, judged: Judged) -> list[str]:
    feedback = judged.feedback
    if feedback is None:
        return [""] * len(scale.skills) + ["", str(scale.out_of), "", "", ""]
    released = feedback.released_at.isoformat(timespec="minutes") if feedback.released_at else ""
    levels = [str(feedback.levels.get(each.value, "")) for each in scale.skills]
    points = str(judged.points) if judged.points is not None else ""
    by_hand = "by hand" if feedback.points_by_hand is not None else ""
    return [*levels, points, str(scale.out_of), by_hand, feedback.comment, released]
