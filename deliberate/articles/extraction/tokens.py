"""Words and marks with exact offsets, and the quotations they form."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

TOKEN = re.compile(
    r"""(?P<abbreviation>(?:[A-Za-z]\.){2,}|(?:Mrs?|Ms|Messrs|Dr|Sens?|Reps?|Govs?|Gen|Profs?|St|Jr|Sr|Lt|Col|Capt|Sgt|Inc|Corp|Conn|vs|No)\.(?=\s))
    |(?P<initial>(?<![\w.])[A-Z]\.(?=\s+[A-Z][a-z]))
    |(?P<number>[$€£]?\d+(?:[.,:]\d+)*%?(?:st|nd|rd|th|s)?(?![\w]))
    |(?P<word>\w+(?:[’'\-‑]\w+)*(?:[’'](?=\s*\w)(?<=s[’']))?)
    |(?P<double>''(?!')|``|[“”„«»"])
    |(?P<single>[‘’'])
    |(?P<mark>\.\.\.|--|[^\w\s])""",
    re.VERBOSE,
)
SPOKEN = 3
"""Single marks hold speech, and no mere expression, from so many words on."""

DASHES = {"—", "–", "--", "-"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark; `norm` is in lower case with straight apostrophes. `kind` is the pattern it matched."""

    start: int
    end: int
    text: str
    norm: str
    kind: str

    @property
    def is_word(self) -> bool:
        """A word, an abbreviation or a number."""
        return self.kind in {"word", "abbreviation", "initial", "number"}

    @property
    def is_capital(self) -> bool:
        """Begins with a capital letter."""
        return self.text[0].isupper()


def tokenize(text: str, start: int, end: int) -> list[Token]:
    """The tokens of text[start:end]; offsets are into `text`."""
    tokens = [
        Token(match.start(), match.end(), match.group(), normal(match.group()), match.lastgroup or "mark")
        for match in TOKEN.finditer(text, start, end)
    ]
    tokens = list(closed_marks(tokens))
    for quotation in quotations(tokens):
        if not quotation.double and is_speech(tokens, quotation):
            for index in (quotation.first, quotation.last):
                tokens[index] = replace(tokens[index], kind="double")
    return tokens


def closed_marks(tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens, with the mark of "‘moves’ when" parted from its word: an owner's only where none is open."""
    opened = False
    for token in tokens:
        if opened and token.kind == "word" and token.text.endswith("’"):
            middle = token.end - 1
            yield Token(token.start, middle, token.text[:-1], token.norm[:-1], "word")
            token = Token(middle, token.end, "’", "'", "single")
        if token.kind == "single":
            opened = token.text == "‘"
        yield token


def is_speech(tokens: Sequence[Token], quotation: "Quotation") -> bool:
    """Whether single marks hold speech, as in many British papers: some words, and the mark that ends them inside."""
    inner = tokens[quotation.first + 1 : quotation.last]
    return len(inner) > SPOKEN and inner[-1].text in {",", ".", "?", "!"}


def normal(word: str) -> str:
    """The word as the lexicon spells it."""
    return word.lower().replace("’", "'").replace("‑", "-")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Tokens first..last, quotation marks included. `double` tells “speech” from ‘single’ marks."""

    first: int
    last: int
    double: bool


def quotations(tokens: Sequence[Token]) -> list[Quotation]:
    """The outermost quotations among the tokens, in order; one that is never closed runs to the end."""
    found = []
    opened = -1
    for index, token in enumerate(tokens):
        if token.kind != "double":
            continue
        if opened < 0 and opens(tokens, index):
            opened = index
        elif opened >= 0 and (token.text not in "“„" or (token.text == "“" and tokens[opened].text == "„")):
            found.append(Quotation(opened, index, True))
            opened = -1
    if opened >= 0 and opened < len(tokens) - 1:
        found.append(Quotation(opened, len(tokens) - 1, True))
    return sorted(found + single_quotations(tokens, found), key=lambda quotation: quotation.first)


def opens(tokens: Sequence[Token], index: int) -> bool:
    """Whether a double mark can open a quotation: a closing curly mark cannot."""
    return tokens[index].text != "”"


def single_quotations(tokens: Sequence[Token], taken: Sequence[Quotation]) -> list[Quotation]:
    """Quotations in single marks: a mark against the next word opens, one against the word before closes."""
    inside = bytearray(len(tokens))
    for quotation in taken:
        inside[quotation.first : quotation.last + 1] = b"\1" * (quotation.last - quotation.first + 1)
    found = []
    opened = -1
    for index, token in enumerate(tokens):
        if token.kind != "single" or inside[index]:
            continue
        before = index > 0 and tokens[index - 1].end == token.start
        after = index + 1 < len(tokens) and tokens[index + 1].start == token.end and tokens[index + 1].is_word
        if after and not before and token.text != "’":
            opened = index
        elif opened >= 0 and before:
            if index - opened <= 60:
                found.append(Quotation(opened, index, False))
            opened = -1
    return found
