"""Propositions: one arguable statement each, who says it and how firmly, where in the text, and how they relate."""
