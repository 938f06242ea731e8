"""The exit code says what became of every row: unknown is not done, and what waits is not over."""

from pathlib import Path

import pytest

from batch_sender.cli import ended
from batch_sender.deliver.errors import BatchEnded, DeliveryBroke
from batch_sender.models import Counts
from batch_sender.operations import exit_codes
from batch_sender.operations.exit_codes import ExitCode
from tests.support import Run


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        pytest.param(Counts(accepted=3), 0, id="every row accepted"),
        pytest.param(Counts(), 0, id="no row at all"),
        pytest.param(Counts(accepted=2, unknown=1), 3, id="one in doubt: it is not done"),
        pytest.param(Counts(accepted=2, rejected=1), 3, id="one rejected"),
        pytest.param(Counts(accepted=2, failed=1), 3, id="one did not leave"),
        pytest.param(Counts(accepted=2, skipped=1), 3, id="one left out"),
        pytest.param(Counts(accepted=2, pending=1), 4, id="one waits"),
        pytest.param(Counts(unknown=2, sending=1), 4, id="one is on its way"),
    ],
)
def test_what_a_batch_ends_with(counts: Counts, code: int) -> None:
    assert exit_codes.of_batch(counts) == code


def test_a_list_is_in_order_only_if_every_row_can_be_sent() -> None:
    assert exit_codes.of_check(Counts(pending=3)) == 0
    assert exit_codes.of_check(Counts(pending=2, skipped=1)) == 3


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        pytest.param([], 0, id="none"),
        pytest.param([0, 0], 0, id="all accepted"),
        pytest.param([0, 3], 3, id="of one not all"),
        pytest.param([4, 3], 4, id="one waits"),
        pytest.param([1, 1], 1, id="none could start"),
        pytest.param([2, 1], 1, id="none could start, for two reasons"),
        pytest.param([0, 1], 4, id="one could not start, and another has left"),
        pytest.param([4, 2], 4, id="one cannot be meant so, and another waits"),
        pytest.param([1, 2, 4, 3, 0], 4, id="all of it"),
    ],
)
def test_what_several_come_to(codes: list[int], code: int) -> None:
    assert exit_codes.of_several(codes) is ExitCode(code)


def test_a_fault_says_whether_anything_has_left() -> None:
    assert exit_codes.of_fault(BatchEnded(batch=1, state="finished")) is ExitCode.NOT_STARTED
    assert exit_codes.of_fault(DeliveryBroke(batch=1, cause="", remedy="")) is ExitCode.STOPPED


@pytest.mark.parametrize(
    ("noted", "code"),
    [
        pytest.param([], 1, id="no batch has ended: the fault's own"),
        pytest.param([ExitCode.DONE], 0, id="one has, and all of it left"),
        pytest.param([ExitCode.DONE, ExitCode.STOPPED], 4, id="one of two waits"),
    ],
)
def test_a_fault_after_a_batch_has_ended_changes_nothing_of_it(
    noted: list[ExitCode], code: int
) -> None:
    codes: list[ExitCode] = []
    with ended.noted_in(codes):
        assert [ended.note(each) for each in noted] == noted
    assert ended.code_after(1, codes) == code


@pytest.mark.parametrize(
    ("tail", "code"),
    [
        pytest.param("0505", 3, id="in doubt"),
        pytest.param("0400", 3, id="rejected"),
        pytest.param("0602", 0, id="accepted"),
    ],
)
def test_the_program_ends_with_it(run: Run, place: Path, tail: str, code: int) -> None:
    contacts = place / "lista.csv"
    contacts.write_text(f"nome,telefone\nAna,11 90000-0601\nBia,11 90000-{tail}\n", "utf-8")
    assert run("send", contacts, "--text", "Oi {nome}", "--yes", "--rate", "off")[0] == code
