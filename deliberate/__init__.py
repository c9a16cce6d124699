"""Structured deliberation: contested articles as propositions, with evidence weighed in the open."""
