"""The Portuguese catalogue says all that the code says, and the compiled one says the same."""

from pathlib import Path

import pytest

from tests import catalogue


def test_the_catalogue_is_complete_and_current() -> None:
    assert catalogue.faults() == []


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "stage.py").write_text(
        'A = N_("row {row}")\nB = ngettext("{n} day", "{n} days", 2)\n', encoding="utf-8"
    )
    return folder


def _translate(po: Path, english: str, other: str) -> None:
    text = po.read_text(encoding="utf-8")
    assert f'{english}"\nmsgstr ""' in text
    po.write_text(
        text.replace(f'{english}"\nmsgstr ""', f'{english}"\nmsgstr "{other}"'), encoding="utf-8"
    )


def _complete(po: Path, package: Path) -> None:
    catalogue.update(po, package)
    text = po.read_text(encoding="utf-8")
    text = text.replace('msgstr[0] ""', 'msgstr[0] "{n} dia"')
    text = text.replace('msgstr[1] ""', 'msgstr[1] "{n} dias"')
    po.write_text(text, encoding="utf-8")
    _translate(po, "row {row}", "linha {row}")
    catalogue.update(po, package)


def test_a_new_sentence_is_added_and_missed_until_translated(tmp_path: Path, package: Path) -> None:
    po = tmp_path / "x.po"
    assert len(catalogue.faults(po, package)) == 2
    catalogue.update(po, package)
    assert all(fault.startswith("not translated") for fault in catalogue.faults(po, package))
    _complete(po, package)
    assert catalogue.faults(po, package) == []


def test_what_is_translated_so_far_is_compiled(tmp_path: Path, package: Path) -> None:
    po = tmp_path / "x.po"
    catalogue.update(po, package)
    _translate(po, "row {row}", "linha {row}")
    catalogue.update(po, package)
    (left,) = catalogue.faults(po, package)
    assert left.startswith("not translated: ('{n} day'")


def test_a_second_run_changes_nothing(tmp_path: Path, package: Path) -> None:
    po = tmp_path / "x.po"
    _complete(po, package)
    before = po.read_bytes(), po.with_suffix(".mo").read_bytes()
    catalogue.update(po, package)
    assert (po.read_bytes(), po.with_suffix(".mo").read_bytes()) == before


def test_a_sentence_no_longer_said_is_told_then_dropped(tmp_path: Path, package: Path) -> None:
    po = tmp_path / "x.po"
    _complete(po, package)
    (package / "stage.py").write_text('A = N_("row {row}")\n', encoding="utf-8")
    assert any(fault.startswith("no longer used") for fault in catalogue.faults(po, package))
    catalogue.update(po, package)
    assert catalogue.faults(po, package) == []
    assert "linha {row}" in po.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        pytest.param(('"linha {row}"', '"linha {linha}"'), "other {places}", id="renamed-place"),
        pytest.param(('"linha {row}"', '"linha"'), "other {places}", id="lost-place"),
        pytest.param(('"linha {row}"', '"fila {row}"'), "not current", id="mo-behind"),
        pytest.param(
            ("#, python-brace-format\nmsgid \"row", "#, fuzzy, python-brace-format\nmsgid \"row"),
            "fuzzy",
            id="fuzzy",
        ),
    ],
)  # fmt: skip
def test_a_fault_is_found(
    tmp_path: Path, package: Path, change: tuple[str, str], fault: str
) -> None:
    po = tmp_path / "x.po"
    _complete(po, package)
    text = po.read_text(encoding="utf-8")
    assert change[0] in text
    po.write_text(text.replace(*change), encoding="utf-8")
    assert any(fault in found for found in catalogue.faults(po, package))
