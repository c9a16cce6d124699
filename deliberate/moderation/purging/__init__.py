"""Purging: words that break the law or give away somebody's private details are erased for good, by two admins."""
