"""Signing in by another site: a provider of OpenID Connect, or a Discourse forum. docs/single-sign-on.md."""
