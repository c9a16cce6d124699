"""A site with something on every page: made up people, real studies, and nothing that only the demo can do."""
