"""Telling people what happened to what is theirs and to the articles they watch: on a page, and by mail."""
