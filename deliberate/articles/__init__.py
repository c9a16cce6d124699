"""Articles: their texts, what is read from files and pages, and what is found in them."""
