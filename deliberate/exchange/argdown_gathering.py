"""What an Argdown file says, gathered by title before anything is made of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from deliberate.core.wording import N_, say
from deliberate.exchange.argdown_lines import Element
from deliberate.exchange.errors import FormatError
from deliberate.exchange.losses import LossReport

#: Under which name our own files say what Argdown has no word for.
MARK = "deliberate"
_FORWARD = {"+>": "+", "->": "-", "_>": "_"}
#: A statement or an argument by its title, or ("inference", title) for the step of an argument.
Ref = tuple[str, str]


@dataclass
class Argument:
    """What a file says of one argument: its steps as (premises, conclusion), each a title of a statement."""

    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    line: int = 0
    steps: list[tuple[list[str], str]] = field(default_factory=list)
    #: Premises and conclusions since the last inference, by number, and what the next conclusion follows from.
    numbered: dict[int, str] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    follows: list[str] | None = None

    @property
    def ours(self) -> str | None:
        found = self.data.get(MARK)
        return found if isinstance(found, str) else None


@dataclass(frozen=True)
class Arrow:
    source: Ref
    symbol: str
    target: Ref


class Gathered:
    """Everything that a file says, gathered by title before anything is made of it."""

    def __init__(self) -> None:
        self.statements: dict[str, Element] = {}
        self.arguments: dict[str, Argument] = {}
        self.arrows: list[Arrow] = []
        self.report = LossReport()
        self._stack: list[tuple[int, Ref]] = []
        self._argument: str | None = None
        self._untitled = 0

    def gather(self, elements: Iterable[Element]) -> None:
        for each in elements:
            if each.sort in {"heading", "list"}:
                self.report.add(N_("headings and lists"), [each.text])
                self._stack, self._argument = [], None
            elif each.sort == "inference":
                self._infer(each)
            elif each.relation is not None:
                self._relate(each)
            else:
                self._stand(each)

    def _stand(self, element: Element) -> None:
        ref = self._note(element)
        self._stack = [(-1, ref)]
        if element.number is not None:
            self._number(element, ref)
        else:
            self._argument = ref[1] if ref[0] == "argument" else None

    def _note(self, element: Element) -> Ref:
        if not element.title and not element.text:
            raise FormatError(element.line, element.column, say("Here a statement or an argument is missing."))
        if element.title is None:
            self._untitled += 1
            element.title = f"Untitled {self._untitled}"
            while element.title in self.statements:
                self._untitled += 1
                element.title = f"Untitled {self._untitled}"
        if element.sort == "argument":
            argument = self.arguments.setdefault(element.title, Argument(line=element.line))
            argument.text = argument.text or element.text
            argument.data.update(element.data)
            self._lose(element)
            return "argument", element.title
        known = self.statements.setdefault(element.title, element)
        if known is not element:
            if known.text and element.text and known.text != element.text:
                self.report.add(N_("further wordings of one statement"), [element.text])
            known.text = known.text or element.text
            known.tags += [tag for tag in element.tags if tag not in known.tags]
            known.data.update(element.data)
        self._lose(element)
        return "statement", element.title

    def _lose(self, element: Element) -> None:
        if element.raw_data is not None:
            self.report.add(N_("data of more than one plain line"), [element.raw_data])

    def _number(self, element: Element, ref: Ref) -> None:
        """A premise, or the conclusion that follows from those before it."""
        if ref[0] != "statement" or element.number is None:
            raise FormatError(element.line, element.column, say("Premises and conclusions are statements."))
        if self._argument is None:
            self._argument = f"Untitled argument at line {element.line}"
            self.arguments[self._argument] = Argument(line=element.line)
        argument = self.arguments[self._argument]
        if element.number == 1 and argument.numbered:
            raise FormatError(element.line, element.column, say("This argument has its premises already."))
        argument.numbered[element.number] = ref[1]
        if argument.follows is not None:
            argument.steps.append((argument.follows, ref[1]))
            argument.follows, argument.waiting = None, []
        argument.waiting.append(ref[1])

    def _infer(self, element: Element) -> None:
        argument = self.arguments.get(self._argument or "")
        if argument is None or not argument.waiting:
            raise FormatError(element.line, element.column, say("An inference follows premises, such as “(1) ...”."))
        uses = element.data.get("uses")
        argument.follows = list(dict.fromkeys(argument.waiting))
        if isinstance(uses, list) and uses:
            named = [argument.numbered.get(each) if isinstance(each, int) else None for each in uses]
            if None in named:
                raise FormatError(
                    element.line, element.column, say("It uses a number that no statement before it has.")
                )
            argument.follows = list(dict.fromkeys(each for each in named if each is not None))
        self._stack = [(-1, ("inference", self._argument or ""))]

    def _relate(self, element: Element) -> None:
        while self._stack and self._stack[-1][0] >= element.indent:
            self._stack.pop()
        if not self._stack:
            raise FormatError(
                element.line, element.column, say("There is nothing above that this could be related to.")
            )
        parent = self._stack[-1][1]
        ref = self._note(element)
        self._stack.append((element.indent, ref))
        symbol = str(element.relation).lstrip("<") if element.relation != "><" else "><"
        if symbol in _FORWARD:
            self.arrows.append(Arrow(parent, _FORWARD[symbol], ref))
        else:
            self.arrows.append(Arrow(ref, symbol, parent))
            if symbol == "><":
                self.arrows[-1:] = [Arrow(ref, "-", parent), Arrow(parent, "-", ref)]
