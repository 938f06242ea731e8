"""A batch file that is written reads back as the same values."""

from pathlib import Path

import pytest

from batch_sender.config import batch_file, options
from batch_sender.config.batch_file_text import as_batch_file

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
