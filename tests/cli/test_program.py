"""The program as a person runs it: what it prints, what it writes, how it ends."""

import json
import logging
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from batch_sender.config.bundled import folder
from batch_sender.journal import Journal
from batch_sender.standin import LineState, StandIn
from tests.support import TOKEN, Run

HEADER = "nome,telefone\n"

pytestmark = pytest.mark.usefixtures("place")


@pytest.fixture
def contact_list(place: Path) -> Path:
    path = place / "clientes.csv"
    path.write_text(HEADER + "Ana,11 90000-0601\nBia,0800 000 0611\nCaio,11900000603\n", "utf-8")
    return path


def messages(api: StandIn) -> list[tuple[str | None, str | None]]:
    return [(each.number, each.body) for each in api.received if each.number]


# ── the main job ──────────────────────────────────────────────────────────────────────────────


def test_demo_shows_the_whole_road(run: Run, place: Path) -> None:
    code, out, err = run("demo")
    assert code == 0
    counts = {
        name: int(number) for number, name in re.findall(r"^ +(\d+)  (\w+)", out, re.MULTILINE)
    }
    total = counts.pop("rows")
    assert sum(counts.values()) == total == 22
    assert set(counts) == {"accepted", "rejected", "unknown", "skipped"}
    assert (place / "demo-results-1.xlsx").is_file()
    assert "batch-sender check LIST" in out
    assert not re.search(r"batch-sender (resolve|retry|report)", out), "its batch is gone"
    assert "nothing leaves this machine" in err
    assert run("demo")[0] == 0, "it can be run again"


def test_check_sends_nothing_and_says_what_would_be_sent(
    run: Run, api: StandIn, contact_list: Path
) -> None:
    code, out, _err = run("check", contact_list, "--text", "Oi {nome}")
    assert code == 3
    assert (
        "1  Not a person's number: toll-free, a service or invented.\n             row 3 · " in out
    )
    assert "Oi Ana" in out
    assert "batch-sender resume 1" in out
    assert not api.received


def test_check_of_a_clean_list_ends_with_0(run: Run, place: Path) -> None:
    clean = place / "limpa.csv"
    clean.write_text(HEADER + "Ana,11 90000-0601\n", "utf-8")
    assert run("check", clean, "--text", "Oi {nome}")[0] == 0


def test_send_sends_and_writes_the_results(run: Run, api: StandIn, contact_list: Path) -> None:
    code, out, _err = run("send", contact_list, "--text", "Oi {nome}", "--yes", "--rate", "off")
    assert code == 3
    assert messages(api) == [("5511900000601", "Oi Ana"), ("5511900000603", "Oi Caio")]
    rows = sheet(contact_list.parent / "clientes-results-1.xlsx")
    assert [(row["nome"], row["status"]) for row in rows] == [
        ("Ana", "accepted"),
        ("Bia", "skipped"),
        ("Caio", "accepted"),
    ]
    assert "clientes-results-1.xlsx" in out


def test_the_json_summary_adds_up_and_is_all_that_stdout_holds(
    run: Run, contact_list: Path
) -> None:
    code, out, _err = run(
        "send", contact_list, "--text", "Oi {nome}", "--yes", "--rate", "off", "--json"
    )
    summary = json.loads(out)
    states = ("skipped", "pending", "sending", "accepted", "rejected", "failed", "unknown")
    assert code == 3
    assert summary["read"] == sum(summary[state] for state in states) == 3
    assert summary["problems"] == {"phone_not_allowed": 1}
    assert summary["state"] == "finished"
    assert [Path(path).name for path in summary["results"]] == ["clientes-results-1.xlsx"]
    assert summary["paused_because"] is None


def test_a_second_send_of_the_same_list_sends_to_nobody(
    run: Run, api: StandIn, contact_list: Path
) -> None:
    flags = ("--text", "Oi {nome}", "--yes", "--rate", "off")
    run("send", contact_list, *flags)
    code, _out, err = run("send", contact_list, *flags)
    assert code == 3
    assert "2  Another batch has this same message for this number.\n" in err
    assert len(messages(api)) == 2
    run("send", contact_list, *flags, "--allow-repeat")
    assert len(messages(api)) == 4


def test_a_checked_batch_is_sent_by_its_number_only(
    run: Run, api: StandIn, contact_list: Path
) -> None:
    run("check", contact_list, "--text", "Oi {nome}", "--rate", "off")
    code, _out, err = run("resume", "--yes")
    assert (code, len(messages(api))) == (1, 0)
    assert "Checked, and not sent yet: 1." in err
    code, _out, _err = run("resume", "1", "--yes")
    assert (code, len(messages(api))) == (3, 2)


def test_limit_skips_the_rest_and_still_adds_up(run: Run, api: StandIn, contact_list: Path) -> None:
    run("send", contact_list, "--text", "Oi", "--yes", "--rate", "off", "--limit", "1")
    assert len(messages(api)) == 1
    _code, out, _err = run("status", "1", "--json")
    assert json.loads(out)["problems"] == {"over_limit": 1, "phone_not_allowed": 1}


def test_results_go_where_out_says_as_csv_too(run: Run, contact_list: Path, place: Path) -> None:
    target = place / "retorno.csv"
    run("send", contact_list, "--text", "Oi", "--yes", "--rate", "off", "--out", target)
    first, *rest = target.read_text("utf-8-sig").splitlines()
    assert first.startswith("nome,telefone,status,reason")
    assert len(rest) == 3


def test_media_from_a_pattern_goes_as_a_second_call(run: Run, api: StandIn, place: Path) -> None:
    lista = place / "alunos.csv"
    lista.write_text("nome,telefone,matricula\nAna,11900000601,77\nBia,11900000602,78\n", "utf-8")
    (place / "boletos").mkdir()
    (place / "boletos" / "77.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    code, _out, err = run(
        "send", lista, "--text", "Segue, {nome}", "--media", "boletos/{{ matricula }}.pdf",
        "--media-name", "Boleto de {nome}", "--yes", "--rate", "off",
    )  # fmt: skip
    assert code == 3
    assert "1  The file to send was not found.\n             row 3 · " in err
    sent = [each for each in api.received if each.number]
    assert [each.kind for each in sent] == ["text", "file"]
    assert sent[1].files[0].name == "Boleto_de_Ana.pdf"


def test_a_ticket_carries_text_and_file_in_one_call(run: Run, api: StandIn, place: Path) -> None:
    lista = place / "alunos.csv"
    lista.write_text("nome,telefone\nAna,11900000601\n", "utf-8")
    (place / "aviso.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    run(
        "send", lista, "--text", "Segue, {nome}", "--media", "aviso.pdf", "--open-ticket",
        "--queue-id", "3", "--yes", "--rate", "off",
    )  # fmt: skip
    (sent,) = [each for each in api.received if each.number]
    assert (sent.kind, sent.body, sent.open_ticket) == ("file", "Segue, Ana", "1")


# ── batches from outside ──────────────────────────────────────────────────────────────────────


def test_status_pause_cancel_report(run: Run, contact_list: Path, place: Path) -> None:
    assert "No batch yet" in run("status")[1]
    run("check", contact_list, "--text", "Oi {nome}")
    assert "clientes.csv" in run("status")[1]
    assert run("pause", "1")[0] == 1, "a batch that does not run cannot be paused"
    assert run("cancel", "1")[0] == 0
    assert run("cancel", "1")[0] == 1
    code, out, _err = run("report", "1", "--out", place / "r.xlsx")
    assert code == 0
    assert "3  skipped" in out
    assert {row["status"] for row in sheet(place / "r.xlsx")} == {"skipped"}


def test_resume_names_the_batches_when_there_are_several(
    run: Run, api: StandIn, contact_list: Path
) -> None:
    api.set_line(LineState.NOT_STARTED, token=TOKEN)
    for text in ("um", "dois"):
        code, _out, _err = run("send", contact_list, "--text", text, "--yes", "--rate", "off")
        assert code == 4
    _code, _out, err = run("resume", "--yes")
    assert "1, 2" in err
    assert "batch-sender resume 1" in err


def test_connections_are_kept_listed_tested_and_removed(
    run: Run, api: StandIn, place: Path, monkeypatch: pytest.MonkeyPatch, contact_list: Path
) -> None:
    monkeypatch.delenv("BATCH_SENDER_URL")
    monkeypatch.delenv("BATCH_SENDER_TOKEN")
    assert "No connection" in run("connection", "list")[1]
    piped(monkeypatch, TOKEN + "\n")
    assert run("connection", "add", "loja", "--url", api.url)[0] == 0
    assert "loja" in run("connection", "list")[1]
    assert run("connection", "test")[0] == 0
    assert run("send", contact_list, "--text", "Oi", "--yes", "--rate", "off")[0] == 3
    assert run("connection", "remove", "loja")[0] == 0
    assert TOKEN not in (place / "connections.toml").read_text("utf-8")


def test_with_json_a_connection_is_told_without_its_token(
    run: Run, api: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped(monkeypatch, TOKEN + "\n")
    arguments = ("loja", "--url", api.url, "--number", "11 91234-5678", "--json")
    code, out, _err = run("connection", "add", *arguments)
    loja = {"name": "loja", "host": "127.0.0.1", "address": f"127.0.0.1:{api.port}"}
    loja["number"] = "5511912345678"
    assert (code, json.loads(out)) == (0, {**loja, "saved": True, "token": "good"})
    assert json.loads(run("connection", "list", "--json")[1])["connections"] == [loja]
    code, out, _err = run("connection", "add", "loja", "--json")
    assert (code, json.loads(out)["error"]["code"]) == (1, "connection_exists")
    code, out, _err = run("connection", "remove", "loja", "--json")
    assert (code, json.loads(out)) == (0, {**loja, "removed": True})


def piped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    import io  # noqa: PLC0415 - only here

    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_proof_is_never_passed_over(run: Run, api: StandIn, contact_list: Path) -> None:
    api.set_line(LineState.NOT_STARTED, token=TOKEN)
    run("send", contact_list, "--text", "Oi", "--yes", "--rate", "off")
    api.set_line(LineState.CONNECTED, token=TOKEN)
    before = len(messages(api))
    code, _out, err = run("resume", "1", "--yes", "--proof", "11 90000-0777")
    assert (code, len(messages(api))) == (2, before)
    assert "--proof" in err


def test_a_folder_that_takes_no_results_is_found_before_anything_leaves(
    run: Run, api: StandIn, contact_list: Path
) -> None:
    run("check", contact_list, "--text", "Oi {nome}")
    for arguments in (("resume", "1"), ("send", contact_list, "--text", "Outra")):
        for out in ("nowhere/r.xlsx", "r.pdf", contact_list):
            code, _out, err = run(*arguments, "--yes", "--out", out)
            assert code == 1, err
    assert not messages(api)


def test_what_was_guessed_of_the_list_is_said(run: Run, place: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    clients = book.create_sheet("Clientes")
    clients.append(["nome", "celular", "telefone"])
    clients.append(["Ana", "11 90000-0601", "11 90000-0602"])
    suppliers = book.create_sheet("Fornecedores")
    suppliers.append(["nome", "celular"])
    suppliers.append(["Bia", "11 90000-0603"])
    book.save(place / "duas.xlsx")
    _code, out, _err = run("check", "duas.xlsx", "--text", "Oi {nome}")
    assert "first usable of “celular”, “telefone”" in out
    assert "Fornecedores" in out
    assert "--sheet" in out


# ── what is never done ────────────────────────────────────────────────────────────────────────


def test_the_token_is_in_nothing_that_a_run_leaves_behind(
    run: Run, api: StandIn, place: Path, contact_list: Path
) -> None:
    printed = [
        *run("check", contact_list, "--text", "Oi {nome}"),
        *run("send", contact_list, "--text", "Oi {nome}", "--yes", "--rate", "off"),
        *run("send", contact_list, "--text", "Oi {nome}", "--yes", "--json"),
        *run("status"),
        *run("report", "1", "--out", "r.csv"),
        *run("connection", "test"),
    ]
    api.set_line(LineState.NOT_STARTED, token=TOKEN)
    printed += run("send", contact_list, "--text", "Outra", "--yes", "--rate", "off")
    assert len(messages(api)) == 3
    assert TOKEN not in "".join(map(str, printed))
    left_behind = [path for path in place.rglob("*") if path.is_file()]
    assert len(left_behind) > 4
    for path in left_behind:
        assert TOKEN.encode() not in path.read_bytes(), path


def test_without_a_terminal_nothing_leaves_unless_yes_is_said(
    run: Run, api: StandIn, contact_list: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped(monkeypatch, "y\n")
    code, _out, err = run("send", contact_list, "--text", "Oi")
    assert (code, api.received) == (2, ())
    assert "--yes" in err


def test_cells_are_data(run: Run, api: StandIn, place: Path) -> None:
    lista = place / "l.csv"
    lista.write_text(
        'nome,telefone\n"{{ 7*7 }} {telefone}",11900000601\n=1+1,11900000602\n', "utf-8"
    )
    run("send", lista, "--text", "Oi {nome}", "--yes", "--rate", "off")
    assert [body for _number, body in messages(api)] == ["Oi {{ 7*7 }} {telefone}", "Oi =1+1"]
    book = openpyxl.load_workbook(place / "l-results-1.xlsx")
    assert {cell.data_type for row in book.worksheets[0] for cell in row} <= {"s", "n", "d"}


# ── how it speaks ─────────────────────────────────────────────────────────────────────────────


def program(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "batch_sender", *arguments],
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip


def test_portuguese_is_spoken_from_help_to_summary(contact_list: Path) -> None:
    assert "Confere cada linha" in program("--lang", "pt-BR", "--help").stdout
    done = program("--lang=pt-BR", "check", str(contact_list), "--text", "Oi {nome}")
    assert "Linhas" in done.stdout or "linhas" in done.stdout
    assert "1  Não é o número de uma pessoa" in done.stdout


def test_each_call_speaks_its_own_language(run: Run) -> None:
    for lang, title in (("en", "When and how fast:"), ("pt-BR", "Quando e em que ritmo:")) * 2:
        code, out, _err = run("send", "--help", "--lang", lang)
        assert code == 0
        assert title in out


def test_the_help_of_send_begins_with_what_is_used_every_day(run: Run) -> None:
    _code, out, _err = run("send", "--help")
    groups = re.findall(r"^(\w.*):$", out, re.MULTILINE)
    assert groups == [
        "Arguments", "Every day", "The list", "The text", "Files", "Who", "When and how fast",
        "Safety", "Results", "Other options",
    ]  # fmt: skip
    every_day = out.split("Every day:")[1].split("The list:")[0]
    flags = re.findall(r"^  (?:-\w, )?(--[\w-]+)", every_day, re.MULTILINE)
    assert flags == ["--template", "--map", "--connection", "--proof", "--yes", "--out"]


@pytest.mark.parametrize("columns", ["50", "60", "80", "120"])
def test_help_breaks_nothing_that_is_copied(
    run: Run, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    _code, out, _err = run("send", "--help")
    assert "batch-sender connection list" in " ".join(out.split())
    assert re.findall(r"[-{]$|^ *}}|[\u2011\u00a0]", out, re.MULTILINE) == []


def test_debug_may_stand_anywhere(run: Run) -> None:
    for arguments in (("--debug", "status"), ("status", "--debug")):
        assert run(*arguments)[0] == 0
        assert logging.getLogger("batch_sender").level == logging.DEBUG
    assert run("status")[0] == 0
    assert logging.getLogger("batch_sender").level == logging.INFO


def test_options_are_typed_whole(run: Run, contact_list: Path, api: StandIn) -> None:
    code, _out, err = run("send", contact_list, "--tex", "Oi", "--yes")
    assert (code, api.received) == (2, ())
    assert "--text" in err


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["send"], id="no list"),
        pytest.param(["check", "clientes.csv"], id="no text"),
        pytest.param(["check", "clientes.csv", "--text", "a", "--template", "b"], id="both"),
        pytest.param(["check", "clientes.csv", "--text", "a", "--rate", "fast"], id="no rate"),
        pytest.param(["check", "clientes.csv", "--text", "a", "--window", "never"], id="window"),
        pytest.param(["check", "clientes.csv", "--text", "a", "--limit", "0"], id="limit 0"),
        pytest.param(["check", "clientes.csv", "--text", "a", "--open-ticket"], id="no queue"),
        pytest.param(["check", "clientes.csv", "--text", "a", "--concurrency", "99"], id="lanes"),
        pytest.param(["status", "um"], id="a batch is a number"),
        pytest.param(["--lang", "fr", "status"], id="a language nobody wrote"),
        pytest.param(["frobnicate"], id="no such command"),
    ],
)
def test_a_wrong_command_line_ends_with_2(
    run: Run, contact_list: Path, api: StandIn, arguments: list[str]
) -> None:
    assert contact_list.exists()
    code, _out, err = run(*arguments)
    assert code == 2
    assert err.startswith("Error: ")
    code, out, _err = run(*arguments, "--json")
    assert code == 2
    assert set(json.loads(out)["error"]) == {"code", "message", "next"}
    assert not api.received


# ── a whole list ──────────────────────────────────────────────────────────────────────────────


def test_a_thousand_rows_agree_in_journal_sheet_and_server(
    run: Run, api: StandIn, place: Path
) -> None:
    samples = folder("samples")
    code, out, _err = run(
        "send", samples / "mil.csv", "--template", samples / "clientes.txt", "--yes",
        "--rate", "off", "--concurrency", "4", "--json",
    )  # fmt: skip
    summary = json.loads(out)
    rows = sheet(Path(summary["results"][0]))
    with Journal(place / "journal.sqlite3") as book:
        counts = book.batches.counts(summary["batch"])
    assert summary["read"] == counts.read == len(rows) == 1000
    assert code == (0 if counts.accepted == 1000 else 3)
    by_status = {status: sum(row["status"] == status for row in rows) for status in ("accepted",)}
    assert by_status["accepted"] == counts.accepted == len(api.accepted())
    assert api.arrived() == {row["number"]: 1 for row in rows if row["status"] != "skipped"}


def sheet(path: Path) -> list[dict[str, Any]]:
    """The rows of the results, by column title."""
    titles, *rows = openpyxl.load_workbook(path)["Results"].iter_rows(values_only=True)
    return [dict(zip(map(str, titles), row, strict=True)) for row in rows]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes and signals")
def test_ctrl_c_is_said_and_nothing_was_sent(place: Path, contact_list: Path) -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        pytest.skip("what runs in the background of a shell is told to ignore Ctrl-C")
    os.mkfifo(place / "text.txt")
    command = [sys.executable, "-m", "batch_sender", "check", str(contact_list)]
    with subprocess.Popen(
        [*command, "--template", "text.txt"],
        cwd=place,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        # It opens the text and waits for it, from then on.
        with (place / "text.txt").open("wb"):
            program.send_signal(signal.SIGINT)
            assert program.wait(60) == 1
        assert program.stderr is not None
        assert program.stderr.read().strip().endswith("Stopped.")
