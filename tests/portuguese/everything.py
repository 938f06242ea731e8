"""Type each command there is as a Brazilian does, and keep whatever is shown."""

import getpass
import io
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import pytest

from batch_sender import language
from batch_sender.cli import main
from batch_sender.cli.commands import main as program
from batch_sender.journal import Journal
from batch_sender.standin import StandIn
from tests.portuguese.desk_of_all import fill
from tests.portuguese.reading import said_in, text_of

ROOT: Final = Path(__file__).parents[2]

ORDINARY: Final = """\
    templates list
    templates show lembrete-consulta
    templates copy promocao
    templates show nenhum
    check samples/bagunca.csv --template samples/compras.txt
    check samples/clientes-excel.csv --template samples/clientes.txt --out conferida.xlsx
    check samples/boletos.xlsx --template samples/boletos.txt --media-folder samples/boletos --media-check
    check samples/clinica.xlsx --template samples/clinica.txt --out conferida.csv
    check samples/clientes.csv --text Oi_{nme}
    check samples/clientes.csv --text {{nome|grande}}
    check samples/clientes.csv --text Oi --phone-column fone
    check samples/clientes.csv --text Oi --window xx
    check samples/clientes.csv --text Oi --rate xx
    check samples/clientes.csv --text Oi --duplicates xx
    check samples/clientes.csv --text Oi --limit 0
    check samples/clientes.csv --text Oi --expires xx
    check samples/clientes.csv --text Oi --encoding xx
    check samples/clientes.csv --text Oi --out lugar/r.xlsx
    check samples/clientes.csv --text Oi --out r.doc
    check samples/clientes.csv
    check samples/clientes.csv --template falta.txt
    check samples/clientes.csv --template samples
    check samples/clinica.xlsx --text Oi --sheet Nenhuma
    check falta.csv --text Oi
    check samples --text Oi
    check samples/boletos/1001.pdf --text Oi
    check vazia.csv --text Oi
    send falhas.csv --text Oi_{nome} --yes --rate off --window always --out resultados.xlsx
    send falhas.csv --text Oi_{nome} --yes --rate off --window always
    send samples/clientes.csv --template samples/clientes.txt --rate off
    send log.csv --text Oi --yes --rate off --window always --no-wait --log-format json
    send log.csv --text Ola --yes --connection nenhuma
    send log.csv --text Ola --yes --no-wait --window mon-sun_8:00-8:01
    status
    status --json
    status 999
    resume --no-wait
    resume 999
    resume 1 --no-wait
    retry
    retry 1 --yes --no-wait
    resolve
    resolve 999
    pause
    pause 1
    cancel 999
    cancel
    report
    report 999
    report --since 2026-01-01
    report --since 2026-01-01 --out somas.html
    report --since 2026-01-01 --out somas.xlsx
    report --since ontem
    connection list
    connection add loja --number 11900000001
    connection test
    connection test nenhuma
    connection remove nenhuma
    connection add x@y
    optout list
    optout add 11900000701
    optout add 11900000701
    optout add nada
    optout list
    optout import fora.csv --yes
    optout undo-import
    optout undo-import 1 --yes
    optout remove 11900000701 --yes
    optout remove 11900000999
    history 5511900001000
    history 11900000999
    history xx
    forget 5511900001000 --yes
    forget 11900000998
    purge --older-than 9000 --yes
    purge --older-than xx
    purge 1 --yes
    purge
    run samples/lembrete.toml --dry-run
    run ruim.toml
    run falta.toml
    run samples
    init
    init samples/lembrete.toml
    serve --host 192.168.0.10
    serve --port 99999 --no-browser
    serve --no-page --log samples
    run-due
    schedule list
    schedule add samples/lembrete.toml --cron 0_9_*_*_1-5
    schedule add pronta.toml --cron 0_9_*_*_1-5
    schedule add pronta.toml --at 2020-01-01_09:00
    schedule add pronta.toml --cron xx
    schedule add pronta.toml
    schedule list
    schedule pause 1
    schedule resume 1
    schedule pause 999
    schedule remove 1 --yes
    run-due
    profile list
    profile add clinica
    profile add x/y
    --profile nenhum status
    journal check
    journal backup copia.sqlite3
    journal backup copia.sqlite3
    journal backup lugar/copia.sqlite3
    doctor
    stand-in --port 99999
    stand-in --port 0 --record samples
    --version
    --lang xx status
    --profile
    --journal samples status
    statu
    xyz
    status xx
    status --wach
    status --xyz
    status --watch=1
    status 1 2
    check
    check --text
    check samples/clientes.csv --limit xx
    schedule
    connection xyz
"""
"""Commands that need nobody at a terminal; `_` stands for a blank within a word."""

OF_THE_ONE_UNDER_WAY: Final = ("status", "status {n}", "report {n} --out saindo.html", "resume {n}")
OF_EACH_BATCH: Final = ("status {n}",)
OF_THE_FULL_ONE: Final = (
    "status {n}", "report {n} --out tudo.xlsx --with-people", "report {n} --out tudo.html --with-people",
    "report {n} --out tudo.jsonl --with-people", "report {n} --out tudo.csv", "retry {n}", "resolve {n}",
    "report {n} --out sem-pessoas.html", "resolve {n} --as-sent --row 2",
)  # fmt: skip
AT_A_TERMINAL: Final = (
    ("send pergunta.csv --text Oi_{nome} --rate off --window always --proof 11900000009", "n n n"),
    ("send pergunta.csv --text Oi_{nome} --rate off --window always --canary 1", "s s n"),
    ("send pergunta.csv --text Olá_{nome} --rate off --window always", "s s"),
    ("guide", "falta.csv samples/clientes.csv samples/clientes.txt 9 loja nada 11900000001 n"),
    ("init novo.toml", "samples/clientes.csv samples/clientes.txt xx seg-sex_9-18 s a@b loja n n n"),
    ("connection add outra", "  tok-de-outra"),
    ("connection remove outra", "s"),
    ("optout import fora.csv", "n"),
    ("purge --older-than 1d", "n"),
    ("forget 5511900001002", "n"),
    ("resolve {doubt}", "x e n"),
    ("resume --no-wait", "n n"),
    ("cancel {paused}", "s"),
    ("retry {doubt}", "n"),
)  # fmt: skip


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Everything:
    """What was shown, by the command that showed it."""

    def __init__(self, folder: Path, api: StandIn) -> None:
        self.shown: dict[str, str] = {}
        self._folder, self._api = folder, api

    def type_all(self) -> None:
        """Type each command, and read each file that comes of them."""
        self._lay_out()
        path = self._folder / "registro.sqlite3"
        batches = fill(path)
        under_way = batches["em andamento"]
        with Journal(path) as journal, journal.batches.holding(under_way):  # its sender lives
            self._type_each(OF_THE_ONE_UNDER_WAY, under_way)
        self._ask_for_help()
        for n in batches.values():
            self._type_each(OF_EACH_BATCH, n)
        self._type_each(OF_THE_FULL_ONE, batches["com tudo"])
        doubt, paused = batches["em dúvida"], batches["pausa asked"]
        for line, answers in AT_A_TERMINAL:
            self._type(
                line.replace("{doubt}", str(doubt)).replace("{paused}", str(paused)), answers
            )
        for line in ORDINARY.splitlines():
            self._type(line.strip())
        self._read_files()

    def _lay_out(self) -> None:
        for each in ("samples", "templates"):
            shutil.copytree(ROOT / each, self._folder / each, dirs_exist_ok=True)
        tails = (*range(1, 4), 400, 409, 410, 413)
        people = [f"Ana {tail},11 90000-0{tail:03}" for tail in tails]
        for name, lines in {
            "falhas.csv": [*people, "Bia,", "Caio,0800 000 0611", "Davi,11 90000-0001"],
            "log.csv": ["Ana,11 90000-0011", "Bia,11 90000-0400", "Caio,"],
            "pergunta.csv": ["Ana,11 90000-0021", "Bia,11 90000-0022"],
            "fora.csv": ["Eva,11 90000-0031", "Fábio,nada"],
            "vazia.csv": [],
        }.items():
            text = "\n".join(["nome,telefone", *lines]) + "\n"
            (self._folder / name).write_text(text, "utf-8")
        (self._folder / "ruim.toml").write_text('list = "falhas.csv"\nfoo = 1\n', "utf-8")
        ready = 'list = "falhas.csv"\ntext = "Oi {nome}"\nyes = true\n'
        (self._folder / "pronta.toml").write_text(ready, "utf-8")

    def _ask_for_help(self) -> None:
        for words in _commands(program):
            self._type(" ".join([*words, "--help"]))

    def _type_each(self, lines: tuple[str, ...], n: int) -> None:
        for line in lines:
            self._type(line.replace("{n}", str(n)))

    def _type(self, line: str, answers: str = "") -> None:
        """Run a command; with answers somebody is at the terminal."""
        kind = _Terminal if answers else io.StringIO
        typed = "".join(f"{each.replace('_', ' ')}\n" for each in answers.split(" "))
        out, err = io.StringIO(), kind()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdin", kind(typed if answers else ""))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            patch.setattr(
                getpass, "getpass", lambda asked: err.write(asked) and sys.stdin.readline()
            )
            main([word.replace("_", " ") for word in _in_portuguese(line).split()])
        self.shown[line] = _told(out.getvalue()) + "\n" + _told(err.getvalue())

    def _read_files(self) -> None:
        for path in self._folder.glob("*"):
            if path.suffix in {".xlsx", ".html", ".csv", ".jsonl", ".toml"}:
                self.shown[path.name] = text_of(path)


def _commands(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield before
    for name, each in group.commands.items():
        if isinstance(each, click.Group):
            yield from _commands(each, (*before, name))
        else:
            yield (*before, name)


def _in_portuguese(line: str) -> str:
    """Name the command as Brazilians do: what is typed is repeated in places."""
    first, *rest = line.split(" ")
    if first in language.FAMILIES and rest:
        rest[0] = language.COMMANDS.get(rest[0], rest[0])
    return " ".join([language.COMMANDS.get(first, first), *rest])


def _told(printed: str) -> str:
    """Return what was printed; of JSON its sentences."""
    lines = printed.splitlines()
    return "\n".join("\n".join(said_in(line)) if _is_json(line) else line for line in lines)


def _is_json(line: str) -> bool:
    return line.startswith('{"') and line.endswith("}")
