"""What kind of statement it is: fact, causal, forecast, value or policy."""

from collections.abc import Sequence

from deliberate.articles.extraction.lexicon import Lexicon


def kind_of(words: Sequence[str], lexicon: Lexicon) -> tuple[str, str]:
    """The kind, and the word that shows it (empty for a fact). `words` are in lower case."""
    for kind, phrases in lexicon.kinds.items():
        for index in range(len(words)):
            match = phrases.match(words, index)
            if match and not (kind == "causal" and in_passing(words, index, match[0], lexicon)):
                return kind, " ".join(words[index : index + match[0]])
    return "fact", ""


def in_passing(words: Sequence[str], index: int, length: int, lexicon: Lexicon) -> bool:
    """Whether a word of cause is not what is stated: an aim ("to provoke"), in a relative clause, "is due to begin"."""
    after = words[index + length : index + length + 1]
    scheduled = words[index + length - 1] == "to" and bool(lexicon.grammar["bases"] & {*after})
    return scheduled or words[index - 1 : index] == ["to"] or bool({"who", "which"} & {*words[:index]})
