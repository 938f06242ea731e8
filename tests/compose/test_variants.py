"""Several texts for one list: who gets which, that nobody gets two, and what is told of each."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from batch_sender.cli import main
from batch_sender.compose.errors import (
    PlaceholderUnknown,
    TemplateFileUnreadable,
    TextsAlike,
    TooManyTexts,
)
from batch_sender.compose.templates import compile_template
from batch_sender.compose.variants import CompiledVariants, compiled
from batch_sender.config.settings import Settings
from batch_sender.journal import Claimed, Journal, Terms
from batch_sender.journal.sending.records import SendReport
from batch_sender.judge.prepare import Request, prepare
from batch_sender.models import Accepted, MessageRecord, MessageText, PhoneNumber, Question
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations.errors import TextOrTemplate
from batch_sender.standin import LineState, StandIn
from tests.support import MONDAY_NOON, FakeClock

KEY = b"the journal's own key"
PEOPLE = [f"551190000{tail:04d}" for tail in range(1000)]
A, B, C = "Oi, {nome}!", "Olá, {nome}.", "{nome}, tudo bem?"


def wordings(*texts: str, key: bytes = KEY) -> CompiledVariants:
    return CompiledVariants([compile_template(text, ("nome",)) for text in texts], key=key)


def split(*texts: str, key: bytes = KEY) -> dict[str, str]:
    """Who gets which text."""
    these = wordings(*texts, key=key)
    return {person: these.for_person(person).template.source for person in PEOPLE}


# ── who gets which ────────────────────────────────────────────────────────────────────────────


def test_a_single_text_has_no_name_and_goes_to_everybody() -> None:
    assert {wordings(A).for_person(person).name for person in PEOPLE} == {None}


def test_names_are_given_in_the_order_of_the_texts() -> None:
    names = {w.template.source: w.name for p in PEOPLE for w in [wordings(C, A, B).for_person(p)]}
    assert names == {C: "A", A: "B", B: "C"}


def test_the_texts_get_about_as_many_people_each() -> None:
    counted = Counter(split(A, B, C).values())
    assert all(280 < counted[text] < 390 for text in (A, B, C))


def test_the_same_person_gets_the_same_text_in_every_order_of_the_texts() -> None:
    assert split(A, B, C) == split(A, B, C) == split(C, A, B)


def test_another_journal_splits_otherwise() -> None:
    assert split(A, B) != split(A, B, key=b"another")


def test_one_more_text_takes_people_to_itself_alone() -> None:
    before, after = split(A, B), split(A, B, C)
    moved = {person for person in PEOPLE if before[person] != after[person]}
    assert moved
    assert {after[person] for person in moved} == {C}


@pytest.mark.parametrize(
    ("texts", "error"),
    [
        ([A, B, A], TextsAlike),
        ([f"{n} {{nome}}" for n in range(27)], TooManyTexts),
        ([A, "Olá, {sobrenome}"], PlaceholderUnknown),
    ],
)
def test_texts_that_cannot_be_told_apart_or_used_are_refused(
    texts: list[str], error: type[BatchSenderError]
) -> None:
    given = [MessageText(text=text, origin=f"{n}.txt") for n, text in enumerate(texts)]
    with pytest.raises(error) as caught:
        compiled(given, header=("nome",), written=(), settings=Settings(), now=MONDAY_NOON)
    assert caught.value.message.startswith((f"{len(texts) - 1}.txt", "There are 27 texts"))


# ── nobody gets two ───────────────────────────────────────────────────────────────────────────

TEN = [f"1190000{tail:04d}" for tail in range(10)]


class Office:
    """Judges ten people with some texts, and sends what is pending."""

    def __init__(self, journal: Journal, clock: FakeClock, folder: Path) -> None:
        self.journal, self.clock = journal, clock
        self.list = folder / "lista.csv"
        self.list.write_text("nome,telefone\n" + "".join(f"Ana,{n}\n" for n in TEN), "utf-8")
        self.connection = journal.sending.known_connection(
            fingerprint="#", name="loja", address="api"
        )

    def judge(self, *texts: str, **settings: object) -> int:
        first, *others = [MessageText(text=text, origin="--text") for text in texts]
        request = Request(
            list_path=self.list,
            text=first.text,
            origin=first.origin,
            settings=Settings.model_validate({"gap": 0, **settings}),
            who="ana",
            others=tuple(others),
        )
        return prepare(self.journal, request, now=self.clock.now())

    def send(self, batch_id: int) -> list[str]:
        """Send all that may leave; return the texts that left."""
        self.journal.batches.start(batch_id, connection_id=self.connection, who="ana", sender={})
        terms = Terms(
            batch_id=batch_id,
            connection_id=self.connection,
            address="api",
            address_gap=0,
            sent_since=self.clock.now() - timedelta(hours=24),
        )
        sent = []
        while isinstance(found := self.journal.sending.claim(terms), Claimed):
            sent.append(found.call.text)
            ending = Accepted(status=200, answer="")
            self.journal.sending.record(SendReport(claimed=found, ending=ending), address="api")
        return sent

    def rows(self, batch_id: int) -> list[MessageRecord]:
        return list(self.journal.messages.rows(batch_id))

    def reasons(self, batch_id: int) -> Counter[str | None]:
        return Counter(row.reason for row in self.rows(batch_id))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    clock = FakeClock()
    with Journal(tmp_path / "journal.sqlite3", now=clock.now) as journal:
        yield Office(journal, clock, tmp_path)


def test_each_row_keeps_the_name_of_its_text(office: Office) -> None:
    rows = office.rows(office.judge(A, B))
    assert {row.variant for row in rows} == {"A", "B"}
    for row in rows:
        assert row.text == ("Oi, Ana!" if row.variant == "A" else "Olá, Ana.")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        pytest.param((A, B), (A, B), id="the same texts"),
        pytest.param((A, B), (B, A), id="in another order"),
        pytest.param((A, B), (A, B, C), id="and one more"),
        pytest.param((A,), (A, B), id="one text, then two"),
        pytest.param((C, A), (A, B, C), id="other names"),
        pytest.param((A, B), (B,), id="two texts, then one of them"),
    ],
)
def test_who_got_one_of_the_texts_gets_none_of_the_others(
    office: Office, first: tuple[str, ...], then: tuple[str, ...]
) -> None:
    assert len(office.send(office.judge(*first))) == 10
    assert office.reasons(office.judge(*then)) == {"already_sent": 10}


@pytest.mark.parametrize(
    ("first", "then"),
    [
        pytest.param((A,), (A, B), id="one text, then two"),
        pytest.param((A, B), (A,), id="two texts, then one of them"),
        pytest.param((A, B), (B, C), id="two texts, then two of which one is the same"),
    ],
)
def test_two_batches_that_were_judged_at_once_do_not_both_send(
    office: Office, first: tuple[str, ...], then: tuple[str, ...]
) -> None:
    sooner, later = office.judge(*first), office.judge(*then)
    assert len(office.send(sooner)) == 10
    assert office.send(later) == []
    assert office.reasons(later) == {"already_sent": 10}


def test_a_key_tells_two_messages_apart_whatever_the_text(office: Office) -> None:
    office.send(office.judge(A, B, key="nome"))
    assert office.reasons(office.judge(A, B, C, key="nome")) == {"already_sent": 10}


def test_other_texts_altogether_are_news(office: Office) -> None:
    office.send(office.judge(A, B))
    assert len(office.send(office.judge(C))) == 10


def test_more_keys_than_a_database_takes_at_once(office: Office) -> None:
    office.send(office.judge(A))
    keys = [f"{n:032x}" for n in range(40_000)]
    question = Question(sent_since=office.clock.now())
    assert office.journal.sending.known_of({"5511900000000"}, keys, question).already_sent == {}


def test_a_proof_shows_each_text_once(office: Office) -> None:
    mine = PhoneNumber("5511900009999")
    calls = office.journal.messages.proof_calls(office.judge(A, B), mine)
    assert [(call.number, call.text) for call in calls] == [(mine, "Oi, Ana!"), (mine, "Olá, Ana.")]


# ── what is told ──────────────────────────────────────────────────────────────────────────────

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BATCH_SENDER_JOURNAL", str(tmp_path / "journal.sqlite3"))
    monkeypatch.setenv("BATCH_SENDER_LANG", "en")
    people = "".join(f"Ana,{number}\n" for number in TEN)
    (tmp_path / "lista.csv").write_text(f"nome,telefone\n{people}Bia,123\n", "utf-8")
    for name, text in (("a.txt", A), ("b.txt", B)):
        (tmp_path / name).write_text(text, "utf-8")
    with StandIn(tokens={"tok": LineState.CONNECTED}) as api:
        monkeypatch.setenv("BATCH_SENDER_URL", api.url)
        monkeypatch.setenv("BATCH_SENDER_TOKEN", "tok")
        yield tmp_path


@pytest.fixture
def run(desk: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    texts = [f"--template={desk / name}" for name in ("a.txt", "b.txt")]

    def run_it(*arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, *texts])
        return code, *capsys.readouterr()

    return run_it


def test_check_shows_each_text_filled_and_how_many_get_it(run: Run, desk: Path) -> None:
    code, out, _err = run("check", "lista.csv")
    told = out[out.index("Several texts") :]
    assert code == 3
    assert f"── A · {desk / 'a.txt'} · " in told
    assert f"── B · {desk / 'b.txt'} · " in told
    assert "    Oi, Ana!\n" in told
    assert "    Olá, Ana.\n" in told


def test_results_and_json_count_by_variant(run: Run, desk: Path) -> None:
    code, out, _err = run("send", "lista.csv", "--yes", "--rate", "off", "--json")
    counted = json.loads(out)["variants"]
    book = openpyxl.load_workbook(desk / "lista-results-1.xlsx")
    header, *rows = book["Results"].iter_rows(values_only=True)
    summary = [row for row in book["Summary"].iter_rows(values_only=True) if row[0] in {"A", "B"}]
    book.close()
    variants = Counter(row[-1] for row in rows)
    assert code == 3
    assert header[-2:] == ("answer", "variant")
    assert variants.pop(None) == 1, "the row without a usable number has no text"
    assert {name: counts["accepted"] for name, counts in counted.items()} == variants
    assert [(row[0], row[1], row[3]) for row in summary] == [
        ("A", variants["A"], str(desk / "a.txt")),
        ("B", variants["B"], str(desk / "b.txt")),
    ]
    assert summary[0][2] == f"accepted: {variants['A']}"


def test_the_column_has_a_portuguese_name_and_is_there_in_a_csv(run: Run, desk: Path) -> None:
    run("--lang", "pt-BR", "send", "lista.csv", "--yes", "--rate", "off", "--out", "r.xlsx")
    book = openpyxl.load_workbook(desk / "r.xlsx")
    assert [cell.value for cell in book.worksheets[0][1]][-1] == "variante"
    book.close()
    main(["report", "1", "--out", "r.csv"])
    with (desk / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        _header, *rows = csv.reader(file, delimiter=",")
    assert {row[-1] for row in rows} == {"A", "B", ""}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((), TextOrTemplate),
        (("--template", "a.txt", "--text", "Oi"), TextOrTemplate),
        (("--template", "a.txt", "--template", "c.txt"), TemplateFileUnreadable),
        (("--template", "a.txt", "--template", "a.txt"), TextsAlike),
    ],
)
def test_texts_that_cannot_be_meant_so(
    desk: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    error: type[BatchSenderError],
) -> None:
    code = main(["check", str(desk / "lista.csv"), *arguments, "--json"])
    assert code == error.exit_code
    assert json.loads(capsys.readouterr().out)["error"]["code"] == error.code
