"""Evidence: what a source says, and how it bears on a proposition or on another item."""
