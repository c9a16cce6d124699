"""Moderation: flags, one queue, decisions with reasons, appeals, and the public log."""
