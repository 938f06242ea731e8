"""Schedules on the page: adding one is shown before it is kept; faults stand at their fields."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from batch_sender.automation import batch_files
from batch_sender.automation.batch_files import BatchFileReader
from batch_sender.config.workspace import Workspace
from batch_sender.journal import DueState, Journal, NewSchedule, ScheduleState
from batch_sender.operations.requests import settings_of
from batch_sender.timing.clock import SystemClock
from batch_sender.web.drafts import Drafts
from batch_sender.web.serving import Running
from tests.web.conftest import Fields, Visitor

WEEK: Fields = {"when": "week", "days": ["1", "3"], "time": "14:30", "late": "run-if-within 2h"}


@pytest.fixture
def batch_file(place: Path) -> Path:
    (place / "lista.csv").write_text("telefone;nome\n11912345678;Ana\n11912345679;Bia\n")
    file = place / "lembrete.toml"
    file.write_text('list = "lista.csv"\ntext = "Olá {{ nome }}"\nwindow = "seg-sex 9-18"\n')
    return file


@pytest.fixture
def schedule(book: Journal, batch_file: Path) -> int:
    new = NewSchedule(
        batch_file=str(batch_file),
        cron="0 9 * * 1-5",
        at=None,
        zone="America/Sao_Paulo",
        late="skip",
        who="ana",
    )
    return book.schedules.add(new)


def form(batch_file: Path, **more: str | list[str]) -> dict[str, str | list[str]]:
    return {"path": str(batch_file), "zone": "America/Sao_Paulo", **WEEK, "step": "show", **more}


def test_the_next_times_are_seen_before_a_schedule_is_kept(
    visitor: Visitor, book: Journal, batch_file: Path
) -> None:
    seen = visitor.post("/schedules/new", form(batch_file))
    assert seen.status_code == 200
    assert "Monday and Wednesday at 14:30" in seen.text
    assert len(re.findall(r"<li>(?:Mon|Wed) \d{4}-\d\d-\d\d 14:30</li>", seen.text)) == 3
    assert "Monday to Friday, 9:00 to 18:00" in seen.text, "the hours of the batch file"
    assert not book.schedules.every(), "seen is not kept"

    carried = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', seen.text)
    fields: dict[str, str | list[str]] = dict(carried)
    fields["days"] = [value for name, value in carried if name == "days"]
    changed = visitor.post("/schedules/new", {**fields, "step": "change"})
    assert 'value="14:30"' in changed.text, "what was typed is still there"
    kept = visitor.post("/schedules/new", {**fields, "step": "save"})
    assert kept.url == visitor.url + "/schedules"
    (made,) = book.schedules.every()
    assert (made.batch_file, made.cron) == (str(batch_file), "30 14 * * 1,3")
    assert made.late == "run-if-within 2h"
    assert "lembrete.toml" in kept.text


@pytest.mark.parametrize(
    ("more", "cron", "at"),
    [
        ({"when": "month", "month_day": "L", "month_time": "08:00"}, "0 8 L * *", None),
        ({"when": "cron", "cron": " 5  4 * * *"}, "5 4 * * *", None),
        ({"when": "once", "moment": "2099-12-01T09:00"}, None, "2099-12-01T09:00"),
    ],
)
def test_there_are_other_ways_to_say_when(
    visitor: Visitor,
    book: Journal,
    batch_file: Path,
    more: dict[str, str],
    cron: str | None,
    at: str | None,
) -> None:
    visitor.post("/schedules/new", form(batch_file, **more, step="save"))
    (made,) = book.schedules.every()
    assert (made.cron, made.at) == (cron, at)


@pytest.mark.parametrize(
    ("more", "field", "told"),
    [
        ({"path": ""}, "path", "Choose a batch file"),
        ({"path": "lembrete.toml"}, "path", "whole path"),
        ({"path": "/not/there.toml"}, "path", "there.toml"),
        ({"days": []}, "days", "one day at least"),
        ({"time": "soon"}, "time", "09:00"),
        ({"when": "once", "moment": "2020-01-01T09:00"}, "moment", "2020-01-01 09:00 is past"),
        ({"when": "once", "moment": ""}, "moment", "Fill this in"),
        ({"when": "cron", "cron": "whenever"}, "cron", "whenever"),
        ({"zone": "Mars/Base"}, "zone", "Mars/Base"),
        ({"late": "perhaps"}, "late", "perhaps"),
    ],
)
def test_a_fault_is_told_at_its_field_and_nothing_is_kept(
    visitor: Visitor,
    book: Journal,
    batch_file: Path,
    more: dict[str, str | list[str]],
    field: str,
    told: str,
) -> None:
    answer = visitor.post("/schedules/new", form(batch_file, **{**more, "step": "save"}))
    assert answer.status_code == 422
    at_field = re.search(rf'id="{field}-fault">([^<]*)<', answer.text)
    assert at_field is not None
    assert told in at_field[1]
    assert f'<a href="#{field}">' in answer.text
    assert f'id="{field}"' in answer.text, "the link of the summary leads somewhere"
    assert not book.schedules.every()


def test_what_waits_for_a_person_cannot_be_scheduled(
    visitor: Visitor, book: Journal, batch_file: Path
) -> None:
    for line, told in (('proof = "11912345678"', "proof"), ('journal = "other.db"', "journal")):
        batch_file.write_text(f'list = "lista.csv"\ntext = "Oi"\n{line}\n')
        answer = visitor.post("/schedules/new", form(batch_file, step="save"))
        assert answer.status_code == 422
        assert told in answer.text
    assert not book.schedules.every()


def test_a_schedule_rests_goes_on_and_is_removed(
    visitor: Visitor, book: Journal, schedule: int
) -> None:
    def state() -> list[ScheduleState]:
        return [each.state for each in book.schedules.every()]

    assert "resting" in visitor.post(f"/schedules/{schedule}/pause").text
    assert state() == [ScheduleState.PAUSED]
    again = visitor.post(f"/schedules/{schedule}/pause")
    assert again.status_code == 409
    assert "in the meantime" in again.text, "whoever comes second is told"
    visitor.post(f"/schedules/{schedule}/resume")
    assert state() == [ScheduleState.ACTIVE]
    assert "Remove schedule" in visitor.get(f"/schedules/{schedule}/remove").text
    assert state() == [ScheduleState.ACTIVE], "asking removes nothing"
    visitor.post(f"/schedules/{schedule}/remove")
    assert state() == []
    assert visitor.get(f"/schedules/{schedule}/file").status_code == 409


def test_what_the_last_times_came_to_is_told(
    visitor: Visitor, book: Journal, batch_file: Path
) -> None:
    book.schedules.add(
        NewSchedule(
            batch_file=str(batch_file),
            cron="* * * * *",
            at=None,
            zone="America/Manaus",
            late="skip",
            who="ana",
        )
    )
    (schedule,) = book.schedules.every()
    later = next(iter(schedule.timing.next_times(schedule.looked_until, most=1))).at
    with Journal(batch_file.parent / "journal.sqlite3", now=lambda: later) as then:
        then.schedules.look()
        (due,) = then.schedules.open_dues()
        then.schedules.settle_due(due.id, DueState.FAILED, detail={"message": "<b>no list</b>"})
    shown = visitor.get("/schedules").text
    assert "could not start: &lt;b&gt;no list" in shown
    assert "America/Manaus" in shown


def test_the_list_of_a_batch_file_is_checked_and_nothing_leaves(
    visitor: Visitor, book: Journal, schedule: int, batch_file: Path
) -> None:
    assert "Olá {{ nome }}" in visitor.get(f"/schedules/{schedule}/file").text
    answer = visitor.post(f"/schedules/{schedule}/check")
    while answer.url.endswith("/check"):  # judged in a thread of its own
        answer = visitor.get(f"/schedules/{schedule}/check")
    assert answer.url == visitor.url + "/batches/1"
    assert book.batches.one(1).counts.pending == 2

    (batch_file.parent / "lista.csv").unlink()
    answer = visitor.post(f"/schedules/{schedule}/check")
    while "data-live" in answer.text:
        answer = visitor.get(f"/schedules/{schedule}/check")
    assert "could not be checked" in answer.text
    assert visitor.get(f"/schedules/{schedule}/check/live").headers["X-Over"] == "1"
    batch_file.write_text("list = 3\n")
    assert "could not run as it is" in visitor.get(f"/schedules/{schedule}/file").text


def test_a_draft_is_had_as_a_batch_file(
    visitor: Visitor, running: Running, batch_file: Path
) -> None:
    drafts = Drafts(folder=running.folder / "drafts")
    draft = drafts.begin()
    assert visitor.get(f"/new/{draft.id}/batch-file", allow_redirects=False).status_code == 303
    (batch_file.parent / "copy.csv").write_text((batch_file.parent / "lista.csv").read_text())
    draft = drafts.with_list(draft, "lista.csv", batch_file.parent / "copy.csv")
    draft = replace(draft, texts=("Olá,\r\n*{{ nome }}*",)).chosen(
        window="seg-sex 9-18", proof="11912345678", map=["phone=telefone"]
    )
    drafts.save(draft)
    answer = visitor.get(f"/new/{draft.id}/batch-file")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="lista.toml"'
    batch_file.write_bytes(answer.content)
    reader = BatchFileReader(
        workspace=Workspace.of({}), who="ana", here=batch_file.parent, now=SystemClock().now()
    )
    order = batch_files.read(batch_file, reader).order
    assert order.request.text == "Olá,\r\n*{{ nome }}*"
    assert order.request.settings == settings_of(draft.values)
    assert (order.lists_in / order.wanted).exists()
