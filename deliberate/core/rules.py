"""Rules that join with ``& | ~`` and read as English, and the facts they are made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from deliberate.core.actors import EDITOR, Actor
from deliberate.core.wording import N_, say

Test = Callable[[Actor, Any], bool]


@dataclass(frozen=True)
class Rule:
    """A yes-or-no question about an actor and a subject, with the words that print it.

    ``say_it`` says them to whoever reads, where they are no words of a catalogue themselves.
    """

    words: str
    test: Test
    say_it: Callable[[], str] | None = None

    def said(self) -> str:
        """The words in the language of whoever reads."""
        return self.say_it() if self.say_it is not None else say(self.words)

    def __call__(self, actor: Actor, subject: Any = None) -> bool:
        return self.test(actor, subject)

    def __and__(self, other: "Rule") -> "Rule":
        return Rule(
            f"{self._inner(self.words)} and {other._inner(other.words)}",
            lambda a, s: self(a, s) and other(a, s),
            lambda: say("%(one)s and %(other)s", one=self._inner(self.said()), other=other._inner(other.said())),
        )

    def __or__(self, other: "Rule") -> "Rule":
        return Rule(
            f"{self.words} or {other.words}",
            lambda a, s: self(a, s) or other(a, s),
            lambda: say("%(one)s or %(other)s", one=self.said(), other=other.said()),
        )

    def __invert__(self) -> "Rule":
        return Rule(
            f"not {self._inner(self.words)}",
            lambda a, s: not self(a, s),
            lambda: say("not %(it)s", it=self._inner(self.said())),
        )

    def _inner(self, written: str) -> str:
        return f"({written})" if " or " in self.words else written


_facts: dict[str, Test] = {}


def fact(name: str, words: str | None = None) -> Rule:
    """A rule whose answer a higher package knows; it is looked up when asked, not when written.

    ``words`` are the name's own, marked for the catalogues where anybody is to read them.
    """
    return Rule(words or name.replace("_", " "), lambda actor, subject: _facts[name](actor, subject))


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


signed_in = Rule(N_("signed in"), lambda actor, _: actor.signed_in)
author = Rule(N_("its author"), _is_author)
editor = Rule(N_("an editor"), lambda actor, _: EDITOR in actor.roles or actor.is_admin)
moderator = Rule(N_("a moderator"), lambda actor, _: actor.is_moderator)
admin = Rule(N_("an admin"), lambda actor, _: actor.is_admin)
published = Rule(N_("it is published"), lambda _, subject: article_of(subject).is_published)
suspended = Rule(N_("suspended"), lambda actor, _: actor.is_suspended)
locked = Rule(N_("locked"), lambda _, subject: getattr(subject, "locked_at", None) is not None)
open_article = Rule(N_("the article is open"), lambda _, subject: article_of(subject).is_open)
visible = Rule(N_("it is visible"), lambda _, subject: subject.is_visible)


def level(least: int) -> Rule:
    """At least this level of trust."""
    return Rule(f"level {least}+", lambda actor, _: actor.level >= least, lambda: say("level %(least)s+", least=least))
