"""Packages whose names are loaded on demand: each name is there, and no other."""

import importlib
import subprocess
import sys

import pytest

PACKAGES = ("batch_sender", "batch_sender.journal", "batch_sender.load", "batch_sender.models")


@pytest.mark.parametrize("package", PACKAGES)
def test_each_name_is_found_where_it_is_said_to_be(package: str) -> None:
    module = importlib.import_module(package)
    said = {name: home for home, names in vars(module)["_HOMES"].items() for name in names}
    assert sorted(said) == sorted(module.__all__)
    for name, home in said.items():
        assert getattr(module, name) is getattr(importlib.import_module(home, package), name)


@pytest.mark.parametrize("package", PACKAGES)
def test_another_name_is_missing_as_in_any_module(package: str) -> None:
    with pytest.raises(AttributeError, match=f"'{package}' has no attribute 'Nobody'"):
        getattr(importlib.import_module(package), "Nobody")  # noqa: B009 - a checker sees it
    with pytest.raises(ImportError, match="Nobody"):
        exec(f"from {package} import Nobody")  # noqa: S102 - the statement itself is looked at


def test_a_module_is_loaded_with_the_first_of_its_names() -> None:
    code = (
        "import sys, batch_sender.models as m; home = 'batch_sender.models.records';"
        "before = home in sys.modules; m.BatchRecord; print(before, home in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["False", "True"]
