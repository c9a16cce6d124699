"""Writes the tables of the docs anew from the code: python docs/render_tables.py"""

import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

import deliberate  # noqa: E402  # from this checkout, wherever it is run
from deliberate.accounts.settings import AccountSettings  # noqa: E402
from deliberate.cli import main  # noqa: E402
from deliberate.core import signals  # noqa: E402
from deliberate.core.contributions import PUBLIC, WAITING, Status  # noqa: E402
from deliberate.core.policy import POLICY  # noqa: E402
from deliberate.core.registry import Registry  # noqa: E402
from deliberate.core.site import IdentityOffers  # noqa: E402
from deliberate.evidence.models import Curation  # noqa: E402
from deliberate.exchange.all_formats import OURS  # noqa: E402
from deliberate.exchange.losses import PARTS  # noqa: E402
from deliberate.moderation.actions import RULES, Action, Axis, actions  # noqa: E402
from deliberate.moderation.logged_acts import OTHER_ACTS  # noqa: E402
from deliberate.moderation.sanctions import kinds as sanction_kinds  # noqa: E402
from deliberate.serving.edge import Edge  # noqa: E402
from deliberate.settings import PREFIX, Settings  # noqa: E402

#: What is imported by FlaskBB alone, in an environment of its own.
INSIDE_FLASKBB = "deliberate.flaskbb"
#: Everything from a table's head to the end of the file is written here.
TABLE = re.compile(r"^\| .*", re.MULTILINE | re.DOTALL)


def table(head: str, rows: list[str]) -> str:
    """A table in Markdown; head and rows are cells with bars between."""
    columns = head.count("|") + 1
    return "\n".join([f"| {head} |", "|---" * columns + "|", *(f"| {row} |" for row in rows)]) + "\n"


def permissions() -> str:
    """One row for each permission."""
    return table("to | one has to be", [f"{permission.value} | {rule.words}" for permission, rule in POLICY.items()])


def settings() -> str:
    """One row for each setting, described by the comment above its field."""
    return _settings_of(Settings, AccountSettings)


def edge() -> str:
    """The settings that the standalone site alone reads."""
    return _settings_of(Edge)


def _settings_of(*kinds: Any) -> str:
    rows = []
    for kind in kinds:
        said = _comments(inspect.getsource(kind), r"    (\w+):", indent="    ")
        rows += [f"`{PREFIX}{each.name.upper()}` | `{each.default!r}` | {said[each.name]}" for each in fields(kind)]
    return table("setting | default | what it is", rows)


def _comments(source: str, name: str, indent: str = "") -> dict[str, str]:
    """What the comments above some names say."""
    found = re.findall(rf"((?:^{indent}#: .*\n)+){name}", source, re.MULTILINE)
    return {
        each: " ".join(line.strip().removeprefix("#: ") for line in comment.strip().splitlines()).replace("``", "`")
        for comment, each in found
    }


def commands() -> str:
    """One row for each command of the terminal."""
    known = {name: command.get_short_help_str(200) for name, command in main.commands.items()}
    return table("command | does", [f"`deliberate {name}` | {said}" for name, said in known.items()])


def states() -> str:
    """One row for each status: who sees it, and which decisions lead there and away."""
    rows = [
        f"{status.value} | {_seen(status)} | {_leading(Axis.VISIBILITY, status)} | {_leaving(Axis.VISIBILITY, status)}"
        for status in Status
    ]
    return table("state | readers see it | decisions that lead there | decisions that lead away", rows)


def _seen(status: Status) -> str:
    return "yes" if status in PUBLIC else "not yet" if status in WAITING else "no"


def marks() -> str:
    """The same for how an item stands as evidence."""
    rows = [f"{mark.value} | {_leading(Axis.CURATION, mark)} | {_leaving(Axis.CURATION, mark)}" for mark in Curation]
    return table("mark | decisions that lead there | decisions that lead away", rows)


def _all_actions() -> list[Action]:
    return [actions.get(name) for name in actions.names()]


def _leading(axis: Axis, state: str) -> str:
    return ", ".join(each.name for each in _all_actions() if each.axis is axis and each.to_state == state) or "none"


def _leaving(axis: Axis, state: str) -> str:
    found = [each for each in _all_actions() if each.axis is axis and state in each.from_states]
    on_appeal = [each for each in _all_actions() if each.axis is axis and state in each.from_on_appeal]
    names = [each.name for each in found if each.to_state != state] + [f"{each.name} on appeal" for each in on_appeal]
    return ", ".join(names) or "none"


def decisions() -> str:
    """One row for each action."""
    return table(
        "decision | on the form | author gets reasons and may appeal | what it says of the flags | key",
        [
            f"{each.name} | {'by a fixed rule, not by a person' if each.by_system else each.label} | "
            f"{'yes' if each.restricts else 'no'} | "
            f"{ {True: 'they were right', False: 'they were not', None: 'nothing'}[each.upholds_flags] } | "
            f"{each.key or ''}"
            for each in _all_actions()
        ],
    )


def milder() -> str:
    """One row for each action in whose place something milder can be put on appeal."""
    found = [each for each in _all_actions() if each.milder]
    return table("decided | in its place", [f"{each.name} | {', '.join(each.milder)}" for each in found])


def reasons() -> str:
    """One row for each reason a decision can give."""
    return table("reason | what the author and the log are told", [f"{code} | {said}" for code, said in RULES.items()])


def sanctions() -> str:
    """One row for each thing that can be done about a person."""
    known = [sanction_kinds.get(name) for name in sanction_kinds.names()]
    return table(
        "sanction | what it means | in the log",
        [f"{each.name} | {each.means} | {each.past.format('somebody')}" for each in known],
    )


def acts() -> str:
    """Everything else the log can say."""
    return table("act | in the log", [f"{act} | {said.format('it')}" for act, said in OTHER_ACTS.items()])


def registries() -> str:
    """One row for each registry there is in the code."""
    found: dict[str, str] = {}
    for module in pkgutil.walk_packages(deliberate.__path__, "deliberate."):
        if module.name.startswith(INSIDE_FLASKBB):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            # Where it is made; elsewhere it is imported.
            made = isinstance(value, Registry) and f"{name}: Registry" in inspect.getsource(sys.modules[module.name])
            if made:
                found[value.kind] = (
                    f"`{module.name}.{name}` | {', '.join(f'`{each}`' for each in sorted(value.names()))}"
                )
    return table(
        "registry, each of a | where | holds at the start", [f"{kind} | {found[kind]}" for kind in sorted(found)]
    )


def identity() -> str:
    """One row for each method that an identity may have."""
    offers = {name: each for name, each in vars(IdentityOffers).items() if inspect.isfunction(each) and each.__doc__}
    said = {name: f"`{name}{_parameters(each)}` | {inspect.getdoc(each)}" for name, each in offers.items()}
    return table("method | what it gives", list(said.values()))


def _parameters(method: Any) -> str:
    names = list(inspect.signature(method).parameters)[1:]
    return f"({', '.join(names)})"


def news() -> str:
    """One row for each signal."""
    said = _comments(inspect.getsource(signals), r"(\w+) = ")
    return table("signal | when, and what it carries", [f"`{name}` | {words}" for name, words in said.items()])


def losses() -> str:
    """One row for each part of an article, one column for each format."""
    rows = [" | ".join([part, *("yes" if part in form.carries else "–" for form in OURS)]) for part in PARTS]
    return table(" | ".join(["carries", *(form.name for form in OURS)]), rows)


def current(page: Path, table: str) -> str:
    """A page's text with its table as it has to be."""
    return TABLE.sub("", page.read_text(encoding="utf-8")) + table


def filled(page: Path) -> str:
    """A page's text with each table between its marks as it has to be."""
    text = page.read_text(encoding="utf-8")
    for name, render in MARKED[page].items():
        marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        if not marks.search(text):
            raise ValueError(f"{page.name} has no place for {name}")
        text = marks.sub(lambda found, render=render: f"{found[1]}{render()}{found[2]}", text)
    return text


#: Pages that are one table after an introduction.
PAGES = {DOCS / "permissions.md": permissions, DOCS / "settings.md": settings, DOCS / "formats.md": losses}

#: Pages with tables among their text, each between `<!-- name -->` and `<!-- end of name -->`.
MARKED: dict[Path, dict[str, Callable[[], str]]] = {
    DOCS / "operating.md": {"settings": edge, "commands": commands},
    DOCS / "moderation.md": {
        "states": states,
        "marks": marks,
        "decisions": decisions,
        "milder": milder,
        "reasons": reasons,
        "sanctions": sanctions,
        "acts": acts,
    },
    DOCS / "extending.md": {"identity": identity, "registries": registries, "signals": news},
}

if __name__ == "__main__":
    for page, render in PAGES.items():
        page.write_text(current(page, render()), encoding="utf-8")
    for page in MARKED:
        page.write_text(filled(page), encoding="utf-8")
