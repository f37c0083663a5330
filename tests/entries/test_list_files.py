"""Lists as files: what goes out comes in again exactly, and no cell is a formula."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entries.cells import neutral, original
from entries.kinds import kind_named
from entries.list_columns import columns_of, plain
from entries.list_files import FORMATS, ListRefused, rows_of, text_of
from tests.entries.invented import documents
from tests.factories import term_document

TERM = kind_named("term")
INVENTED = {name: documents(kind_named(name)) for name in ("term", "question")}


@pytest.mark.sampled(1)
@pytest.mark.parametrize("name", INVENTED)
@pytest.mark.parametrize("ending", FORMATS)
@settings(max_examples=25)
@given(data=st.data())
def test_any_entry_comes_back_as_it_went_out(name: str, ending: str, data: st.DataObject) -> None:
    kind = kind_named(name)
    some = data.draw(st.lists(INVENTED[name], min_size=1, max_size=3, unique_by=lambda d: d.slug))
    state = data.draw(st.sampled_from(["unpublished", "published", "retired"]))
    wanted = [plain(document, state) for document in some]
    file = "".join(FORMATS[ending](kind, wanted)).encode()
    rows = rows_of(text_of(file), kind)
    assert [row.problems for row in rows] == [[] for _ in wanted]
    assert [row.data for row in rows] == wanted
    for document, row in zip(some, rows, strict=True):
        fields = {field: value for field, value in row.data.items() if field != "state"}
        former = document.model_dump()["former_slugs"]
        assert kind.document.model_validate({**fields, "former_slugs": former}) == document


@given(st.text() | st.sampled_from("=+-@\t\r'\n").flatmap(lambda sign: st.text().map(sign.__add__)))
def test_no_cell_is_a_formula_and_every_one_has_its_text(text: str) -> None:
    cell = neutral(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    assert not cell.startswith(("\t", "\r", "\n"))
    assert original(cell) == text


def test_formulas_in_every_column_are_neutral() -> None:
    hurt = '=HYPERLINK("http://x.example";"a")'
    document = term_document(hurt, slug="x", aliases=["-1+1", "@SUM(A1)"], gist="+1", meaning="@a", say="-")
    table = "".join(FORMATS["csv"](TERM, [plain(document, "published")])).removeprefix("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert rows_of(table, TERM)[0].data["name"] == hurt


@pytest.mark.parametrize("sign", [",", ";", "\t"], ids=["commas", "semicolons", "tabs"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "marked"])
def test_a_table_of_any_spreadsheet_is_read(sign: str, end: str, mark: bytes) -> None:
    lines = [
        ["Gist", "SLUG", "aliases", "Case matters", ""],
        ["“One”, two; three", "orm", f"ORMs{end}Mapper | TRUE", "yes", ""],
        ["", "", "", "", ""],
        ["Two", "sql", "", "", ""],
    ]
    quoted = end.join(sign.join(f'"{cell}"' for cell in line) for line in lines)
    first, second = rows_of(text_of(mark + quoted.encode()), TERM)
    assert first.data == {
        "gist": "“One”, two; three",
        "slug": "orm",
        "aliases": [
            {"name": "ORMs", "case_matters": False, "only_beside_others": False},
            {"name": "Mapper", "case_matters": True, "only_beside_others": False},
        ],
        "case_matters": True,
    }
    assert (first.number, second.number) == (2, 4)
    assert second.data == {"gist": "Two", "slug": "sql", "aliases": [], "case_matters": False}


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("slug,nmae", "Unknown column “nmae”. The columns are: slug, name, state"),
        ("slug,name,Name", "The column “name” stands twice. Keep one of the two."),
        ("name,gist", "The column “slug” is missing: it says which entry a row is about."),
    ],
)
def test_a_wrong_header_is_named_in_a_sentence(header: str, sentence: str) -> None:
    with pytest.raises(ListRefused) as refused:
        rows_of(f"{header}\na,b,c", TERM)
    assert str(refused.value).startswith(sentence)


def test_former_addresses_stand_in_no_list() -> None:
    assert "former_slugs" not in [column.name for column in columns_of(TERM.document)]
