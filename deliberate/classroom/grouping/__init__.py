"""An assignment done in small groups, each on a copy of its article that no other group reads."""
