def test_ranks_are_dense_and_unique(reading):
    found = reading("The ferry sank in 1990. It is so. Vale said 3 people were hurt in Lunn. We want it.")
    assert [each.rank for each in found.suggestions] == [1, 2, 3, 4]


def test_figures_and_names_come_before_vague_words(reading):
    found = reading("They are playing games. The harbour office in Lunn counted 14 boats on March 3.")
    assert "14 boats" in found.ranked(1).text


def test_a_denial_comes_right_after_what_it_denies(reading):
    found = reading(
        "Radio Lunn said that the club moved 3 boats. The club denied such claims. The sea was calm that day."
    )
    ranks = [each.rank for each in found.suggestions if "moved 3 boats" in each.text]
    assert ranks == [ranks[0], ranks[0] + 1]
