"""What a platform said, once its token has been checked: of its claims what this site uses, each of its type."""

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from deliberate.classroom.models import Role
from deliberate.lti.models import LONGEST
from deliberate.lti.refusals import Refused

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINK = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"

_MEMBERSHIP = re.compile(r"http://purl\.imsglobal\.org/vocab/lis/v2/membership(?:/(\w+))?#(\w+)|(\w+)")
_LONGEST_NAME, _LONGEST_DATA = 100, 20_000
#: Stands for a character that was lost on the way; nobody is asked here to type it anew.
_LOST = "\ufffd"


@dataclass(frozen=True)
class Message:
    """A launch: of a link, or to choose what a link is to lead to."""

    subject: str
    deployment: str
    context: str
    #: What they are in that course; none where it is nothing that this site has a place for.
    role: str | None
    name: str = ""
    course_title: str = ""
    #: The resource link; empty where one is to be made.
    link: str = ""
    link_title: str = ""
    #: The assignment that a link of ours names.
    assignment: str | None = None
    memberships_url: str | None = None
    lineitems_url: str | None = None
    lineitem: str | None = None
    scopes: tuple[str, ...] = ()
    #: Where the answer goes to, and what it has to bring back.
    return_url: str | None = None
    data: Any = None

    @property
    def is_deep(self) -> bool:
        return self.return_url is not None

    @property
    def teaches(self) -> bool:
        return self.role == Role.TEACHER.value

    def as_luggage(self) -> Mapping[str, Any]:
        return asdict(self)

    @classmethod
    def of_luggage(cls, luggage: Mapping[str, Any]) -> "Message":
        return cls(**{**luggage, "scopes": tuple(luggage["scopes"])})


def read_message(claims: Mapping[str, Any]) -> Message:
    """The message in claims whose token is good. Raises Refused where it lacks what this site cannot do without."""
    context = _table(claims.get(f"{LTI}context"))
    link, custom = _table(claims.get(f"{LTI}resource_link")), _table(claims.get(f"{LTI}custom"))
    grades, deep = _table(claims.get(AGS)), claims.get(DEEP_LINK)
    return Message(
        subject=_name(claims.get("sub"), "it does not say who this is"),
        deployment=_name(claims.get(f"{LTI}deployment_id"), "it names no deployment"),
        context=_name(context.get("id"), "it does not say of which course it is"),
        role=role_in(claims.get(f"{LTI}roles")),
        name=name_in(claims),
        course_title=_words(context.get("title")) or _words(context.get("label")),
        link="" if deep is not None else _name(link.get("id"), "it does not say of which link it is"),
        link_title=_words(link.get("title")),
        assignment=_uuid(custom.get("assignment")),
        memberships_url=_words(_table(claims.get(NRPS)).get("context_memberships_url"), 2000) or None,
        lineitems_url=_words(grades.get("lineitems"), 2000) or None,
        lineitem=_words(grades.get("lineitem"), 2000) or None,
        scopes=tuple(each for each in _list(grades.get("scope")) if isinstance(each, str))[:20],
        return_url=_words(_table(deep).get("deep_link_return_url"), 2000) if deep is not None else None,
        data=_data(_table(deep).get("data")),
    )


def role_in(roles: Any) -> Role | None:
    """What somebody is in a course, by what they are in that course alone: what they are elsewhere, or to the whole
    platform, makes nobody anything here."""
    names = set()
    for each in _list(roles):
        found = _MEMBERSHIP.fullmatch(each) if isinstance(each, str) else None
        names |= {part for part in found.groups() if part} if found else set()
    if "TeachingAssistant" in names:
        return Role.ASSISTANT
    if "Instructor" in names:
        return Role.TEACHER
    return Role.STUDENT if "Learner" in names else None


def name_in(claims: Mapping[str, Any]) -> str:
    """The name by which those who teach know somebody, if the platform gives one."""
    parts = [_words(claims.get("given_name")), _words(claims.get("family_name"))]
    return (_words(claims.get("name")) or " ".join(part for part in parts if part))[:_LONGEST_NAME]


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value[:100] if isinstance(value, list) else []


def _name(value: Any, refusal: str) -> str:
    """What something is known by: never cut, for what is cut is something else's."""
    if not is_name(value):
        raise Refused(refusal)
    return str(value)


def is_name(value: Any) -> bool:
    """Whether somebody or something can be known by it: one half of a character, or NUL, no database takes."""
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
        return False
    return not any(each == "\0" or "\ud800" <= each <= "\udfff" for each in value)


def _words(value: Any, most: int = _LONGEST_NAME) -> str:
    """Words to be shown, or an address; empty where there is none that will do."""
    if not isinstance(value, str):
        return ""
    plain = " ".join("".join(each for each in value if each.isprintable() and each != _LOST).split())
    return plain if len(plain) <= most else plain[:most] if most == _LONGEST_NAME else ""


def _data(value: Any) -> Any:
    """What has to come back as it came; some send more than a string."""
    return value if len(json.dumps(value)) <= _LONGEST_DATA else None


def _uuid(value: Any) -> str | None:
    try:
        return str(uuid.UUID(value)) if isinstance(value, str) else None
    except ValueError:
        return None
