"""The folders that ship with the program are found where they lie."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from batch_sender.config import bundled


def test_a_checkout_has_its_samples_at_the_top_level() -> None:
    found = bundled.folder("samples")

    assert (found / "demo.xlsx").is_file()
    assert (found / "demo.txt").is_file()


@pytest.mark.parametrize(
    ("made", "found"),
    [
        pytest.param(("pkg/_bundled/samples",), "pkg/_bundled/samples", id="installed"),
        pytest.param(("samples",), "samples", id="a checkout"),
        pytest.param(
            ("pkg/_bundled/samples", "samples"), "pkg/_bundled/samples", id="its own go first"
        ),
        pytest.param(("templates",), None, id="left out of the package"),
    ],
)
def test_where_it_looks(tmp_path: Path, made: tuple[str, ...], found: str | None) -> None:
    for name in ("pkg/config", *made):
        (tmp_path / name).mkdir(parents=True)
    shutil.copy(Path(bundled.__file__), tmp_path / "pkg" / "config" / "bundled.py")
    code = "import bundled; print(ascii(str(bundled.folder('samples'))))"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path / "pkg" / "config",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    if found is None:
        assert "FileNotFoundError" in ran.stderr
    else:
        assert ran.stdout.strip() == ascii(str((tmp_path / found).resolve()))
