"""Finding articles, claims, evidence and sources by their words."""
