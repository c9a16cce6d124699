"""Exercises with a key: a skill practised on something small, and compared with what those who teach made of it."""
