"""Passwords: which are taken, how they are kept, which are right."""

import pytest
from flask import Flask

from deliberate.accounts.passwords import checked_password, hash_of, is_outdated, is_right
from deliberate.core.errors import Invalid
from tests.own_site import PASSWORD


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "at least 10"),
        ("x" * 201, "at most 200"),
        ("a quiet" + "é" * 100, "at most 200"),
        ("aaaaaaaaaaaa", "guessed at once"),
        ("ababababababab", "guessed at once"),
        ("quiet-heron", "guessed at once"),
        ("QUIET-HERON", "guessed at once"),
        ("heron@example.org", "guessed at once"),
    ],
)
def test_a_password_that_is_guessed_at_once_is_refused(password: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        checked_password(password, "quiet-heron", "heron@example.org", None)


def test_a_password_is_kept_as_argon2id_and_differently_each_time(own_site: Flask) -> None:
    with own_site.app_context():
        one, other = hash_of(PASSWORD), hash_of(PASSWORD)
        assert one != other
        assert one.startswith("$argon2id$")
        assert is_right(PASSWORD, one)
        assert not is_right(PASSWORD + "!", one)


def test_where_there_is_no_account_no_password_is_right_and_one_is_hashed_all_the_same(own_site: Flask) -> None:
    with own_site.app_context():
        assert not is_right(PASSWORD, None)
        assert not is_right(PASSWORD, "no hash at all")
        nobodys = own_site.extensions["deliberate_accounts"].nobodys_hash
        assert nobodys.startswith(hash_of(PASSWORD)[: len("$argon2id$v=19$m=8,t=1,p=1$")])


def test_a_hash_of_less_work_is_found_outdated(own_site: Flask) -> None:
    with own_site.app_context():
        assert not is_outdated(hash_of(PASSWORD))
        assert is_outdated("$argon2id$v=19$m=16,t=2,p=1$c29tZXNhbHQ$Z2liYmVyaXNoaXNnb29kaGVyZQ")


def test_the_longest_password_that_is_taken_opens_and_one_that_only_begins_like_it_does_not(own_site: Flask) -> None:
    longest = checked_password("abcdé" * 33)
    with own_site.app_context():
        assert is_right(longest, hash_of(longest))
        assert not is_right("x" * 150 + "abcdefghij" * 6, hash_of(("x" * 150 + "abcdefghij" * 6)[:200]))
