"""One bad list, folder, order or batch never stops the others, and is told once."""

import json
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from batch_sender.automation import Order, rounds, take_all
from batch_sender.automation.errors import OrderBroke
from batch_sender.automation.notices import Occasion
from batch_sender.config.errors import BatchFileKeyUnknown
from batch_sender.load import inbox
from batch_sender.load.at_rest import FolderWatch
from batch_sender.load.errors import ListFolderUnreadable
from batch_sender.models.printable import printable
from tests.automation.bench import MORNING, Bench, until_done
from tests.load.mutations import FILES
from tests.support import FakeClock

NOBODY = 65534


def codes(bench: Bench) -> list[str]:
    """What was told of that could not begin."""
    told = [each for each in bench.notifications if each.occasion is Occasion.NOT_STARTED]
    return [each.facts["code"] for each in told]


def damaged_ods(path: Path) -> None:
    """Write a workbook whose table of contents lies before its beginning, as far as it says."""
    content = bytearray((FILES / "same.ods").read_bytes())
    end = content.rindex(b"PK\x05\x06")
    content[end + 12 : end + 16] = (0x7FFF).to_bytes(4, "little")
    path.write_bytes(content)


# ── a list ────────────────────────────────────────────────────────────────────────────────────


def test_a_bad_list_of_a_folder_is_told_once_and_the_others_are_sent(bench: Bench) -> None:
    bench.a_list("inbox/b.csv", "Bia")
    damaged_ods(bench.folder / "inbox" / "a.ods")
    bench.schedule(bench.order("l.toml", "inbox/*"), cron="*/5 * * * *")
    service = bench.service()
    for minute in range(0, 20, 5):
        bench.at(f"2026-11-24T12:{minute:02d}")
        until_done(service)
        service = bench.service()  # each time as after a start anew
    assert bench.told() == ["Oi Bia"]
    assert codes(bench) == ["list_damaged"]


def test_a_bad_list_that_was_changed_and_is_still_bad_is_told_again(bench: Bench) -> None:
    path = bench.folder / "inbox" / "a.ods"
    path.parent.mkdir()
    damaged_ods(path)
    bench.schedule(bench.order("l.toml", "inbox/*"), cron="*/5 * * * *")
    bench.at(MORNING)
    until_done(bench.service())
    path.write_bytes(path.read_bytes()[:-30])
    bench.at("2026-11-24T12:05")
    until_done(bench.service())
    assert codes(bench) == ["list_damaged", "list_damaged"]


@pytest.mark.parametrize(
    "name", [os.fsdecode(b"clientes-jos\xe9.csv"), "b" * 250 + ".csv"], ids=["not UTF-8", "long"]
)
def test_a_list_of_an_odd_name_is_sent_and_put_away(bench: Bench, name: str) -> None:
    bench.a_list("inbox/a.csv", "Ana")
    try:
        bench.a_list(f"inbox/{name}", "Bia")
    except OSError:
        pytest.skip("no file of this name can be here")
    sent = bench.folder / "enviados"
    out = "resultados/{name}-{batch}.xlsx"
    bench.schedule(bench.order("l.toml", "inbox/*.csv", move_to=sent, out=out))
    bench.at(MORNING)
    until_done(bench.service())
    assert bench.told() == ["Oi Ana", "Oi Bia"]
    assert name in {each.name for each in sent.iterdir()}
    assert len(list((bench.folder / "resultados").glob("*.xlsx"))) == 2
    for each in bench.notifications:
        (each.subject + each.text + json.dumps(dict(each.facts), ensure_ascii=False)).encode(
            "utf-8"
        )
    assert {each.facts["list"] for each in bench.notifications} == {"a.csv", printable(name)}


def test_what_nobody_thought_of_in_one_list_keeps_no_other_back(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    good = bench.a_list("b.csv", "Bia")
    order = bench.orders[str(bench.order("l.toml", "*.csv"))]
    no_path = bench.folder / "a\0.csv"  # the system raises ValueError at it
    broken, taken = take_all(bench.journal, order, [no_path, good], clock=bench.clock)
    assert isinstance(broken.fault, OrderBroke)
    assert taken.batch_id == 1
    assert caplog.records[0].exc_info


def test_a_bad_list_of_an_odd_name_is_told_in_text(bench: Bench) -> None:
    folder = bench.folder / os.fsdecode(b"entrada\xe9")
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("no folder of this name can be here")
    name = os.fsdecode(b"jos\xe9.ods")
    damaged_ods(folder / name)
    bench.schedule(bench.order("l.toml", f"{folder.name}/*"))
    bench.at(MORNING)
    until_done(bench.service())
    (told,) = bench.notifications
    (told.subject + told.text + json.dumps(dict(told.facts), ensure_ascii=False)).encode("utf-8")
    assert told.facts["list"] == printable(name)


# ── a folder ──────────────────────────────────────────────────────────────────────────────────


def test_a_folder_that_went_away_is_waited_for_and_keeps_no_other_order_back(bench: Bench) -> None:
    bench.a_list("share/a.csv", "Ana")
    bench.a_list("lista.csv", "Bia")
    away = bench.schedule(bench.order("l.toml", "share/*.csv"))
    bench.schedule(bench.order("m.toml", "lista.csv"))
    (bench.folder / "share").rename(bench.folder / "gone")
    bench.at(MORNING)
    service = bench.service()
    until_done(service)
    assert bench.told() == ["Oi Bia"]
    assert [due.state.value for due in bench.journal.schedules.dues_of(away)] == ["open"]
    (bench.folder / "gone").rename(bench.folder / "share")
    bench.clock.forward(61)
    until_done(service)
    assert bench.told() == ["Oi Ana", "Oi Bia"]
    assert not codes(bench)


def test_a_folder_that_stays_away_is_told_once(bench: Bench) -> None:
    bench.schedule(bench.order("l.toml", "share/*.csv"), cron="*/5 * * * *", late="skip")
    for minute in range(0, 40, 5):
        bench.at(f"2026-11-24T12:{minute:02d}")
        until_done(bench.service())
        bench.clock.forward(120)
        until_done(bench.service())
    assert codes(bench) == ["list_folder_unreadable"]


@pytest.fixture
def folder_of_names_only() -> Iterator[Path]:
    """A folder without its x bit, looked at by somebody whom that stops."""
    if os.name == "nt":
        pytest.skip("Windows has no such bit")
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    folder = place / "inbox"
    folder.mkdir()
    (folder / "a.csv").write_text("nome\n", "utf-8")
    folder.chmod(0o444)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o755)
        shutil.rmtree(place)


@pytest.mark.parametrize("pattern", ["inbox/*.csv", "*/*.csv", "**/*.csv"])
def test_a_folder_without_its_x_bit_is_told(folder_of_names_only: Path, pattern: str) -> None:
    folder = folder_of_names_only.parent
    if pattern == "inbox/*.csv":
        with pytest.raises(ListFolderUnreadable):
            inbox.found_by(pattern, folder)
    else:
        found = inbox.found_by(pattern, folder)  # one of several folders: its lists are told of
        sorted_out = FolderWatch(FakeClock(), threading.Event()).sort_out(found)
        assert [path.name for path in sorted_out.whole] == ["a.csv"]


# ── an order ──────────────────────────────────────────────────────────────────────────────────


def test_the_same_fault_of_a_schedule_is_told_once_in_half_a_day(bench: Bench) -> None:
    path = bench.order("l.toml", "lista.csv")
    bench.faults[str(path)] = BatchFileKeyUnknown(path=path, line=1, key="x", keys="")
    bench.schedule(path, cron="0 * * * *")
    for hour in range(12, 24):
        bench.at(f"2026-11-24T{hour}:00")
        until_done(bench.service())
    assert codes(bench) == ["batch_file_key_unknown"]
    for hour in range(3):
        bench.at(f"2026-11-25T{hour:02d}:00")
        until_done(bench.service())
    assert codes(bench) == ["batch_file_key_unknown"] * 2, "still broken half a day later"


def test_another_fault_of_a_schedule_is_told(bench: Bench) -> None:
    path = bench.order("l.toml", "lista.csv")
    bench.schedule(path, cron="0 * * * *")
    for hour, key in ((12, "x"), (13, "y"), (14, "y")):
        bench.faults[str(path)] = BatchFileKeyUnknown(path=path, line=1, key=key, keys="")
        bench.at(f"2026-11-24T{hour}:00")
        until_done(bench.service())
    assert [each.facts["message"].count("“x”") for each in bench.notifications] == [1, 0]


def test_a_batch_that_breaks_is_told_once_and_keeps_no_other_back(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.a_list("a.csv", "Ana")
    bench.a_list("b.csv", "Bia")
    broken = bench.order("a.toml", "a.csv")
    bench.schedule(broken)
    bench.schedule(bench.order("b.toml", "b.csv"))
    bench.at(MORNING)
    service = bench.service()
    read = service.read

    def reads_once(path: Path) -> Order:
        """Reads the order for judging; later there is none, and that is a KeyError."""
        order = read(path)
        bench.orders.pop(str(broken), None)
        return order

    service.read = reads_once
    for _ in range(3):
        until_done(service)
        bench.clock.forward(61)
        service = bench.service()  # another process, each time
    assert bench.told() == ["Oi Bia"]
    assert codes(bench) == ["unforeseen"]
    assert {record.getMessage() for record in caplog.records} == {"batch 1 broke"}
    assert [event.kind for event in bench.journal.batches.events(1)].count("fault_told") == 1


def test_a_look_that_breaks_is_followed_by_the_next(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.a_list("lista.csv", "Ana")
    bench.schedule(bench.order("l.toml", "lista.csv"))
    bench.at(MORNING)
    service, stop = bench.service(), threading.Event()
    look = bench.journal.schedules.look
    looks: list[int] = []

    def breaks_once() -> object:
        looks.append(1)
        if len(looks) == 1:
            raise RuntimeError
        if len(looks) == 4:
            stop.set()
        return look()

    bench.journal.schedules.look = breaks_once  # type: ignore[method-assign,assignment]
    rounds.serve(service, bench.queue(service), stop=stop, report=bench._report)
    service.wait(30)
    assert bench.told() == ["Oi Ana"]
    assert any("RuntimeError" in line for line in bench.log)
    assert caplog.records[0].exc_info
