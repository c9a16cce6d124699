"""The host's own layout around a page of ours."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, g, has_request_context
from markupsafe import Markup

from deliberate.core.site import settings

OWN, FRAMED = "deliberate/site.html", "deliberate/framed.html"


@dataclass(frozen=True)
class Framed:
    """A page of ours as a host's layout has it, under the name ``deliberate``."""

    title: Markup
    description: Markup
    #: Style and scripts, and what belongs into the head of this page.
    head: Markup
    body: Markup


def skeleton() -> str:
    """What every page that is whole extends."""
    framed = settings.layout and has_request_context() and not g.get("deliberate_unframed")
    return FRAMED if framed else OWN


def unframed() -> None:
    """Have the rest of this request do without the host's layout, which may be what broke, or ask what is away."""
    g.deliberate_unframed = True


def in_layout(title: Markup, description: Markup, head: Markup, body: Markup) -> Markup:
    """The layout that the site names, made as one of the host's own pages is: with its context and nothing of ours."""
    if settings.layout is None:
        raise ValueError("This site names no layout.")
    context: dict[str, Any] = {}
    for processor in current_app.template_context_processors[None]:
        context.update(current_app.ensure_sync(processor)())
    context["deliberate"] = Framed(title, description, head, body)
    return Markup(current_app.jinja_env.get_template(settings.layout).render(context))  # noqa: S704  # a template's
