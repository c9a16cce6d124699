"""How texts credit those they have a story from, read from the data files beside this one."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

FOLDER: Traversable = resources.files(__package__)
_AGENCIES = "agencies.toml"


@dataclass(frozen=True)
class Agency:
    """One agency: words of which a text that credits it has one, and where it does so."""

    words: frozenset[str]
    credited: re.Pattern[str]


@dataclass(frozen=True)
class Credits:
    """What to look for, in folded text: words of small letters and digits, single spaces between."""

    #: Words before the name of whoever a thing is from, the longest first.
    leads: re.Pattern[str]
    #: By what pages call them.
    agencies: Mapping[str, Agency]


@cache
def load(folder: Traversable = FOLDER) -> Credits:
    """The lists of all languages together. They are read once."""
    languages = [
        tomllib.loads(each.read_text("utf-8"))
        for each in sorted(folder.iterdir(), key=lambda each: each.name)
        if each.name.endswith(".toml") and each.name != _AGENCIES
    ]
    leads = sorted({lead for each in languages for lead in each["leads"]}, key=lambda lead: (-len(lead), lead))
    forms = sorted({credit for each in languages for credit in each["credits"]})
    agencies = tomllib.loads((folder / _AGENCIES).read_text("utf-8"))
    return Credits(
        leads=re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, leads))})(?!\w)"),
        agencies={name: _looks_for(each["names"], each["short"], forms) for name, each in agencies.items()},
    )


def _looks_for(names: list[str], short: list[str], forms: list[str]) -> Agency:
    """Full names anywhere; abbreviations in a credit, or in brackets among others: (dpa/AFP)."""
    parts = [rf"(?<!\w){_spelt(name)}(?!\w)" for name in names]
    for each in short:
        parts += [_credit(credit, each) for credit in forms]
        parts.append(rf"\((?:[\w .-]+[/,] ?)*{_spelt(each)}(?:[/,] ?[\w .-]+)*\)")
    return Agency(frozenset(name.split()[0] for name in (*names, *short)), re.compile("|".join(parts)))


def _credit(credit: str, name: str) -> str:
    before, _, after = credit.partition("{}")
    start = r"(?<!\w)" if not before or before[0].isalnum() else ""
    end = r"(?!\w)" if not after or after[-1].isalnum() else ""
    return f"{start}{re.escape(before)}{_spelt(name)}{re.escape(after)}{end}"


def _spelt(name: str) -> str:
    """Between the words of a name may stand a space or a hyphen."""
    return "[ -]".join(map(re.escape, name.split()))
