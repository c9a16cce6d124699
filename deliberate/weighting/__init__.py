"""Weighting: ratings, the model that adds them up, and the reasons behind every number."""
