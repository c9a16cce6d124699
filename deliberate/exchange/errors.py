"""What is wrong with a file, and where."""

from deliberate.core.wording import say


class FormatError(ValueError):
    """The file cannot be read. ``line`` and ``column`` count from 1; columns count code points."""

    def __init__(self, line: int, column: int, message: str) -> None:
        super().__init__(
            say("Line %(line)s, column %(column)s: %(message)s", line=str(line), column=str(column), message=message)
        )
        self.line = line
        self.column = column
        self.message = message


class CannotWrite(ValueError):
    """The graph has no shape that the format could take."""


def error_at(text: str, offset: int, message: str) -> FormatError:
    """The error at an offset of a text whose newlines are LF."""
    return FormatError(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset), message)
