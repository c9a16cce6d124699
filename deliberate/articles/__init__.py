"""Articles: importing a text, its immutable versions, and suggesting the claims in it."""
