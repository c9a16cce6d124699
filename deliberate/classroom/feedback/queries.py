"""What is read of feedback."""

from collections.abc import Collection

from deliberate.classroom.models import Assignment


def _articles(assignment: Assignment) -> Collection[int]:
    """The ids of the articles on which an assignment is done."""
    return (assignment.article_id,)
