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


def test_each_voice_is_heard_before_one_is_heard_often(reading, foremost):
    found = reading(
        "Radio Lunn said 14 boats sank on March 3. Radio Lunn said 20 boats sank in Osterwick on March 4. "
        "Radio Lunn said 30 boats sank in Osterwick on March 5. The ferry to Lunn was built in 1990. "
        "Mrs. Brook called the plan a mistake. Officials believe the sea is rising."
    )
    assert {each.voice.speaker for each in foremost(found, 5) if each.voice} == {
        "Radio Lunn",
        "Mrs. Brook",
        "Officials",
    }


def test_a_claim_in_doubt_comes_before_the_same_claim_without(reading):
    found = reading("The club sold the old ferry. The firm may have sold the old ferry.")
    assert found.ranked(1).text == "The firm may have sold the old ferry."


def test_a_pronoun_comes_after_a_name(reading):
    found = reading("They are playing games here. The ferry is old and slow.")
    assert found.ranked(1).text == "The ferry is old and slow."


def test_the_explanation_ends_with_what_makes_the_rank(reading):
    found = reading("Vale said 3 people were hurt in Lunn. They are odd. The firm left.")
    assert found.saying("3 people").explanation[-1] == (
        "Rank 1 of 3. What lifts it: a figure, a name, a named speaker, an early place in the text, "
        "the first that its speaker says here."
    )
    assert "What lowers it: it leaves open what it is about." in found.saying("They are odd").explanation[-1]


def test_that_something_may_be_is_no_date(reading):
    found = reading("The bridge may close. The bridge closed in May.")
    assert "a date" not in found.saying("may close").explanation[-1]
    assert "a date" in found.saying("in May").explanation[-1]


def test_a_denial_says_that_it_stands_below_what_it_denies(reading):
    found = reading("Radio Lunn said that the club moved 3 boats. The club denied such claims.")
    assert "the claim just above, which it denies" in found.ranked(2).explanation[-1]
    assert "another claim that is linked to it" in found.ranked(1).explanation[-1]
