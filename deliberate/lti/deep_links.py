"""The answer to a deep link: which assignment the platform's new link is to lead to."""

from pylti1p3.deep_link import DeepLink
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem

from deliberate.classroom.models import Assignment
from deliberate.lti.keys import ensure_key, registration_of
from deliberate.lti.messages import Message
from deliberate.lti.models import Platform
from deliberate.lti.tokens import launch_address

#: The maximum of the column that a platform makes; each grade says of how many points it is.
COLUMN_MAXIMUM = 100
_DATA = "https://purl.imsglobal.org/spec/lti-dl/claim/data"
_ITEMS = "https://purl.imsglobal.org/spec/lti-dl/claim/content_items"


def answer_of(platform: Platform, message: Message, assignment: Assignment) -> str:
    """The signed answer, with one link to the assignment and the column for its grades."""
    deep = DeepLink(registration_of(platform, ensure_key()), message.deployment, {})
    made = deep.get_message_jwt([_resource(assignment)])
    # It comes back as it was sent, or not at all.
    if message.data is None:
        del made[_DATA]
    else:
        made[_DATA] = message.data
    for item in made[_ITEMS]:  # type: ignore[attr-defined]  # a list, as the line above it made it
        item["window"] = {"targetName": "_blank"}
        if assignment.instructions:
            item["text"] = assignment.instructions
    return str(deep.encode_jwt(made))  # type: ignore[no-untyped-call]


def _resource(assignment: Assignment) -> DeepLinkResource:
    column = LineItem().set_score_maximum(COLUMN_MAXIMUM).set_label(assignment.title)
    column.set_resource_id(str(assignment.public_id))
    link = DeepLinkResource().set_url(launch_address()).set_title(assignment.title).set_lineitem(column)
    return link.set_custom_params({"assignment": str(assignment.public_id)})
