"""Layers and places."""

from deliberate.mapping.layout import layers_of, place


def test_no_two_things_lie_on_each_other_and_circles_find_a_place() -> None:
    names = [str(number) for number in range(100)]
    arrows = [(str(number), str(number // 3)) for number in range(1, 100)] + [("0", "99"), ("5", "5")]
    places = place(names, arrows)
    assert len(places) == len(names)
    for one in names:
        for other in names:
            if one < other and places[one].layer == places[other].layer:
                assert abs(places[one].across - places[other].across) > 0.999


def test_what_is_borne_on_stands_in_the_middle_of_what_bears_on_it() -> None:
    places = place(["a", "b", "c", "d"], [("b", "a"), ("c", "a"), ("d", "a")])
    assert [places[name].across for name in "bcd"] == [0, 1, 2]
    assert places["a"].across == 1


def test_a_long_layer_goes_on_in_the_next() -> None:
    names = [str(number) for number in range(25)]
    places = place(names, [(name, "0") for name in names[1:]], widest=10)
    assert sorted({each.layer for each in places.values()}) == [0, 1, 2, 3]
    assert max(each.across for each in places.values()) < 20


def test_layers_follow_the_shortest_way_and_a_circle_begins_with_its_first() -> None:
    arrows = [("b", "a"), ("c", "b"), ("c", "a"), ("x", "y"), ("y", "x")]
    assert layers_of(["a", "b", "c", "x", "y"], arrows) == {"a": 0, "b": 1, "c": 1, "x": 0, "y": 1}
