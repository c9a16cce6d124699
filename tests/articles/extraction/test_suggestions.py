from deliberate.articles.extraction import as_json


def test_a_suggestion_prints_in_the_shape_of_the_command_line(reading):
    text = "Radio Lunn claims that 14 boats may have sunk."
    (printed,) = [as_json(each) for each in reading(text).suggestions]
    assert list(printed) == ["text", "ranges", "kind", "modality", "hedges", "attribution", "rank", "explanation"]
    assert printed["text"] == "14 boats may have sunk."
    assert printed["ranges"] == [[text.index("14"), len(text) - 1]]
    assert printed["hedges"] == [[[text.index("may"), text.index("may") + 3]]]
    assert printed["attribution"] == {
        "source": [[0, 10]],
        "cue": [[11, 17]],
        "content": [[18, len(text) - 1]],
        "class": "claims",
        "inner": None,
    }
    assert (printed["modality"], printed["rank"]) == ("possible", 1)


def test_the_article_s_own_voice_is_null(reading):
    assert as_json(reading("The ferry sank in 1990.").suggestions[0])["attribution"] is None
