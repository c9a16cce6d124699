"""What the words of a sentence are to each other, as far as word lists and their order tell: no parser, no guesses
beyond the sentence. Spans are (first, last + 1) token indexes."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from deliberate.articles.extraction.lexicon import Lexicon
from deliberate.articles.extraction.segments import Sentence
from deliberate.articles.extraction.tokens import DASHES, Quotation, Token

Span = tuple[int, int]
STOPS = {";", ":", "(", ")", "[", "]"}
SPEAKING_ENDINGS = (
    "ists",
    "ists'",
    "ians",
    "crats",
    "crat",
    "ocrats",
    "icans",
    "spokesperson",
    "workers",
    "makers",
    "holders",
)


@dataclass(frozen=True)
class Phrasing:
    """A sentence with the questions that attribution asks; `names` are words seen capitalised within sentences."""

    sentence: Sentence
    lexicon: Lexicon
    names: frozenset[str]
    tokens: tuple[Token, ...] = field(init=False)
    norms: tuple[str, ...] = field(init=False)
    is_headline: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tokens", self.sentence.tokens)
        object.__setattr__(self, "norms", tuple(token.norm for token in self.sentence.tokens))
        long = [token for token in self.tokens if token.is_word and len(token.text) > 3]
        object.__setattr__(self, "is_headline", sum(token.is_capital for token in long) > 0.7 * len(long))

    def is_in(self, index: int, *classes: str) -> bool:
        """Whether a word belongs to one of the closed classes."""
        return 0 <= index < len(self.tokens) and any(
            self.norms[index] in self.lexicon.grammar[name] for name in classes
        )

    def is_word(self, index: int) -> bool:
        """Whether a word, no mark, stands at an index of the sentence."""
        return 0 <= index < len(self.tokens) and self.tokens[index].is_word

    def is_adverb(self, index: int) -> bool:
        """An adverb of the list, or a word in -ly that is none of the known exceptions."""
        if not self.is_word(index):
            return False
        norm = self.norms[index]
        return self.is_in(index, "adverbs") or (
            len(norm) > 4 and norm.endswith("ly") and not self.is_in(index, "not_adverbs")
        )

    def is_auxiliary(self, index: int) -> bool:
        """A form of "be", "have" or "do", a modal, or a word that goes with them ("not", "to")."""
        return self.is_in(index, "auxiliaries", "nonfinite_auxiliaries", "be")

    def is_possessive(self, index: int) -> bool:
        """A word that owns the next: Putin's, officials', their."""
        if not self.is_word(index):
            return False
        norm = self.norms[index]
        return (norm.endswith(("'s", "s'")) and not self.is_in(index, "contractions")) or self.is_in(index, "owners")

    def is_finite(self, index: int) -> bool:
        """Whether a word is, as far as it shows, the finite verb of a clause."""
        if not self.is_word(index) or self.is_in(index, "not_finite"):
            return False
        if self.is_in(index, "finite"):
            return not self.is_in(index - 1, "determiners") or self.is_auxiliary(index)
        norm = self.norms[index]
        before = index - 1
        while self.is_adverb(before) or (before > 0 and self.tokens[before].kind == "single"):
            before -= 1
        if norm.endswith("ed") and len(norm) > 4 and "-" not in norm:
            return not self.is_in(before, "determiners", "prepositions", "be") and not self.is_possessive(before)
        counted = before >= 0 and self.tokens[before].kind == "number"
        forms = () if counted else self.lexicon.verbs.get(norm, ())
        if any(form.form in {"third", "past"} and not form.particles for form in forms):
            return self.is_noun(before) and norm not in self.lexicon.nouns
        says = any(form.form == "base" for form in forms) and not self.is_in(index, "nouns_mostly")
        if says and norm not in self.lexicon.nouns and self.is_in(before, "subject_pronouns"):
            return True
        return self.is_in(index, "bases") and (self.is_in(before, "subject_pronouns") or self.is_plural(before))

    def is_plural(self, index: int) -> bool:
        """A plural noun, by its ending or as a collective."""
        if not self.is_word(index):
            return False
        norm = self.norms[index]
        return self.is_in(index, "collectives") or (
            norm.endswith("s") and not norm.endswith(("ss", "'s", "us", "is")) and self.is_noun(index)
        )

    def is_noun(self, index: int) -> bool:
        """Possibly a noun, name, number or pronoun: a word of no other closed class."""
        if not self.is_word(index):
            return False
        if self.is_in(index, "subject_pronouns", "object_pronouns", "standing"):
            return True
        return not (
            self.is_in(
                index,
                "determiners",
                "prepositions",
                "subordinators",
                "coordinators",
                "relatives",
                "auxiliaries",
                "nonfinite_auxiliaries",
                "pasts",
            )
            or self.is_adverb(index)
        )

    def has_clause(self, start: int, end: int) -> bool:
        """Whether the span holds a subject and, after it, a finite verb."""
        return self.first_finite(start, end) is not None

    def has_relative_verb(self, start: int, end: int) -> bool:
        """Whether a relative clause with a verb of its own stands in the span."""
        return start < end and any(self.is_finite(index) for index in range(start, end - 1))

    def first_finite(self, start: int, end: int) -> int | None:
        """The first finite verb of the span that has a subject before it."""
        seen_noun = False
        for index in range(start, end):
            if self.is_in(index, "contractions") or (seen_noun and self.is_finite(index)):
                return index
            seen_noun = seen_noun or self.is_noun(index) or self.norms[index] in {"there", "this", "that"}
        return None

    def quotation_starting(self, index: int) -> Quotation | None:
        """The double-marked quotation that opens at an index."""
        return next((each for each in self.sentence.quotations if each.double and each.first == index), None)

    def quotation_ending(self, index: int) -> Quotation | None:
        """The double-marked quotation that closes at an index."""
        return next((each for each in self.sentence.quotations if each.double and each.last == index), None)

    def quotation_around(self, index: int) -> Quotation | None:
        """The double-marked quotation that holds an index."""
        return next(
            (each for each in self.sentence.quotations if each.double and each.first <= index <= each.last), None
        )

    def is_break(self, index: int) -> bool:
        """A mark that ends any phrase."""
        token = self.tokens[index]
        return token.text in STOPS or token.kind == "double" or (token.text in DASHES and not self.glued(index))

    def glued(self, index: int) -> bool:
        """Whether a mark stands between two words without space."""
        return (
            0 < index < len(self.tokens) - 1
            and self.tokens[index - 1].end == self.tokens[index].start
            and self.tokens[index].end == self.tokens[index + 1].start
            and self.tokens[index].text == "-"
        )

    def skip_adverbs(self, index: int) -> int:
        """The next index that is no adverb."""
        while index < len(self.tokens) and self.is_adverb(index):
            index += 1
        return index

    def can_speak(self, span: Span) -> bool:
        """Whether the phrase names someone, or a document, that can hold a statement."""
        words = range(*span)
        if len(words) == 1 and self.norms[span[0]] in self.lexicon.sources["never"]:
            return False
        sources = self.lexicon.sources
        return any(
            self.norms[index] in sources["people"]
            or self.norms[index] in sources["documents"]
            or (len(words) == 1 and self.norms[index] in sources["pronouns"])
            or self.norms[index].endswith(SPEAKING_ENDINGS)
            or self.is_name(index)
            for index in words
            if self.is_word(index)
        )

    def is_document(self, span: Span) -> bool:
        """Whether the phrase names a document or a body of data ("the poll")."""
        return any(self.norms[index] in self.lexicon.sources["documents"] for index in range(*span))

    def is_name(self, index: int) -> bool:
        """A capitalised word that is so for its own sake."""
        token = self.tokens[index]
        if not token.is_capital or self.is_in(
            index,
            "determiners",
            "prepositions",
            "subordinators",
            "coordinators",
            "adverbs",
            "days",
            "subject_pronouns",
            "object_pronouns",
            "relatives",
            "auxiliaries",
        ):
            return False
        return index > 0 or token.norm in self.names or token.text.isupper() or self.opens_as_name()

    def opens_as_name(self) -> bool:
        """Whether the first word's capital is a name's: another follows, or an owner's mark, or a singular verb."""
        if len(self.tokens) < 2:
            return False
        singular = self.is_auxiliary(1) or (self.is_finite(1) and self.norms[1].endswith("ed"))
        return self.tokens[1].is_capital or self.is_possessive(0) or (singular and not self.norms[0].endswith("s"))

    def chars(self, span: Span) -> tuple[int, int]:
        """The span as offsets into the text."""
        return self.tokens[span[0]].start, self.tokens[span[1] - 1].end

    def shown(self, span: Span) -> str:
        """The words of the span as they are written, for an explanation."""
        return " ".join(token.text for token in self.tokens[slice(*span)])

    def words(self, span: Span) -> str:
        """The words of the span as one spaced, lower-case string."""
        return " ".join(self.norms[span[0] : span[1]])


def trimmed(phrasing: Phrasing, span: Span, marks: Iterable[str] = (",", ".", ";", ":", "—", "–", "--", "-")) -> Span:
    """The span without the given marks at its ends."""
    start, end = span
    dropped = set(marks)
    while start < end and phrasing.norms[start] in dropped:
        start += 1
    while start < end and phrasing.norms[end - 1] in dropped:
        end -= 1
    return start, end
