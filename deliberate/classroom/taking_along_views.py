"""A class as a file."""

import json
import uuid

from flask import Response

from deliberate.classroom.queries import get_class
from deliberate.classroom.taking_along import whole_class
from deliberate.classroom.views import blueprint
from deliberate.core.personal_data import plain
from deliberate.web.identity import current_actor


@blueprint.get("/classes/<uuid:classroom>/class.json")
def class_json(classroom: uuid.UUID) -> Response:
    """All of it, for those who teach it."""
    actor = current_actor()
    written = json.dumps(whole_class(actor, get_class(actor, classroom)), default=plain, ensure_ascii=False, indent=1)
    response = Response(written, mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="class.json"'
    return response
