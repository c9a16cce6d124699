"""What kind of statement it is: fact, causal, forecast, value or policy."""

from collections.abc import Sequence

from deliberate.articles.extraction.lexicon import Lexicon


def kind_of(words: Sequence[str], lexicon: Lexicon) -> tuple[str, str]:
    """The kind, and the word that shows it (empty for a fact). `words` are in lower case."""
    for kind, phrases in lexicon.kinds.items():
        for index in range(len(words)):
            match = phrases.match(words, index)
            if match:
                return kind, " ".join(words[index : index + match[0]])
    return "fact", ""
