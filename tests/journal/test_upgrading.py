"""A journal that workers share is migrated on purpose only; workers of the older version then end."""

import pytest
from sqlalchemy import create_engine, make_url, text

from batch_sender.journal import Journal, NewWorker, migrate
from batch_sender.journal.errors import JournalFromNewerVersion, JournalNeedsMigration
from batch_sender.journal.schema import migrations
from batch_sender.models import MessageState
from tests.journal.desk import Desk
from tests.journal.desk import text as row
from tests.support import FakeClock

WORKER = NewWorker(id="w-1", host="balcao", pid=7, version="0.1.0", most_lanes=4)


def set_version(location: str, version: str) -> None:
    """Say of which version a journal is: later ones will have tables of their own."""
    url = make_url(location) if "://" in location else make_url(f"sqlite:///{location}")
    driver = {"postgresql": "postgresql+psycopg"}.get(url.drivername, url.drivername)
    engine = create_engine(url.set(drivername=driver))
    with engine.begin() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": version})
    engine.dispose()


def test_whoever_migrates_is_told_from_which_version(location: str) -> None:
    made = migrate(location)
    assert (made.before, made.now) == (None, migrations.HEAD)
    again = migrate(location)
    assert (again.before, again.now) == (migrations.HEAD, migrations.HEAD)


@pytest.mark.postgres
def test_no_command_ends_workers_of_an_older_version_unasked(
    schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Journal(schema) as journal:
        journal.lanes.begin(WORKER)
        # The next version, of which all is known but what it changes.
        following = (*migrations.KNOWN, "j9999")
        monkeypatch.setattr(migrations, "KNOWN", following)
        monkeypatch.setattr(migrations, "HEAD", "j9999")
        with pytest.raises(JournalNeedsMigration) as refused:
            Journal(schema)
        assert "1" in refused.value.message
        assert "journal migrate" in refused.value.next
        monkeypatch.undo()
        assert journal.lanes.beat("w-1", calls=0, calls_a_minute=0, known=())


@pytest.mark.postgres
def test_a_worker_hears_of_a_newer_version_with_its_next_beat_lane_or_message(
    schema: str, clock: FakeClock
) -> None:
    with Journal(schema, now=clock.now) as journal:
        desk = Desk(journal, clock)
        batch = desk.running(row(2))
        journal.lanes.begin(WORKER)
        set_version(schema, "j9999")
        with pytest.raises(JournalFromNewerVersion):
            journal.lanes.beat("w-1", calls=0, calls_a_minute=0, known=())
        with pytest.raises(JournalFromNewerVersion):
            journal.lanes.start(desk.connection, "w-1")
        with pytest.raises(JournalFromNewerVersion):
            desk.claim(batch)
        # It surely has not left: the newer program sends it.
        assert desk.standing(batch) == {2: MessageState.PENDING}
