"""A batch file that is written reads back as the same values."""

from pathlib import Path

import pytest

from batch_sender.config import batch_file, options
from batch_sender.config.batch_file_text import as_batch_file
from batch_sender.config.errors import BatchFileValueWrong
from batch_sender.config.settings import from_options

VALUES = {
    "list": 'lista "nova" – ção.xlsx',
    "text": ["Olá, {{ nome }}!\nTudo \"bem\"?\n\n'''x''' \\n 😊", 'Oi """ \t fim\\'],
    "window": "seg-sex 9-18",
    "daily_cap": 200,
    "skip_holidays": True,
    "header_row": "none",
    "media_folder": "pasta/fotos",
    "accepted_in": ["3", "7"],
}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_what_is_written_reads_back(tmp_path: Path, ends: str) -> None:
    values = {**VALUES, "text": [each.replace("\n", ends) for each in VALUES["text"]]}  # type: ignore[attr-defined]
    file = tmp_path / "envio.toml"
    text = as_batch_file({**values, "media_folder": Path("pasta/fotos"), "key": None})
    file.write_text(text, encoding="utf-8", newline="")
    assert batch_file.read(file, options.batch_file_kinds()).values == values


@pytest.mark.parametrize(
    ("written", "by_day"),
    [("30", [30, 30]), ('"30/day"', [30, 30]), ('"20,30"', [20, 30])],
)
def test_a_cap_on_new_people_is_a_number_or_a_text(
    tmp_path: Path, written: str, by_day: list[int]
) -> None:
    file = tmp_path / "envio.toml"
    file.write_text(f"new_cap = {written}\n", "utf-8")
    read = batch_file.read(file, options.batch_file_kinds()).values
    plan = from_options({"new_cap": read["new_cap"]}).new_plan
    assert plan is not None
    assert [plan.allows(day) for day in (0, 1)] == by_day


@pytest.mark.parametrize("written", ["true", "3.5", "[20, 30]"])
def test_what_is_neither_is_named_with_its_line(tmp_path: Path, written: str) -> None:
    file = tmp_path / "envio.toml"
    file.write_text(f"new_cap = {written}\n", "utf-8")
    with pytest.raises(BatchFileValueWrong, match="such as 30, or a text in quotes") as wrong:
        batch_file.read(file, options.batch_file_kinds())
    assert wrong.value.details["line"] == 1
