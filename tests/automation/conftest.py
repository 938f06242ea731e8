"""What the tests of unattended batches share."""

from pathlib import Path

import pytest

from batch_sender.journal import Journal
from batch_sender.standin import StandIn
from tests.automation.bench import Bench
from tests.support import FakeClock


@pytest.fixture
def bench(journal: Journal, api: StandIn, clock: FakeClock, tmp_path: Path) -> Bench:
    return Bench(folder=tmp_path, api=api, clock=clock, journal=journal)
