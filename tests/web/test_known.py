"""The list of known people on the page: numbers and files in, shown, taken off."""

from pathlib import Path

from batch_sender.journal import Journal, KnownPerson
from tests.web.conftest import Visitor

ANA, BIA = "11 91234-5678", "21 98765-4321"


def known(book: Journal) -> list[str]:
    return sorted(each.number for each in book.people.known())


def test_numbers_are_added_shown_and_taken_off(visitor: Visitor, book: Journal) -> None:
    assert "Nobody is on the list yet" in visitor.get("/known").text
    done = visitor.post("/known/add", {"numbers": f"{ANA}\n{BIA}"})
    assert "2 people are known now" in done.text
    assert "91234" not in done.url
    assert done.text.count('<th scope="row"') == 2
    assert "1 was known already" in visitor.post("/known/add", {"numbers": ANA}).text
    gone = visitor.post("/known/remove", {"number": ANA})
    assert "1 person was taken off" in gone.text
    assert known(book) == ["5521987654321"]
    late = visitor.post("/known/remove", {"number": ANA})
    assert (late.status_code, "is not on the list" in late.text) == (409, True)


def test_wrong_numbers_are_shown_with_why_and_nothing_is_added(
    visitor: Visitor, book: Journal
) -> None:
    typed = {"numbers": f"{ANA}\n91234-5678"}
    refused = visitor.post("/known/add", typed)
    assert refused.status_code == 422
    assert "<strong>91234-5678</strong>: The number has no DDD" in refused.text
    assert not known(book)
    visitor.post("/known/add", {**typed, "without_wrong": "yes"})
    assert known(book) == ["5511912345678"]
    assert visitor.post("/known/remove", {"number": "x"}).status_code == 422


def test_a_file_is_read_and_told_of(visitor: Visitor, book: Journal, place: Path) -> None:
    content = f"nome;celular\nAna;{ANA}\nSem;\nBia;{BIA}\n".encode("cp1252")
    done = visitor.post("/known/import", files={"list": ("optin.csv", content)})
    assert "2 people are known now." in done.text
    assert "1 row has no number." in done.text
    assert "optin.csv" in done.text
    assert len(known(book)) == 2
    bad = visitor.post("/known/import", files={"list": ("x.csv", b"nome;cidade\nAna;Recife\n")})
    assert bad.status_code == 422
    assert 'href="#list"' in bad.text
    none = visitor.post("/known/import", {})
    assert (none.status_code, "Choose the file" in none.text) == (422, True)
    assert not list(place.rglob("optin.csv")), "no copy of it is kept"


def test_who_is_known_of_purged_batches_is_counted(visitor: Visitor, book: Journal) -> None:
    entry = KnownPerson(person="5511912345678", number=None, source="purged")
    book.people.add_known([entry], who="ana")
    assert "1 more person is known from a batch" in visitor.get("/known").text
    assert 'href="/known"' in visitor.get("/optouts").text
