"""Curation of sources and publishers: shared origins, profiles, retractions and corrections."""
