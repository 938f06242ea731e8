"""The list "Do not send" on the page: found, added to, taken off, imported, taken back."""

from pathlib import Path

import pytest

from batch_sender.journal import Journal
from batch_sender.operations.optouts import add_opt_outs
from tests.web.conftest import Visitor

ANA, BIA = "11 91234-5678", "21 98765-4321"


def on_list(book: Journal) -> list[str]:
    return sorted(each.number for each in book.people.opt_outs())


def test_numbers_are_added_found_and_taken_off(visitor: Visitor, book: Journal) -> None:
    assert "Nobody is on the list yet" in visitor.get("/optouts").text
    typed = {"numbers": f"{ANA}\n{BIA}; +1 212 555 0123", "reason": "asked on the phone"}
    done = visitor.post("/optouts/add", typed)
    assert "3 numbers were added" in done.text
    assert "91234" not in done.url
    again = visitor.post("/optouts/add", {"numbers": ANA})
    assert "1 number was on it already" in again.text
    found = {
        wanted: visitor.post("/optouts/search", {"wanted": wanted}).text
        for wanted in ("(11) 91234-5678", "8765", "ON THE phone", "nobody")
    }
    assert [text.count('<th scope="row"') for text in found.values()] == [1, 1, 3, 0]
    assert "Nobody on the list fits that" in found["nobody"]
    asked = visitor.post("/optouts/remove", {"number": ANA})
    assert "May +55 11 91234-5678 be written to again?" in asked.text
    assert len(on_list(book)) == 3
    gone = visitor.post("/optouts/remove", {"number": ANA, "sure": "yes"})
    assert "may be written to again" in gone.text
    assert on_list(book) == ["12125550123", "5521987654321"]
    for sure in ("", "yes"):  # somebody else was there first
        late = visitor.post("/optouts/remove", {"number": ANA, "sure": sure})
        assert (late.status_code, "is not on the list" in late.text) == (409, True)


def test_wrong_numbers_are_shown_with_why_and_nothing_is_added(
    visitor: Visitor, book: Journal
) -> None:
    typed = {"numbers": f"{ANA}\n91234-5678\n<b>x</b>", "reason": "phone"}
    refused = visitor.post("/optouts/add", typed)
    assert refused.status_code == 422
    assert "2 of them cannot be read" in refused.text
    assert "<strong>91234-5678</strong>: The number has no DDD" in refused.text
    assert "&lt;b&gt;x&lt;/b&gt;" in refused.text
    assert f"{ANA}\n91234-5678" in refused.text.replace("\r", "")  # what was typed is kept
    assert not on_list(book)
    assert "Add only the 1 that is right" in refused.text
    visitor.post("/optouts/add", {**typed, "without_wrong": "yes"})
    assert on_list(book) == ["5511912345678"]
    assert visitor.post("/optouts/add", {"numbers": " "}).status_code == 422


def test_a_long_list_comes_in_pages(visitor: Visitor, book: Journal) -> None:
    add_opt_outs(book, [f"1191234{tail:04d}" for tail in range(120)], who="ana")
    first = visitor.get("/optouts").text
    assert (first.count('<th scope="row"'), "Page 1 of 3" in first) == (50, True)
    last = visitor.post("/optouts/search", {"wanted": "by hand", "page": "3"}).text
    assert (last.count('<th scope="row"'), "Page 3 of 3" in last) == (20, True)


@pytest.fixture
def do_not_call(tmp_path: Path) -> Path:
    path = tmp_path / "Não perturbe.csv"
    path.write_text(f"nome;celular\nAna;{ANA}\nBia;{BIA}\nCaio;sem número\n", "utf-8")
    return path


def looked_at(visitor: Visitor, path: Path) -> tuple[str, str]:
    with path.open("rb") as file:
        shown = visitor.post("/optouts/import", files={"list": (path.name, file)}).text
    return shown, shown.partition('name="file" value="')[2].partition('"')[0]


def test_a_file_is_looked_at_then_imported_then_taken_back(
    visitor: Visitor, book: Journal, do_not_call: Path
) -> None:
    add_opt_outs(book, [BIA], who="ana")
    shown, kept = looked_at(visitor, do_not_call)
    assert "Send nothing to these 2 people any more?" in shown
    assert "+55 11 91234-5678 · Ana" in shown
    assert "(row 4)" in shown
    assert on_list(book) == ["5521987654321"]
    done = visitor.post("/optouts/import/write", {"file": kept})
    assert "1 number was added" in done.text
    assert "1 number was on it already" in done.text
    assert "Não perturbe.csv" in done.text
    twice = visitor.post("/optouts/import/write", {"file": kept})
    assert (twice.status_code, "already" in twice.text) == (409, True)
    [made] = book.people.imports()
    asked = visitor.post("/optouts/import/undo", {"import": str(made.id)})
    assert "with 1 person?" in asked.text
    assert len(on_list(book)) == 2
    back = visitor.post("/optouts/import/undo", {"import": str(made.id), "sure": "yes"})
    assert "1 person may be written to again" in back.text
    assert on_list(book) == ["5521987654321"]
    late = visitor.post("/optouts/import/undo", {"import": str(made.id), "sure": "yes"})
    assert (late.status_code, "taken back already" in late.text) == (409, True)


def test_a_file_that_is_read_wrong_is_read_anew_or_dropped(
    visitor: Visitor, book: Journal, tmp_path: Path
) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("nome;contato\nAna;11 91234-5678\n", "utf-8")
    _shown, kept = looked_at(visitor, path)
    assert kept
    wrong = visitor.post("/optouts/import", {"file": kept, "column": "Fone"})
    assert (wrong.status_code, 'id="column-fault"' in wrong.text) == (422, True)
    right = visitor.post("/optouts/import", {"file": kept, "column": "B"}).text
    assert "this 1 person" in right
    visitor.post("/optouts/import/forget", {"file": kept})
    assert visitor.post("/optouts/import", {"file": kept}).status_code == 422
    assert visitor.post("/optouts/import", {"file": "../../x"}).status_code == 422
    assert not on_list(book)
