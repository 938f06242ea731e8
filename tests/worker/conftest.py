"""A journal in PostgreSQL that workers send from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from batch_sender.standin import Faults, no_faults
from tests.worker.processes import Plant, plant_in


@pytest.fixture
def faults() -> Faults:
    return no_faults


@pytest.fixture
def plant(schema: str, tmp_path: Path) -> Iterator[Plant]:
    with plant_in(schema, tmp_path) as made:
        yield made
