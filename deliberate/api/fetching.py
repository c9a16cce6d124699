"""Articles and newer texts by their address: asked for, done by a job, and how that goes."""

from uuid import UUID, uuid4

from pydantic import Field

from deliberate.api.articles import TAG
from deliberate.api.authentication import Caller
from deliberate.api.operations import operation, submission
from deliberate.api.shapes import LARGEST, LARGEST_NUMBER, Given, Shown, link, words
from deliberate.articles.by_address import ask_for, ask_for_newer, get_asked, problem_of
from deliberate.articles.drafts import LONGEST_LINE, ArticleDraft
from deliberate.articles.models import AddressImport, Audience, FetchState
from deliberate.articles.services import get_readable
from deliberate.core.policy import Permission, authorize

LONGEST_ADDRESS = 2000


class AddressGiven(Given):
    """The address of a page that is to become a draft."""

    address: str = words(LONGEST_ADDRESS)
    title: str = words(LONGEST_LINE, 0, default="", description="Left out, it is as the page has it.")
    audience: Audience = Audience.PUBLIC
    group: int | None = Field(
        None, ge=1, le=LARGEST, description="The number of one's group, where the audience is one."
    )
    premoderated: bool = False
    source_url: str | None = link(description="Left out, it is where the page was found.")
    excerpt: bool = False

    def draft(self) -> ArticleDraft:
        """As services take it."""
        return ArticleDraft(group_id=self.group, **self.model_dump(exclude={"address", "group"}))


class NewerAddress(Given):
    """The address of a page that has a newer text of an article."""

    address: str = words(LONGEST_ADDRESS)
    after: int = Field(ge=1, le=LARGEST_NUMBER, description="The number of the newest version as one knows it.")


class FetchShown(Shown):
    """A page that was asked for. It is known for a week, to whoever asked."""

    id: UUID
    address: str
    state: FetchState
    problem: str | None = Field(description="What kept it from being stored.")
    article: str | None = Field(description="The slug of what it became; of a newer text, the article it is of.")
    renews: int | None = Field(description="The number of the version that a newer text is to follow.")


def _fetch(asked: AddressImport) -> FetchShown:
    problem = problem_of(asked)
    return FetchShown(
        id=asked.public_id,
        address=asked.url,
        state=asked.state if problem is None else FetchState.FAILED,
        problem=problem,
        article=asked.article.slug if asked.article is not None else None,
        renews=asked.renews,
    )


@operation("POST", "/fetches", tag=TAG, body=AddressGiven, answer=FetchShown, status=202, made_at="get_fetch")
def fetch_article(caller: Caller, body: AddressGiven) -> FetchShown:
    """Have the page at an address fetched and imported as a draft. A job does it; ask again how it goes."""
    asked = ask_for(caller.actor, body.address, body.draft(), submission() or uuid4().hex)
    return _fetch(get_asked(caller.actor, asked.public_id))


@operation(
    "POST", "/articles/<slug>/fetches", tag=TAG, body=NewerAddress, answer=FetchShown, status=202, made_at="get_fetch"
)
def fetch_newer_text(caller: Caller, slug: str, body: NewerAddress) -> FetchShown:
    """Have the page at an address fetched as the next version of an article's text; for its editors."""
    article = get_readable(caller.actor, slug)
    asked = ask_for_newer(caller.actor, article, body.address, body.after, submission() or uuid4().hex)
    return _fetch(get_asked(caller.actor, asked.public_id))


@operation("GET", "/fetches/<uuid:fetch>", tag=TAG, answer=FetchShown, for_visitors=False)
def get_fetch(caller: Caller, fetch: UUID) -> FetchShown:
    """How a page that one asked for stands."""
    asked = get_asked(caller.actor, fetch)
    if asked.renews is None:
        authorize(caller.actor, Permission.IMPORT_ARTICLE)
    else:
        authorize(caller.actor, Permission.EDIT_ARTICLE, asked.article)
    return _fetch(asked)
