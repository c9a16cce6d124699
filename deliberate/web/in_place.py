"""Taking part without leaving the page: the same view, the same form and the same answer, without the frame of a page.

A template that extends ``frame`` is a whole page, or only the part in the middle where htmx asks for it. What a view
stored is told by ``told``: on the next page, or at once, with whatever the rooms above add to it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import flash, has_request_context, make_response, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from deliberate.core.registry import Registry

WHOLE, PART = "deliberate/base.html", "deliberate/part.html"

#: The name of the field that says whose draft a form is: the form's name and what it is about.
DRAFT = "draft"
_DRAFT = re.compile(r"([a-z_]{1,40}):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


@dataclass(frozen=True)
class Told:
    """What was stored, in words for whoever did it, and where it is shown."""

    words: str
    address: str
    #: The contribution it is about, by its public id.
    about: UUID | None = None
    #: What somebody may do next, by the name under which a higher room knows it.
    then: str | None = None
    category: str = "info"


#: What higher rooms add to the answer: the thing as it looks, what changed by it, and what is elsewhere on the page.
beside: Registry[Callable[[Told], Markup]] = Registry("addition to an answer in place")


def asked_in_place() -> bool:
    """Whether the page stays where it is, and only a part of it is wanted."""
    return has_request_context() and request.headers.get("HX-Request") == "true"


def frame() -> str:
    """What a template extends that can be a page or a part of one."""
    return PART if asked_in_place() else WHOLE


def title_level() -> int:
    """Of which level the heading of such a template is."""
    return 2 if asked_in_place() else 1


def told(what: Told) -> Response:
    """The answer to a form that was stored: the next page says so, or the part says so at once."""
    if not asked_in_place():
        flash(what.words, what.category)
        return redirect(what.address, 303)
    added = [beside.get(name)(what) for name in beside.names()]
    return make_response(render_template("deliberate/told.html", told=what, added=added, done=request.form.get(DRAFT)))


def draft_named(given: str) -> tuple[str, UUID] | None:
    """The form and what it is about, as the field of a form names them."""
    found = _DRAFT.fullmatch(given)
    return (found[1], UUID(found[2])) if found else None
