"""`--connection a --connection b=2`: rows are spread, an ill connection stops its own part, rows move when asked."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from batch_sender.config.connections import Connection, Token, add
from batch_sender.journal import Journal
from batch_sender.standin import LineState, StandIn, no_faults
from tests.support import AtArrival, Run

TOKENS = {name: f"tok-{name}-nobody-may-read-this" for name in ("vendas1", "vendas2", "vendas3")}
ROWS = 18


@pytest.fixture
def phones(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, StandIn]]:
    """A stand-in for each of three saved connections, so that what went through which is seen there."""
    monkeypatch.delenv("BATCH_SENDER_URL")
    monkeypatch.delenv("BATCH_SENDER_TOKEN")
    running = {
        name: StandIn(tokens={token: LineState.CONNECTED}, faults=no_faults)
        for name, token in TOKENS.items()
    }
    for name, stand_in in running.items():
        stand_in.start()
        saved = Connection(name=name, url=stand_in.url, token=Token(TOKENS[name]))
        add(place / "connections.toml", saved)
    yield running
    for stand_in in running.values():
        stand_in.close()


@pytest.fixture
def contact_list(place: Path) -> Path:
    path = place / "clientes.csv"
    rows = "".join(f"Ana {n},1190000{1500 + n}\n" for n in range(ROWS))
    path.write_text("nome,telefone\n" + rows, "utf-8")
    return path


def arrived(phones: dict[str, StandIn]) -> dict[str, int]:
    return {name: sum(each.arrived().values()) for name, each in phones.items()}


def sent(
    run: Run, contact_list: Path, *connections: str, more: tuple[str, ...] = ()
) -> tuple[int, str, str]:
    through = [part for each in connections for part in ("--connection", each)]
    asked = ("--text", "Oi {nome}", "--yes", "--rate", "off", *more)
    return run("send", contact_list, *asked, *through)


def test_rows_are_spread_by_weight_and_the_results_say_through_which(
    run: Run, contact_list: Path, phones: dict[str, StandIn]
) -> None:
    code, out, err = sent(run, contact_list, "vendas1", "vendas2=2")
    assert code == 0, err
    assert arrived(phones) == {"vendas1": 6, "vendas2": 12, "vendas3": 0}
    assert not set(phones["vendas1"].arrived()) & set(phones["vendas2"].arrived())
    assert "vendas1: 6 accepted" in out
    assert "vendas2: 12 accepted" in out
    assert run("report", "1", "--out", "out.csv")[0] == 0
    lines = Path("out.csv").read_text("utf-8-sig").splitlines()
    header = lines[0].split(",")
    assert "connection" in header
    at = header.index("connection")
    through = {line.split(",")[1]: line.split(",")[at] for line in lines[1:]}
    for name in ("vendas1", "vendas2"):
        numbers = {f"55{number}" for number, its in through.items() if its == name}
        assert numbers == set(phones[name].arrived())
    assert run("report", "1", "--out", "out.jsonl")[0] == 0
    objects = [json.loads(line) for line in Path("out.jsonl").read_text("utf-8").splitlines()]
    assert {each["connection"] for each in objects} == {"vendas1", "vendas2"}
    for ending in ("xlsx", "html"):
        assert run("report", "1", "--out", f"out.{ending}")[0] == 0
    assert "By connection" in Path("out.html").read_text("utf-8")
    told = json.loads(run("status", "1", "--json")[1])
    assert [(each["connection"], each["accepted"]) for each in told["connections"]] == [
        ("vendas1", 6),
        ("vendas2", 12),
    ]
    everything = "".join(path.read_text("utf-8", "ignore") for path in Path().glob("out.*"))
    assert not [token for token in TOKENS.values() if token in everything + out + err]


def test_a_batch_with_one_connection_has_no_such_column(
    run: Run, contact_list: Path, phones: dict[str, StandIn]
) -> None:
    assert sent(run, contact_list, "vendas3")[0] == 0
    assert arrived(phones)["vendas3"] == ROWS
    run("report", "1", "--out", "out.csv")
    assert "connection" not in Path("out.csv").read_text("utf-8-sig").splitlines()[0].split(",")


def test_whoever_was_written_to_stays_with_that_number(
    run: Run, contact_list: Path, phones: dict[str, StandIn]
) -> None:
    assert sent(run, contact_list, "vendas1", "vendas2")[0] == 0
    before = {name: set(each.arrived()) for name, each in phones.items()}
    asked = ("--text", "Olá de novo, {nome}", "--yes", "--rate", "off")
    through = ("--connection", "vendas2=5", "--connection", "vendas1")
    assert run("send", contact_list, *asked, *through)[0] == 0
    assert {name: set(each.arrived()) for name, each in phones.items()} == before
    assert arrived(phones) == {"vendas1": ROWS, "vendas2": ROWS, "vendas3": 0}


def test_all_are_tested_before_anything_leaves(
    run: Run, contact_list: Path, phones: dict[str, StandIn]
) -> None:
    phones["vendas2"].set_line(LineState.NO_API)
    code, _out, err = sent(run, contact_list, "vendas1", "vendas2")
    assert code == 1
    assert "vendas2" in err
    assert sum(arrived(phones).values()) == 0


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("vendas1", "vendas1"), "named twice"),
        (("vendas1", "copia"), "the same connection"),
        (("vendas1", "vendas2=0"), "weight of connection vendas2"),
        (("vendas1", "vendas2=zwei"), "weight of connection vendas2"),
        (("vendas1", "nada"), "nada"),
    ],
)
def test_names_that_cannot_be_meant(
    run: Run,
    contact_list: Path,
    phones: dict[str, StandIn],
    names: tuple[str, ...],
    told: str,
) -> None:
    copy = Connection(name="copia", url=phones["vendas1"].url, token=Token(TOKENS["vendas1"]))
    add(contact_list.parent / "connections.toml", copy)
    code, _out, err = sent(run, contact_list, *names)
    assert code == 1
    assert told in err
    assert sum(arrived(phones).values()) == 0


def test_an_ill_connection_stops_its_part_and_its_rows_move_when_asked(
    run: Run, contact_list: Path, phones: dict[str, StandIn]
) -> None:
    ill = phones["vendas2"]
    ill.tell(AtArrival(2, lambda: ill.set_line(LineState.NOT_STARTED)))
    code, out, _err = sent(run, contact_list, "vendas1", "vendas2", "vendas3")
    assert code == 4
    accepted = {name: sum(each.accepted().values()) for name, each in phones.items()}
    assert accepted["vendas1"] == accepted["vendas3"] == 6
    waiting = 6 - accepted["vendas2"]
    assert 0 < waiting <= 5
    assert "stands still for connection vendas2" in out
    assert "--move-from=vendas2" in out
    with Journal(contact_list.parent / "journal.sqlite3") as book:
        batch = book.batches.one(1)
        kinds = [each.kind for each in book.batches.events(1)]
    assert [each.name for each in batch.stopped] == ["vendas2"]
    assert "part_paused" in kinds
    # To go on is to try it again: it is still ill, and its rows are still its own.
    assert run("resume", "1", "--yes")[0] == 4
    assert sum(sum(each.accepted().values()) for each in phones.values()) == ROWS - waiting
    code, out, err = run("resume", "1", "--yes", "--move-from", "vendas2")
    assert code == 0, err
    now = {name: sum(each.accepted().values()) for name, each in phones.items()}
    assert now["vendas2"] == accepted["vendas2"]
    assert sum(now.values()) == ROWS
    assert max(now["vendas1"], now["vendas3"]) - min(now["vendas1"], now["vendas3"]) <= 1
    told = run("status", "1")[1]
    assert "moved to the others" in told


def test_once_it_is_well_again_all_parts_go_on(
    run: Run, contact_list: Path, phones: dict[str, StandIn]
) -> None:
    ill = phones["vendas2"]
    ill.tell(AtArrival(2, lambda: ill.set_line(LineState.NOT_STARTED)))
    assert sent(run, contact_list, "vendas1", "vendas2")[0] == 4
    ill.set_line(LineState.CONNECTED)
    assert run("resume", "1", "--yes")[0] == 0
    accepted = {name: sum(each.accepted().values()) for name, each in phones.items()}
    assert accepted == {"vendas1": 9, "vendas2": 9, "vendas3": 0}


def test_rows_move_only_from_a_connection_of_the_batch_and_to_another(
    run: Run, contact_list: Path, phones: dict[str, StandIn]
) -> None:
    assert sent(run, contact_list, "vendas1", "vendas2", more=("--canary", "2"))[0] == 4
    code, _out, err = run("resume", "1", "--yes", "--move-from", "vendas3")
    assert (code, "none of batch 1" in err) == (1, True)
    away = ("--move-from", "vendas1", "--move-from", "vendas2")
    code, _out, err = run("resume", "1", "--yes", *away)
    assert (code, "no other connection" in err) == (1, True)
    with_others = ("--move-from", "vendas1", "--connection", "vendas3")
    assert run("resume", "1", "--yes", *with_others)[0] == 1
    assert sum(arrived(phones).values()) == 2


def test_others_take_over_only_when_that_is_said(
    run: Run, contact_list: Path, phones: dict[str, StandIn]
) -> None:
    assert sent(run, contact_list, "vendas1", "vendas2", more=("--canary", "4"))[0] == 4
    began = arrived(phones)
    others = ("--connection", "vendas2", "--connection", "vendas3")
    code, _out, err = run("resume", "1", "--yes", *others)
    assert (code, "began on another connection" in err) == (1, True)
    assert run("resume", "1", "--yes", *others, "--other-connection")[0] == 0
    now = arrived(phones)
    assert sum(now.values()) == ROWS
    assert now["vendas1"] == began["vendas1"]
    assert now["vendas3"] > 0


def test_the_first_few_are_counted_over_all(
    run: Run, contact_list: Path, phones: dict[str, StandIn]
) -> None:
    code, _out, _err = sent(run, contact_list, "vendas1", "vendas2", more=("--canary", "5"))
    assert code == 4
    assert sum(arrived(phones).values()) == 5
    assert run("resume", "1", "--yes")[0] == 0
    assert sum(arrived(phones).values()) == ROWS


def test_a_day_that_is_full_for_one_connection_stops_that_one_alone(
    run: Run, contact_list: Path, phones: dict[str, StandIn]
) -> None:
    more = ("--daily-cap", "6", "--no-wait")
    code, out, _err = sent(run, contact_list, "vendas1", "vendas2=5", more=more)
    assert code == 4
    # vendas1 has 3 rows, vendas2 the other 15, of which a day lets out six.
    assert arrived(phones) == {"vendas1": 3, "vendas2": 6, "vendas3": 0}
    assert "stands still for connection vendas2" in out


def test_a_batch_file_names_several(
    run: Run, contact_list: Path, phones: dict[str, StandIn]
) -> None:
    Path("envio.toml").write_text(
        f'list = "{contact_list.name}"\ntext = "Oi {{nome}}"\nrate = "off"\nyes = true\n'
        'connection = ["vendas1", "vendas3=2"]\n',
        "utf-8",
    )
    code, _out, err = run("run", "envio.toml")
    assert code == 0, err
    assert arrived(phones) == {"vendas1": 6, "vendas2": 0, "vendas3": 12}


def test_the_confirmation_names_all_and_how_many_each_gets(
    run: Run,
    contact_list: Path,
    phones: dict[str, StandIn],
    typed: object,
) -> None:
    assert callable(typed)
    typed("y")
    asked = ("--text", "Oi {nome}", "--rate", "off")
    through = ("--connection", "vendas1", "--connection", "vendas2=2")
    code, _out, err = run("send", contact_list, *asked, *through)
    assert code == 0, err
    assert "through 2 connections" in err
    assert "vendas1" in err
    assert ": about 6" in err
    assert ": about 12" in err
    assert arrived(phones) == {"vendas1": 6, "vendas2": 12, "vendas3": 0}


def test_a_retry_goes_through_the_connection_that_each_row_has(
    run: Run, contact_list: Path, phones: dict[str, StandIn]
) -> None:
    assert sent(run, contact_list, "vendas1", "vendas2", more=("--canary", "4"))[0] == 4
    began = {name: set(each.arrived()) for name, each in phones.items()}
    run("cancel", "1", "--yes")
    code, out, _err = run("retry", "1", "--yes")
    assert code == 0, out
    assert arrived(phones) == {"vendas1": 9, "vendas2": 9, "vendas3": 0}
    assert all(began[name] <= set(phones[name].arrived()) for name in phones)
    assert all(times == 1 for each in phones.values() for times in each.arrived().values())


def test_what_is_known_of_a_person_says_through_which_number(
    run: Run, contact_list: Path, phones: dict[str, StandIn]
) -> None:
    assert sent(run, contact_list, "vendas1", "vendas2")[0] == 0
    for name in ("vendas1", "vendas2"):
        number = next(iter(phones[name].arrived()))
        told = json.loads(run("history", number, "--json")[1])
        assert [each["connection"] for each in told["messages"]] == [name]
    sums = json.loads(run("report", "--since", "2020-01-01", "--json")[1])
    assert "vendas2" in json.dumps(sums)
