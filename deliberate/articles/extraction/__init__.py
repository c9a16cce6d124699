"""Finding the statements of an article: who makes them, how firmly, and which are worth checking."""

from deliberate.articles.extraction.extractor import extract, extract_with
from deliberate.articles.extraction.languages import FALLBACK, fallback_note, lexicon_of
from deliberate.articles.extraction.suggestions import RelationHint, Suggestion, Voice, as_json

__all__ = [
    "FALLBACK",
    "RelationHint",
    "Suggestion",
    "Voice",
    "as_json",
    "extract",
    "extract_with",
    "fallback_note",
    "lexicon_of",
]
