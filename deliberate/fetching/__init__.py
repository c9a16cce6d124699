"""Fetching pages of other sites, without being led to inner addresses, held up or flooded. It knows nothing of ours."""
