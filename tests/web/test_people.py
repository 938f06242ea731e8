"""The history of a number on the page, and the list "Do not send" from there."""

from pathlib import Path

from batch_sender.journal import Journal
from tests.support import Run
from tests.web.conftest import Visitor

WRITTEN = "(11) 90000-0601"


def test_what_a_number_got_and_whether_it_gets_anything(
    visitor: Visitor, book: Journal, place: Path, run: Run
) -> None:
    (place / "l.csv").write_text("nome;telefone\nAna <b>;11900000601\nBia;11900000602\n", "utf-8")
    run("send", "l.csv", "--text", "Olá {{ nome }}", "--yes", "--rate", "off")
    shown = visitor.post("/people", {"number": WRITTEN})
    assert shown.url == visitor.url + "/people"
    text = shown.text
    assert "1 message was meant for this person" in text
    assert "accepted" in text
    assert "Olá Ana &lt;b&gt;" in text
    assert "Bia" not in text
    assert 'href="/batches/1"' in text
    assert "Not on the list" in text
    put = visitor.post("/people/put-on-list", {"number": WRITTEN}).text
    assert "From now on nothing is sent" in put
    assert [each.number for each in book.people.opt_outs()] == ["5511900000601"]
    unsure = visitor.post("/people/take-off-list", {"number": WRITTEN}).text
    assert "nothing is sent to this person" in unsure
    off = visitor.post("/people/take-off-list", {"number": WRITTEN, "sure": "yes"}).text
    assert "may be written to again" in off
    late = visitor.post("/people/take-off-list", {"number": WRITTEN, "sure": "yes"})
    assert (late.status_code, "is not on the list" in late.text) == (409, True)


def test_a_number_nobody_wrote_to_and_what_is_none(visitor: Visitor) -> None:
    assert "What a number got" in visitor.get("/people").text
    stranger = visitor.post("/people", {"number": "21 98765-4321"}).text
    assert "Nothing was ever meant for this number" in stranger
    wrong = visitor.post("/people", {"number": "99"})
    assert (wrong.status_code, 'id="number-fault"' in wrong.text) == (422, True)
    assert visitor.post("/people", {"number": ""}).status_code == 422
