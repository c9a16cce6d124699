"""Names that people go by: what they may hold, which are taken for one another, and which are nobody's."""

import re
import unicodedata

from deliberate.core.errors import Invalid
from deliberate.core.wording import say

_NAME = re.compile(r"[\w-]{3,32}")

#: Scripts whose letters pass for each other's; a name keeps to one of them.
_ALIKE_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")

#: What looks like a plain Latin letter once capitals are folded: letters of the other two scripts, and digits. A small
#: part of what Unicode lists as confusable.
_LOOKS_LIKE = {
    "a": "аαɑ4",
    "b": "вβ",
    "c": "сϲ",
    "d": "ԁ",
    "e": "еёε3",
    "g": "ɡ",
    "h": "нһ",
    "k": "кκ",
    "l": "iіιı1",
    "m": "м",
    "n": "пη",
    "o": "оο0",
    "p": "рρ",
    "q": "ԛ",
    "s": "ѕ5",
    "t": "тτ",
    "u": "υ",
    "v": "νѵ",
    "w": "ԝω",
    "x": "хχ",
    "y": "уγ",
    "j": "ј",
}
_LOOKS = str.maketrans({letter: latin for latin, letters in _LOOKS_LIKE.items() for letter in letters})

#: Nobody goes by these, nor by what looks like them: they speak for the site.
_RESERVED = (
    "admin administrator anonymous deleted deleted-participant deliberate editor everybody everyone member mod "
    "moderator moderators nobody official owner root site staff support sysadmin system the-system visitor webmaster"
)


def key_of_name(name: str) -> str:
    """What two names have in common that are the same but for capitals and width."""
    return unicodedata.normalize("NFKC", name.strip()).casefold()


def look_of_name(name: str) -> str:
    """What two names have in common that people would take for the same. Never shown."""
    plain = re.sub(r"[_-]", "", key_of_name(name)).translate(_LOOKS)
    # Two letters that read as one in most typefaces.
    return plain.replace("rn", "m").replace("vv", "w")


_RESERVED_LOOKS = frozenset(map(look_of_name, _RESERVED.split()))


def clean_name(name: str, *, by_operator: bool = False) -> str:
    """A name as it is kept. Raises Invalid where it breaks a rule; whoever runs the site may use reserved names."""
    name = unicodedata.normalize("NFKC", name.strip())
    if not _NAME.fullmatch(name):
        raise Invalid(say("A name has 3 to 32 letters, digits, hyphens or underscores."), "username")
    if not look_of_name(name):
        raise Invalid(say("A name has at least one letter or digit."), "username")
    if len(_scripts(name)) > 1:
        raise Invalid(say("A name keeps to one alphabet: Latin, Cyrillic or Greek letters are not mixed."), "username")
    if not by_operator and look_of_name(name) in _RESERVED_LOOKS:
        raise Invalid(say("That name would seem to speak for the site. Choose another."), "username")
    return name


def _scripts(name: str) -> set[str]:
    """Which of the scripts that look alike it has letters of."""
    words = (unicodedata.name(letter, "").split(" ", 1)[0] for letter in name)
    return {word for word in words if word in _ALIKE_SCRIPTS}
