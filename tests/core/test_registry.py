import pytest

from deliberate.core.registry import Registry, UnknownName


def test_what_was_registered_is_found_by_its_name():
    registry = Registry[int]("number")
    assert registry.register("one", 1) == 1
    assert registry.get("one") == 1


def test_names_come_in_the_order_of_registration():
    registry = Registry[int]("number")
    registry.register("two", 2)
    registry.register("one", 1)
    assert registry.names() == ("two", "one")


def test_a_function_registers_as_a_decorator_and_stays_itself():
    registry = Registry("greeting")

    @registry.register("plain")
    def greet():
        return "hello"

    assert registry.get("plain") is greet
    assert greet() == "hello"


def test_an_unknown_name_is_refused_with_the_names_that_are_known():
    registry = Registry[int]("number")
    registry.register("one", 1)
    with pytest.raises(UnknownName) as refused:
        registry.get("three")
    assert str(refused.value) == "There is no number 'three'; known: one."


def test_a_name_is_taken_only_once():
    registry = Registry[int]("number")
    registry.register("one", 1)
    with pytest.raises(ValueError, match="'one' is registered already"):
        registry.register("one", 11)
