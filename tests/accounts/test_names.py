"""Names: what they may hold, which pass for each other, which are nobody's."""

import pytest

from deliberate.accounts.names import clean_name, key_of_name, look_of_name
from deliberate.core.errors import Invalid


@pytest.mark.parametrize("name", ["cora", "Cora_2", "a-b", "x" * 32, "Žofie", "Ελένη", "Вера", "小林さん"])
def test_names_are_letters_digits_hyphens_and_underscores(name: str) -> None:
    assert clean_name(f" {name} ") == name


@pytest.mark.parametrize(
    "name", ["", "ab", "x" * 33, "two words", "a@b.c", "<b>bold", "dot.ted", "nul\0nul", "a\u202eb", "___", "a\u200db"]
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        clean_name(name)
    assert refusal.value.field == "username"


@pytest.mark.parametrize("name", ["c\u043era", "\u0412era", "\u0391nna", "анna", "Ελenη"])
def test_a_name_keeps_to_one_alphabet(name: str) -> None:
    with pytest.raises(Invalid, match="one alphabet"):
        clean_name(name)


@pytest.mark.parametrize(
    "name", ["Admin", "adm1n", "ADMIN-", "moderator", "m0derat0r", "System", "deleted_participant", "Visitor"]
)
def test_no_name_speaks_for_the_site_but_the_operators(name: str) -> None:
    with pytest.raises(Invalid, match="speak for the site"):
        clean_name(name)
    assert clean_name(name, by_operator=True) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anna", "ANNA"),
        ("anna", "\u0430\u043f\u043f\u0430"),
        ("carol", "car0l"),
        ("carol", "caro1"),
        ("Alex", "AIex"),
        ("even-keel", "evenkeel"),
        ("even-keel", "even_keel"),
        ("barney", "bamey"),
        ("savvy", "sawy"),
        ("copy", "\u0441\u043e\u0440\u0443"),
        ("kat", "\u03ba\u03b1\u03c4"),
    ],
)
def test_names_that_look_alike_have_one_look(one: str, other: str) -> None:
    assert look_of_name(one) == look_of_name(other)


@pytest.mark.parametrize(("one", "other"), [("anna", "hanna"), ("zofie", "žofie"), ("bob", "dod"), ("cora", "dora")])
def test_other_names_have_looks_of_their_own(one: str, other: str) -> None:
    assert look_of_name(one) != look_of_name(other)


def test_a_person_signs_in_by_the_letters_of_their_name_and_not_by_its_looks() -> None:
    assert key_of_name("CAROL") == key_of_name("carol") == key_of_name("ｃarol")
    assert key_of_name("car0l") != key_of_name("carol")
