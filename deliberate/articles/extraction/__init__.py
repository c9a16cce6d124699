"""Finding the statements of an article: who makes them, how firmly, and which are worth checking."""

from deliberate.articles.extraction.extractor import extract
from deliberate.articles.extraction.suggestions import RelationHint, Suggestion, Voice, as_json

__all__ = ["RelationHint", "Suggestion", "Voice", "as_json", "extract"]
