"""Rules that join with ``& | ~`` and read as English, and the facts they are made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from deliberate.core.actors import EDITOR, Actor

Test = Callable[[Actor, Any], bool]


@dataclass(frozen=True)
class Rule:
    """A yes-or-no question about an actor and a subject, with the words that print it."""

    words: str
    test: Test

    def __call__(self, actor: Actor, subject: Any = None) -> bool:
        return self.test(actor, subject)

    def __and__(self, other: "Rule") -> "Rule":
        return Rule(f"{self._inner()} and {other._inner()}", lambda a, s: self(a, s) and other(a, s))

    def __or__(self, other: "Rule") -> "Rule":
        return Rule(f"{self.words} or {other.words}", lambda a, s: self(a, s) or other(a, s))

    def __invert__(self) -> "Rule":
        return Rule(f"not {self._inner()}", lambda a, s: not self(a, s))

    def _inner(self) -> str:
        return f"({self.words})" if " or " in self.words else self.words


_facts: dict[str, Test] = {}


def fact(name: str) -> Rule:
    """A rule whose answer a higher package knows; it is looked up when asked, not when written."""
    return Rule(name.replace("_", " "), lambda actor, subject: _facts[name](actor, subject))


def answers(name: str) -> Callable[[Test], Test]:
    """Register the function that answers ``fact(name)``."""

    def register(test: Test) -> Test:
        _facts[name] = test
        return test

    return register


def article_of(subject: Any) -> Any:
    """The article a subject belongs to, or the subject itself where it is one."""
    return getattr(subject, "article", subject)


def _is_author(actor: Actor, subject: Any) -> bool:
    return actor.signed_in and getattr(subject, "author_id", None) == actor.id


signed_in = Rule("signed in", lambda actor, _: actor.signed_in)
author = Rule("its author", _is_author)
editor = Rule("an editor", lambda actor, _: EDITOR in actor.roles or actor.is_admin)
moderator = Rule("a moderator", lambda actor, _: actor.is_moderator)
admin = Rule("an admin", lambda actor, _: actor.is_admin)
published = Rule("it is published", lambda _, subject: article_of(subject).is_published)
suspended = Rule("suspended", lambda actor, _: actor.is_suspended)
locked = Rule("locked", lambda _, subject: getattr(subject, "locked_at", None) is not None)
open_article = Rule("the article is open", lambda _, subject: article_of(subject).is_open)
visible = Rule("it is visible", lambda _, subject: subject.is_visible)


def level(least: int) -> Rule:
    """At least this level of trust."""
    return Rule(f"level {least}+", lambda actor, _: actor.level >= least)
