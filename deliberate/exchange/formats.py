"""What a format is, and the registry through which every one comes in, our own included."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from deliberate.core.doors import Door, instance_of
from deliberate.core.registry import Registry
from deliberate.core.wording import say
from deliberate.exchange.errors import FormatError, error_at
from deliberate.exchange.graph import Graph
from deliberate.exchange.losses import LossReport, left_behind

#: The largest file read where nobody sets another bound, in bytes.
DEFAULT_LIMIT = 20 * 1024 * 1024
#: No claim, relation or other thing beyond this many is read from one file.
MOST_THINGS = 200_000
#: How deep things may lie inside each other.
DEEPEST = 200

#: As for any input: what lets text end early or show in another order than it is stored.
REFUSED = "\x00\u202a\u202b\u202c\u202d\u202e"


@dataclass(frozen=True)
class Asked:
    """What somebody adds to a file so that it can be read: the text its anchors are about, a name for it."""

    text: str | None = None
    name: str = ""


@dataclass(frozen=True)
class Read:
    """A file as read, and what of it found no room."""

    graph: Graph
    report: LossReport = field(default_factory=LossReport)


@dataclass(frozen=True)
class Written:
    """A file to be, and what it could not carry."""

    text: str
    report: LossReport = field(default_factory=LossReport)


Reader = Callable[[str, Asked], Read]
Writer = Callable[[Graph], Written]


@dataclass(frozen=True)
class Format:
    """One way to put an article into a file. Without a reader or a writer it goes one way only.

    A reader takes decoded text and raises FormatError and nothing else; ``carries`` names the parts of ``losses.PARTS``
    that survive writing and, where it reads, reading again.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    media_type: str
    carries: frozenset[str]
    read: Reader | None = None
    write: Writer | None = None


formats: Registry[Format] = Registry("format")
door = Door("deliberate.formats", formats, instance_of(Format))


def find_by_suffix(filename: str, *, to_read: bool) -> Format | None:
    """The first format whose files end so, if it goes that way."""
    suffix = PurePath(filename).suffix.lower()
    known = (formats.get(name) for name in formats.names())
    return next((each for each in known if suffix in each.suffixes and (each.read if to_read else each.write)), None)


def read_bytes(form: Format, data: bytes, asked: Asked | None = None, *, limit: int = DEFAULT_LIMIT) -> Read:
    """Read a file. Raises FormatError, with line and column, on whatever is wrong with it."""
    if form.read is None:
        raise FormatError(1, 1, say("%(title)s can be written, not read.", title=say(form.title)))
    return form.read(decoded(data, limit), asked or Asked())


def write_text(form: Format, graph: Graph) -> Written:
    """Write a graph, and say what is left behind. Raises CannotWrite."""
    if form.write is None:
        raise ValueError(f"{form.title} can be read, not written.")
    written = form.write(graph)
    report = left_behind(graph, form.carries)
    report.include(written.report)
    return replace(written, report=report)


def decoded(data: bytes, limit: int) -> str:
    """The words of a file in UTF-8, newlines as LF, within the bound and without characters that deceive."""
    if len(data) > limit:
        size, most = len(data) / 2**20, limit / 2**20
        raise FormatError(
            1, 1, say("The file has %(size)s MB; at most %(most)s MB are read.", size=f"{size:.1f}", most=f"{most:.1f}")
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        raise error_at(
            before, len(before), say("This byte is not UTF-8. Save the file as UTF-8 and try again.")
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for character in REFUSED:
        if (place := text.find(character)) >= 0:
            raise error_at(
                text,
                place,
                say("An invisible character, U+%(value)s, that can mislead readers.", value=f"{ord(character):04X}"),
            )
    if not text.strip():
        raise FormatError(1, 1, say("The file is empty."))
    return text
