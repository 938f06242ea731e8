"""A list that comes back checked: each row's problems and repairs beside it, however large it is."""

import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from batch_sender.models import (
    BatchRecord,
    BatchState,
    Counts,
    MessageRecord,
    MessageState,
    Notice,
    NoticeCode,
    PhoneNumber,
    Problem,
    ProblemCode,
    Repair,
    RepairRule,
)
from batch_sender.results.checked_list import write_checked
from batch_sender.results.checked_list.table import CellMark, CheckedTable
from batch_sender.results.checked_list.workbook import MARK_COLOURS, write_workbook
from batch_sender.sentences import describe_repair, is_mended_in_list
from tests.results.batches import sheet_rows
from tests.support import MONDAY_NOON


def a_row(row: int, **changes: Any) -> MessageRecord:
    plain = MessageRecord(
        row=row, cells=("Ana", "11 8765-4321"), state=MessageState.PENDING, reason=None, column=None,
        detail="", repairs=(), number=PhoneNumber("5511987654321"), text="Oi", media_name=None,
        time=None, attempts=0, answer=None,
    )  # fmt: skip
    return replace(plain, **changes)


def a_batch(problems: dict[str, int]) -> BatchRecord:
    return BatchRecord(
        id=1, state=BatchState.CHECKED, list_path=Path("lista.csv"), sheet=None,
        header=("nome", "telefone"), hidden=None, template="Oi", connection=None, address=None,
        who="ana", version="0", created_at=MONDAY_NOON, started_at=None, ended_at=None,
        paused_because=None, counts=Counts(pending=3), problems=problems,
    )  # fmt: skip


def test_all_problems_of_a_row_are_said_with_their_remedies() -> None:
    near = Problem(code=ProblemCode.MEDIA_MISSING, detail="joao.pdf ≈ João.pdf")
    row = a_row(
        2, state=MessageState.SKIPPED, reason="phone_missing", column="telefone", further=(near,)
    )
    values = list(CheckedTable(batch=a_batch({"phone_missing": 1})).values_to_mend(row))
    assert values[3] == (
        "no phone number (telefone)\nthe file to send was not found (joao.pdf; there is João.pdf)"
    )
    assert str(values[4]).endswith(
        "There is a file João.pdf: write its name like that, or rename the file."
    )


def test_two_rules_of_one_repair_stand_on_one_line() -> None:
    rules = (RepairRule.NINTH_DIGIT_ADDED, RepairRule.COUNTRY_CODE_ADDED)
    repairs = tuple(Repair(rule=r, before="11 8765-4321", after="5511987654321") for r in rules)
    values = list(CheckedTable(batch=a_batch({})).values(a_row(2, repairs=repairs)))
    assert str(values[5]).count("→") == 1
    assert str(values[5]).count(";") == 1


def test_a_note_is_said_and_no_cell_is_coloured_for_it() -> None:
    note = Repair(rule=RepairRule.FIXED_LINE, before="11 3333-4444", after="551133334444")
    row = a_row(2, cells=("Ana", "11 3333-4444"), repairs=(note,))
    table = CheckedTable(batch=a_batch({}))
    assert list(table.values(row))[5] == describe_repair(RepairRule.FIXED_LINE)
    assert table.marks(row) == {}


def test_what_is_worth_a_look_stands_in_a_yellow_cell(tmp_path: Path) -> None:
    notice = Notice(code=NoticeCode.MEDIA_MISMATCH, detail="7.pdf")
    path = tmp_path / "c.xlsx"
    write_workbook(path, CheckedTable(batch=a_batch({})), [a_row(2, notices=(notice,))])
    cell: Any = load_workbook(path)["Whole list"]["G2"]
    assert cell.value == (
        "the file holds neither the name, nor the document number, nor the value of its row (7.pdf): "
        "Open the file and compare it with the row before you send."
    )
    assert cell.fill.fgColor.rgb[2:] == MARK_COLOURS[CellMark.LOOK][0]


def test_a_full_sheet_is_followed_by_another(tmp_path: Path) -> None:
    lost = {"state": MessageState.SKIPPED, "reason": "phone_missing", "column": "telefone"}
    table = CheckedTable(batch=a_batch({"phone_missing": 5}))
    records = [a_row(row, **lost) for row in range(2, 7)]
    write_workbook(tmp_path / "c.xlsx", table, records, rows_per_sheet=2)
    names = load_workbook(tmp_path / "c.xlsx").sheetnames
    assert sorted(names) == [
        "Summary", "To mend", "To mend 2", "To mend 3", "Whole list", "Whole list 2", "Whole list 3",
    ]  # fmt: skip
    assert [row[0:4:3] for row in sheet_rows(tmp_path / "c.xlsx", "To mend 3")] == [
        ("nome", "problem"), ("Ana", "no phone number (telefone)"),
    ]  # fmt: skip


def test_memory_stays_flat(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        lost = {"state": MessageState.SKIPPED, "reason": "phone_missing", "column": "telefone"}
        tracemalloc.start()
        write_checked(
            tmp_path / f"{count}.xlsx",
            batch=a_batch({"phone_missing": count}),
            rows=lambda: (a_row(row, **lost) for row in range(2, count + 2)),
        )
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(10)
    assert peak(800) < peak(200) + 200_000


def test_what_is_no_fault_of_a_cell_is_not_to_mend() -> None:
    """A new code is to be mended unless somebody says otherwise here."""
    left_out = {code for code in ProblemCode if not is_mended_in_list(code)}
    assert left_out == {
        "duplicate", "duplicate_other_message", "opted_out", "too_often", "not_chosen",
        "already_sent", "over_limit", "cancelled", "forgotten", "consent_refused",
        "phone_fixed_line",
    }  # fmt: skip
