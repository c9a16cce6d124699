"""An article's claims as one argument: a map, the same as an outline, and a matrix of claims and evidence."""
