"""Replies that are pasted: shown with what was understood, and only who is ticked goes onto the list."""

import re
from pathlib import Path

from batch_sender.config import connections
from batch_sender.config.connections import Connection, Token
from batch_sender.journal import Journal
from batch_sender.models import PhoneNumber
from batch_sender.operations.optouts import add_opt_outs, stop_words
from batch_sender.operations.reply_words import WORDS
from tests.web.conftest import Fields, Visitor

PASTED = """[24/11/2026 09:05] +55 11 91234-5678: SAIR
[24/11/2026 09:06] +55 21 98765-4321: quero cancelar a consulta <i>
[24/11/2026 09:07] +55 31 99888-7766: não quero parar
[24/11/2026 09:08] +55 41 99777-1234: PARAR
[24/11/2026 09:09] Ana Paula: SAIR
"""
STOP, DOUBT, OTHER, KNOWN = "5511912345678", "5521987654321", "5531998887766", "5541997771234"


def ticks(shown: str) -> dict[str, bool]:
    found = re.findall(r'name="ticked" value="(\d+)"[^>]*?( checked)?>', shown)
    return {number: bool(checked) for number, checked in found}


def test_only_what_is_clear_is_ticked_and_only_what_is_ticked_is_added(
    visitor: Visitor, book: Journal
) -> None:
    add_opt_outs(book, [f"+{KNOWN}"], who="ana")
    shown = visitor.post("/optouts/replies", {"pasted": PASTED}).text
    assert ticks(shown) == {STOP: True, DOUBT: False, OTHER: False}
    assert "is on it" in shown
    assert "Some replies show a name instead of a number" in shown
    assert "consulta &lt;i&gt;" in shown
    assert [each.number for each in book.people.opt_outs()] == [KNOWN]
    none = visitor.post("/optouts/replies/add", {"pasted": PASTED})
    assert (none.status_code, "Tick at least one" in none.text) == (422, True)
    fields: Fields = {"pasted": PASTED, "ticked": [STOP, DOUBT, "5599999999999"]}
    done = visitor.post("/optouts/replies/add", fields)
    assert "2 numbers were added" in done.text
    assert "asked for it in a reply" in done.text
    added = {each.number: each.source_date for each in book.people.opt_outs()}
    assert added == {KNOWN: None, STOP: "2026-11-24", DOUBT: "2026-11-24"}


def test_what_holds_no_reply_is_said_so_and_kept(visitor: Visitor) -> None:
    refused = visitor.post("/optouts/replies", {"pasted": "só um texto"})
    assert refused.status_code == 422
    assert "No reply was found" in refused.text
    assert ">só um texto</textarea>" in refused.text
    assert "Paste the replies here" in visitor.post("/optouts/replies", {"pasted": ""}).text


def test_the_words_are_chosen_and_the_usual_ones_come_back(visitor: Visitor, book: Journal) -> None:
    done = visitor.post("/optouts/replies/words", {"words": "Basta\nbasta\n"})
    assert "The words were saved" in done.text
    assert stop_words(book) == ("Basta",)
    pasted = PASTED.replace("SAIR", "basta!")
    assert ticks(visitor.post("/optouts/replies", {"pasted": pasted}).text)[STOP]
    assert not ticks(visitor.post("/optouts/replies", {"pasted": PASTED}).text)[STOP]
    visitor.post("/optouts/replies/words", {"words": "Basta", "usual": "yes"})
    assert stop_words(book) == WORDS


def test_what_we_wrote_ourselves_is_no_reply(visitor: Visitor, place: Path) -> None:
    own = Connection(
        name="loja", url="https://x.example/send", token=Token("t"), number=PhoneNumber(STOP)
    )
    connections.add(place / "connections.toml", own)
    shown = visitor.post("/optouts/replies", {"pasted": PASTED}).text
    assert STOP not in ticks(shown)


def test_more_than_can_be_read_or_ticked_at_once_is_told(guest: Visitor) -> None:
    long = guest.post("/optouts/replies", {"pasted": "a" * 1_000_001})
    assert (long.status_code, "more than can be read at once" in long.text) == (422, True)
    many = "\n".join(f"119{10_000_000 + n}: oi" for n in range(1_001))
    refused = guest.post("/optouts/replies", {"pasted": many})
    assert (refused.status_code, "more than 1,000 people" in refused.text) == (422, True)
