"""The payment line as a person meets it at the command line: shown, counted, sent, decided over, told."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from batch_sender.standin import FAULTS, Fault, Faults, StandIn
from tests.support import Run

LINE = "23793.38128 60007.827136 95000.063305 1 00000000015000"
PIX = "00020126360014br.gov.bcb.pix0114+55119000006015204000053039865802BR5921ESCOLA PINGO DE GENTE6009SAO PAULO62070503***63044EF6"
SEND = ("--text", "Oi {nome}", "--payment-column", "linha", "--rate", "off")
PDF = b"%PDF-1.4\n%%EOF\n"

pytestmark = pytest.mark.usefixtures("place")


class AtCall:
    """Loses the answer of one call to everybody, counted from 0."""

    call = -1

    def __call__(self, _number: str, before: int) -> Fault | None:
        return FAULTS["505"] if before == self.call else None


@pytest.fixture
def faults() -> Faults:
    return AtCall()


@pytest.fixture
def list_of_two(place: Path) -> Path:
    rows = [f"Ana,11 90000-0601,{LINE}", f"Bia,11 90000-0602,{PIX}"]
    path = place / "cobranca.csv"
    path.write_text("\n".join(["nome,telefone,linha", *rows]) + "\n", "utf-8")
    (place / "boleto.pdf").write_bytes(PDF)
    return path


def bodies(api: StandIn) -> list[str | None]:
    return [each.body for each in api.received if each.number]


def test_a_check_shows_it_apart_and_says_what_it_costs(run: Run, list_of_two: Path) -> None:
    code, out, _err = run("check", list_of_two, *SEND)
    assert code == 0
    assert "payment line from “linha”" in out
    assert f"    Oi Ana\n    ── behind it, as a message of its own:\n    {LINE}\n" in out
    assert "4 calls to the API" in out
    assert "A message takes up to 2 calls" in out


def test_both_leave_and_the_results_hold_both(
    run: Run, list_of_two: Path, place: Path, api: StandIn
) -> None:
    code, out, _err = run("send", list_of_two, *SEND, "--yes", "--json", "--out", "r.csv")
    assert (code, bodies(api)) == (0, ["Oi Ana", LINE, "Oi Bia", PIX])
    assert json.loads(out)["accepted"] == 2
    with (place / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        first, second = csv.DictReader(file)
    assert first["message"] == f"Oi Ana\n\n{LINE}"
    assert second["message"] == f"Oi Bia\n\n{PIX}"
    assert (first["status"], first["attempts"]) == ("accepted", "2")
    run("report", 1, "--out", "r.jsonl")
    told = [json.loads(line) for line in (place / "r.jsonl").read_text("utf-8").splitlines()]
    assert [(each["message"], each["payment_line"]) for each in told] == [
        ("Oi Ana", LINE), ("Oi Bia", PIX),
    ]  # fmt: skip


def test_the_question_names_the_calls_of_a_message(
    run: Run, list_of_two: Path, typed: Callable[..., None]
) -> None:
    typed("n")
    _code, _out, err = run("send", list_of_two, *SEND)
    assert "(up to 2 calls a message)?" in err


@pytest.mark.parametrize(
    ("call", "media", "said"),
    [
        pytest.param(0, False, "its text is in doubt and its payment line has not left", id="text"),
        pytest.param(1, False, "sent again, the payment line alone leaves", id="its line"),
        pytest.param(0, True, "its file and payment line have not left", id="first of three"),
        pytest.param(
            1, True, "its text is out, its payment line has not left", id="second of three"
        ),
        pytest.param(2, True, "its text and file are out", id="last of three"),
    ],
)
def test_what_is_missing_is_named_and_goes_alone(  # noqa: PLR0917 - fixtures, and a table of three
    run: Run,
    list_of_two: Path,
    api: StandIn,
    faults: AtCall,
    typed: Callable[..., None],
    call: int,
    media: bool,
    said: str,
) -> None:
    """`call`: which one gets no answer."""
    faults.call = call
    along = ("--media", "boleto.pdf") if media else ()
    assert run("send", list_of_two, *SEND, *along, "--yes")[0] == 3
    out_so_far = len(bodies(api))
    assert out_so_far == 2 * (call + 1), "what comes behind stays here"
    typed("2")
    assert said in run("resolve", 1)[2]
    faults.call = -1
    assert run("resume", 1, "--yes")[0] == 0
    whole = ["Oi Ana", *([""] if media else []), LINE]
    assert bodies(api)[out_so_far:][: len(whole) - call] == whole[call:]
    assert len(bodies(api)) == out_so_far + 2 * (len(whole) - call)


def test_who_was_sent_what_shows_the_line(run: Run, list_of_two: Path) -> None:
    run("send", list_of_two, *SEND, "--yes")
    _code, out, _err = run("history", "11 90000-0601")
    assert f"    Oi Ana\n    {LINE}\n" in out
    assert "payment line: accepted" in out
    _code, out, _err = run("history", "11 90000-0601", "--json")
    (found,) = json.loads(out)["messages"]
    assert (found["message"], found["payment_line"]) == ("Oi Ana", LINE)
