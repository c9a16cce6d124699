"""Articles in other programs' files, and theirs here: one module per format, one graph between them."""
