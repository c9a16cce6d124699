"""One's data as tables: a file a section, whole, and harmless to a spreadsheet."""

import csv
import io
import zipfile

from flask import Flask

from deliberate.core.data_in_tables import in_tables


def test_each_section_with_rows_is_a_table_with_every_column(context: Flask) -> None:
    account = [
        {"name": "=HYPERLINK()", "roles": ["editor"], "second_step": True},
        {"name": "Grüße, “x”\nand more", "id": 7, "email": None},
    ]
    pieces = list(in_tables("nobody", account=account, sign_ins=[]))
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as packed:
        assert packed.testzip() is None
        assert packed.namelist() == ["account.csv"]
        rows = list(csv.DictReader(io.StringIO(packed.read("account.csv").decode("utf-8-sig"), newline="")))
    assert rows == [
        {"name": "'=HYPERLINK()", "roles": '["editor"]', "second_step": "yes", "id": "", "email": ""},
        {"name": "Grüße, “x”\nand more", "roles": "", "second_step": "", "id": "7", "email": ""},
    ]
