"""Pages that combine the nouns: an article beside its claims, a claim with its evidence, an item, a source."""
