from deliberate.articles.markdown_reading import read_markdown

SOURCE = """# A *title*

First [link](https://example.org) and `code`,
second line.

> quoted

- one
- two **bold**

<b>not</b> markup
"""


def test_marks_are_taken_away_and_blocks_kept():
    read = read_markdown(SOURCE)
    assert [(block.kind, read.text[block.start : block.end]) for block in read.blocks] == [
        ("heading", "A title"),
        ("paragraph", "First link and code,\nsecond line."),
        ("quote", "quoted"),
        ("item", "one"),
        ("item", "two bold"),
        ("paragraph", "<b>not</b> markup"),
    ]


def test_the_title_is_the_heading_at_the_front():
    assert read_markdown(SOURCE).title == "A title"
    assert read_markdown("Words first\n\n# Later").title is None
