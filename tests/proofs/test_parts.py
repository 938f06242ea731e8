"""A sender killed between text, file and payment line: no part leaves twice, and none is lost in silence."""

from collections import Counter
from pathlib import Path

import pytest

from batch_sender.standin import Received
from tests.compose.payments.written import boleto
from tests.proofs.reckoning import Reckoning, chance_for, desk, people

LANES = 4
PARTS = ("text", "file", "line")
FEW_OR_MANY = [
    pytest.param(3, 60, id="few"),
    pytest.param(40, 600, id="many", marks=[pytest.mark.slow, pytest.mark.timeout(900)]),
]


def line_of(number: str) -> str:
    return boleto(due=None, free=number.zfill(25))


def part_of(request: Received) -> str:
    if request.files:
        return "file"
    return "line" if request.body == line_of(request.number or "") else "text"


def write_list(path: Path, numbers: list[str]) -> Path:
    rows = [f"Cliente {n},{to},{line_of(to)}" for n, to in enumerate(numbers)]
    path.write_text("\n".join(["nome,telefone,linha", *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("kills", "rows"), FEW_OR_MANY)
def test_a_sender_killed_between_the_parts(tmp_path: Path, kills: int, rows: int) -> None:
    chance = chance_for("kill the sender between the parts")
    numbers = [str(number) for number in people(rows)]
    contacts = write_list(tmp_path / "cobranca.csv", numbers)
    file = tmp_path / "boleto.pdf"
    file.write_bytes(b"%PDF-1.4\n%%EOF\n")
    asked = ("--text", "Oi {nome}", "--media", file, "--payment-column", "linha", "--yes")
    with desk(tmp_path, latency=0.01) as here:
        sender = here.type("send", contacts, *asked, "--rate", "off", "--concurrency", str(LANES))
        for _kill in range(kills):
            following = here.resume()
            sender.ready().go()
            assert here.arrivals.wait_for_more(chance.randint(1, 20))
            sender.kill()
            sender = following
        ended = sender.ready().go().ended()
        left = Counter(
            (each.number, part_of(each)) for each in here.api.received if each.number and each.whole
        )
        order = {
            number: [part_of(each) for each in here.api.received if each.number == number]
            for number in numbers
        }
    reckoning = Reckoning.of(here.journal)
    assert max(left.values()) == 1, "a part left twice"
    assert reckoning.batch.counts.accepted + len(reckoning.unknown) == len(numbers), ended
    assert all(tuple(parts) == PARTS[: len(parts)] for parts in order.values())
    whole = {number for number, parts in order.items() if tuple(parts) == PARTS}
    assert set(numbers) - whole <= reckoning.unknown, "a part was lost, and nobody is told"
    assert len(reckoning.unknown) == sum(reckoning.taken_over)
