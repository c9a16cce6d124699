"""What platforms offer their tools: lists of members, and columns for grades. Asked by jobs alone."""

from collections.abc import Generator, Sequence
from itertools import islice
from typing import Any, cast

import requests
from pylti1p3.assignments_grades import AssignmentsGradesService, TAssignmentsGradersData
from pylti1p3.exception import LtiException, LtiServiceException
from pylti1p3.lineitem import LineItem
from pylti1p3.names_roles import NamesRolesProvisioningService
from pylti1p3.service_connector import ServiceConnector, TServiceConnectorResponse

from deliberate.classroom.models import Assignment
from deliberate.core.wording import N_
from deliberate.fetching.errors import BAD_STATUS, FetchError
from deliberate.lti.asking import guarded_session, way_to
from deliberate.lti.deep_links import COLUMN_MAXIMUM
from deliberate.lti.keys import ensure_key, registration_of
from deliberate.lti.models import Course, Platform, ResourceLink

#: So many pages of a list are read, and so many members of it.
_MOST_PAGES, MOST_MEMBERS = 100, 5000

UNREADABLE = N_("The platform’s answer cannot be read.")
NO_COLUMN = N_("The platform has no column for these grades, and lets none be made.")
NO_MEMBERS = N_("The platform does not say who is in the course.")


class Unserved(Exception):
    """What was asked of a platform came to nothing; why, in English words that are stored and said later."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Gone(Unserved):
    """There is nothing any more where the platform was asked."""


class _Connector(ServiceConnector):
    """Access is asked for anew by every job, and kept no longer than it runs."""

    def __init__(self, platform: Platform) -> None:
        super().__init__(registration_of(platform, ensure_key()), guarded_session(way_to(platform)))
        self._tokens: dict[str, str] = {}

    def _get_cached_access_token(self, scope_key: str) -> str | None:
        return self._tokens.get(scope_key)

    def _cache_access_token(self, scope_key: str, access_token: str, expires_in: float) -> None:
        self._tokens[scope_key] = access_token

    def make_service_request(self, scopes: Sequence[str], url: str, **how: Any) -> TServiceConnectorResponse:
        """The same, where a platform that takes a grade says nothing that could be read; nobody needs to."""
        try:
            return super().make_service_request(scopes, url, **how)
        except requests.JSONDecodeError:
            if not how.get("is_post"):
                raise
            return {"headers": {}, "body": None, "next_page_url": None}

    def get_paginated_data(
        self, scopes: Sequence[str], url: str | None, *args: Any, **how: Any
    ) -> Generator[TServiceConnectorResponse]:
        """The same, with an end: a list that leads in a circle is read only so far."""
        yield from islice(super().get_paginated_data(scopes, url, *args, **how), _MOST_PAGES)


class Services:
    """Of one platform, for one job. Everything raises Unserved."""

    def __init__(self, platform: Platform) -> None:
        self._connector = _Connector(platform)

    def members(self, course: Course) -> list[dict[str, Any]]:
        """Who is in a course."""
        if not course.memberships_url:
            raise Unserved(NO_MEMBERS)
        address: str | None = course.memberships_url
        service = NamesRolesProvisioningService(self._connector, {"context_memberships_url": course.memberships_url})
        found: list[dict[str, Any]] = []
        try:
            for _ in range(_MOST_PAGES):
                page, address = service.get_members_page(address)
                found += [cast(dict[str, Any], each) for each in page if isinstance(each, dict)]
                if not address or len(found) > MOST_MEMBERS:
                    break
        except _TROUBLES as trouble:
            raise _unserved(trouble) from None
        return found[:MOST_MEMBERS]

    def column_of(self, link: ResourceLink, assignment: Assignment) -> str:
        """Where the grades of a link go: found, or made where there is none and the platform lets us."""
        grades = self._grades(link)
        if not link.course.lineitems_url or not grades.can_create_lineitem():
            raise Unserved(NO_COLUMN)
        wanted = LineItem().set_score_maximum(COLUMN_MAXIMUM).set_label(assignment.title)
        wanted.set_resource_id(str(assignment.public_id)).set_resource_link_id(link.link)
        try:
            found = grades.find_or_create_lineitem(wanted, find_by="resource_link_id").get_id()
        except _TROUBLES as trouble:
            raise _unserved(trouble) from None
        if not found:
            raise Unserved(UNREADABLE)
        return found

    def tell(self, link: ResourceLink, column: str, grade: Any) -> None:
        """Send one grade."""
        try:
            self._grades(link, column).put_grade(grade)
        except _TROUBLES as trouble:
            raise _unserved(trouble) from None

    def _grades(self, link: ResourceLink, column: str | None = None) -> AssignmentsGradesService:
        offered: dict[str, Any] = {"scope": list(link.course.scopes)}
        if link.course.lineitems_url:
            offered["lineitems"] = link.course.lineitems_url
        if column:
            offered["lineitem"] = column
        return AssignmentsGradesService(self._connector, cast(TAssignmentsGradersData, offered))


_TROUBLES = (
    LtiException,
    FetchError,
    requests.RequestException,
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    RecursionError,
)


def _unserved(trouble: Exception) -> Unserved:
    """Why, in words that name nobody."""
    if isinstance(trouble, FetchError):
        return Unserved(trouble.message)
    if isinstance(trouble, LtiServiceException):
        kind = Gone if trouble.response.status_code in {404, 410} else Unserved
        return kind(BAD_STATUS % {"status": trouble.response.status_code})
    if isinstance(trouble, LtiException):
        return Unserved(NO_COLUMN)
    return Unserved(UNREADABLE)
