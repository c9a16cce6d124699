"""Reports of what is no contribution: articles, sources, and the names that people go by."""
