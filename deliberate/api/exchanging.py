"""An article in a format of another program, and a file of another program as an article."""

from pydantic import Field

from deliberate.api.articles import ArticleShown, shown
from deliberate.api.authentication import Caller
from deliberate.api.operations import operation, submission
from deliberate.api.shapes import Given, Shown, words
from deliberate.articles.drafts import LONGEST_LINE
from deliberate.articles.services import get_readable
from deliberate.core.errors import Conflict, Invalid, NotFound
from deliberate.core.policy import Permission, authorize
from deliberate.core.site import settings
from deliberate.core.wording import say
from deliberate.exchange.all_formats import formats
from deliberate.exchange.errors import CannotWrite, FormatError
from deliberate.exchange.formats import Asked, Format, read_bytes, write_text
from deliberate.exchange.gathering import gather
from deliberate.exchange.losses import Loss, left_behind
from deliberate.exchange.services import arrival_of, import_graph
from deliberate.web.blueprint import FILE_TAKING
from deliberate.web.repeating import stored

TAG = "Exchange"


class LossShown(Shown):
    """What a format has no room for."""

    sentence: str
    count: int


class FormatShown(Shown):
    """A format, and what it would leave behind of an article."""

    name: str
    title: str
    media_type: str
    suffix: str
    leaves_behind: list[LossShown]


class Formats(Shown):
    """Those an article can be exported in."""

    items: list[FormatShown]
    kept_back: list[LossShown] = Field(description="What no file has, since readers are not shown it.")


class FileShown(Shown):
    """An article in a format."""

    format: str
    media_type: str
    name: str = Field(description="What the file would be called.")
    content: str
    left_behind: list[LossShown]


class FileGiven(Given):
    """A file of another program."""

    format: str = words(60, description="The name of a format that can be read, such as json, argdown or aif.")
    content: str = Field(min_length=1, description="The words of the file.")
    title: str = words(LONGEST_LINE, 0, default="", description="Left out, it is as the file has it.")


class Brought(Shown):
    """What a file became, and what of it found no room."""

    article: ArticleShown
    left_behind: list[str]


def _losses(found: tuple[Loss, ...]) -> list[LossShown]:
    return [LossShown(sentence=each.sentence(), count=each.count) for each in found]


@operation("GET", "/articles/<slug>/exports", tag=TAG, answer=Formats)
def list_exports(caller: Caller, slug: str) -> Formats:
    """Every format an article can be exported in, with what it would leave behind."""
    graph, report = gather(caller.actor, get_readable(caller.actor, slug))
    known = (formats.get(name) for name in formats.names())
    return Formats(
        items=[
            FormatShown(
                name=each.name,
                title=say(each.title),
                media_type=each.media_type,
                suffix=each.suffixes[0],
                leaves_behind=_losses(left_behind(graph, each.carries).losses),
            )
            for each in known
            if each.write is not None
        ],
        kept_back=_losses(report.losses),
    )


@operation("GET", "/articles/<slug>/exports/<written>", tag=TAG, answer=FileShown)
def export_article(caller: Caller, slug: str, written: str) -> FileShown:
    """An article in one format, as readers are shown it."""
    article = get_readable(caller.actor, slug)
    chosen = _known(written)
    if chosen is None or chosen.write is None:
        raise NotFound(say("Articles cannot be exported in this format."))
    graph, _report = gather(caller.actor, article)
    try:
        done = write_text(chosen, graph)
    except CannotWrite as error:
        raise Conflict(str(error)) from None
    return FileShown(
        format=chosen.name,
        media_type=chosen.media_type,
        name=f"{article.slug}{chosen.suffixes[0]}",
        content=done.text,
        left_behind=_losses(done.report.losses),
    )


def _known(name: str) -> Format | None:
    return formats.get(name) if name in formats.names() else None


@operation(
    "POST",
    "/imports",
    tag=TAG,
    body=FileGiven,
    answer=Brought,
    status=201,
    made_at="get_article",
    named="article.slug",
    own_units=True,
)
def import_file(caller: Caller, body: FileGiven) -> Brought:
    """Make a draft article of a file, all of it or nothing."""
    authorize(caller.actor, Permission.IMPORT_ARTICLE)
    chosen = _known(body.format)
    if chosen is None or chosen.read is None:
        raise Invalid(say("Files of this format cannot be read here."), "format")
    data = body.content.encode()
    try:
        found = read_bytes(chosen, data, Asked(name=body.title), limit=settings.max_exchange_bytes)
    except FormatError as error:
        raise Invalid(say("%(error)s Nothing was stored.", error=error), "content") from None
    arrival, sent = arrival_of(found.graph, chosen.name, data), submission()

    def bring() -> Brought:
        article, report = import_graph(caller.actor, arrival, title=body.title, submission=sent)
        report.include(found.report)
        return Brought(article=shown(article), left_behind=report.sentences())

    return stored(bring)


FILE_TAKING.add("deliberate.api.import_file")
