"""HTTP: the blueprint all pages hang from, errors to statuses, forms and their tokens, caching, headers."""
