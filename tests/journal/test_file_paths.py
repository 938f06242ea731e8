"""Paths of files in either database: also those with bytes that are no text, which come back as they were."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from batch_sender.journal import Journal, NewSchedule
from batch_sender.models import FileContent, FileRole, Form, JudgedFile, Source
from tests.journal.desk import PDF, Desk, new_batch, with_file

PATHS = (
    "/lists/clientes.csv",
    "/lists/São José/ação.csv",
    os.fsdecode(b"/lists/clientes-jos\xe9.csv"),
    os.fsdecode(b"/lists/\xff\xfe/\x80\xbf.csv"),
    "/lists/\udc00%DCE9.csv",
    "C:\\listas\\\ud83d.csv",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_path_comes_back_as_it_was(journal: Journal, path: str) -> None:
    source = Source(name=path, key="k", batch_file=path)
    content = FileContent(size=1, sha256="a1")
    file = JudgedFile(role=FileRole.LIST, path=Path(path), content=content)
    batch_id = journal.batches.add(new_batch(list_path=path, source=source, files=(file,)))
    assert journal.batches.one(batch_id).list_path == Path(path)
    assert journal.batches.files(batch_id) == (file,)
    known = journal.sources.one(batch_id)
    assert known is not None
    assert known.source == Source(name=path, key="k", batch_file=path)
    assert journal.sources.taken(path, ["k"]) == {"k": batch_id}
    new = NewSchedule(
        batch_file=path, cron="0 9 * * *", at=None, zone="UTC", late="skip", who="ana"
    )
    number = journal.schedules.add(new)
    (schedule,) = [each for each in journal.schedules.every() if each.id == number]
    assert schedule.batch_file == path
    journal.batches.note(batch_id, "results_written", who="ana", detail={"path": path})
    assert journal.batches.events(batch_id)[-1].detail == {"path": path}


@pytest.mark.parametrize("path", PATHS)
def test_what_is_kept_is_text(journal: Journal, path: str) -> None:
    batch_id = journal.batches.add(new_batch(list_path=path))
    with journal._handle.reading() as connection:
        kept = connection.execute(
            text("SELECT list_path FROM batches WHERE id = :id"), {"id": batch_id}
        ).scalar_one()
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert kept == path or "//%" in kept


@pytest.mark.parametrize("path", PATHS)
def test_the_file_of_a_message_is_found_again(desk: Desk, path: str) -> None:
    row = with_file(1)._replace(form=Form.FILE_WITH_CAPTION, media=replace(PDF, path=Path(path)))
    media = desk.take(desk.running(row)).call.media
    assert media is not None
    assert media.path == Path(path)
