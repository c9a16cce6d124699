"""Telling other programs of what changes here, at addresses that admins and editors name."""
