"""Lists judged with limits: who is left out, for which reason, and what cannot be asked for."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from batch_sender.config.errors import BadExpiry, BadSetting
from batch_sender.config.settings import Settings, from_options
from batch_sender.journal import Claimed, Journal, Terms
from batch_sender.journal.errors import UnknownBatch
from batch_sender.journal.people.opt_outs import OptOut
from batch_sender.journal.sending.records import SendReport
from batch_sender.judge.errors import ExpiryPassed
from batch_sender.judge.prepare import Request, prepare
from batch_sender.load.columns import wanted_column
from batch_sender.load.columns.errors import ColumnAmbiguous, ColumnUnknown, ColumnUnknownNear
from batch_sender.models import MessageRecord, Outcome, Phone, Reason, Rejected
from batch_sender.models.errors import OptionError
from batch_sender.phones import parse_phone, person_key
from batch_sender.timing.errors import BadPersonLimit, BadWarmUp
from tests.journal.desk import ACCEPTED, TIMED_OUT
from tests.lists import table
from tests.support import FakeClock

ANA, BIA, CAIO, DAVI = (f"11 9000{n}-{n}234" for n in range(4))
REFUSED = Rejected(reason=Reason.REFUSED, status=400, answer="")
TEXT = "Olá, {nome}!"


class Office:
    """Judges lists and sends them, without a server: what comes of each row is told."""

    def __init__(self, journal: Journal, clock: FakeClock, folder: Path) -> None:
        self.journal, self.clock, self.folder = journal, clock, folder

    def judge(self, *rows: Mapping[str, str], text: str = TEXT, **settings: Any) -> int:
        path = self.folder / "lista.csv"
        header = list(rows[0])
        lines = [";".join(header), *(";".join(row[name] for name in header) for row in rows)]
        path.write_text("\n".join(lines) + "\n", "utf-8")
        request = Request(
            list_path=path,
            text=text,
            origin="--text",
            settings=Settings(**{"gap": 0, **settings}),
            who="ana",
        )
        return prepare(self.journal, request, now=self.clock.now())

    def send(self, batch_id: int, *outcomes: Outcome) -> None:
        """Send the batch's pending rows in turn; what comes of them is `outcomes`, the last for all."""
        connection = self.journal.sending.known_connection(
            fingerprint="#", name="loja", address="api"
        )
        self.journal.batches.start(batch_id, connection_id=connection, who="ana", sender={})
        terms = Terms(batch_id=batch_id, connection_id=connection, address="api", address_gap=0)
        left = list(outcomes)
        while isinstance(found := self.journal.sending.claim(terms), Claimed):
            ending = left.pop(0) if len(left) > 1 else left[0]
            self.journal.sending.record(SendReport(claimed=found, ending=ending), address="api")

    def rows(self, batch_id: int) -> list[MessageRecord]:
        return list(self.journal.messages.rows(batch_id))

    def reasons(self, batch_id: int) -> list[str | None]:
        return [row.reason for row in self.rows(batch_id)]


@pytest.fixture
def office(journal: Journal, clock: FakeClock, tmp_path: Path) -> Office:
    return Office(journal, clock, tmp_path)


def person(name: str, phone: str, **more: str) -> dict[str, str]:
    return {"nome": name, "telefone": phone, **more}


EVERYBODY = (person("Ana", ANA), person("Bia", BIA), person("Caio", CAIO), person("Davi", DAVI))


# ── who must not be written to ────────────────────────────────────────────────────────────────


def test_who_opted_out_is_skipped_under_either_spelling_of_the_number(office: Office) -> None:
    told = parse_phone("+55 31 8765-4321")  # the twin without the ninth digit
    assert isinstance(told, Phone)
    office.journal.people.add_opt_outs(
        [OptOut(person=person_key(told.number), number=told.number, source="procon.csv")], who="ana"
    )
    batch_id = office.judge(person("Ana", "55 31 9 8765-4321"), person("Bia", BIA))
    assert office.reasons(batch_id) == ["opted_out", None]
    assert office.rows(batch_id)[0].detail == "procon.csv"


# ── not too often ─────────────────────────────────────────────────────────────────────────────


def test_earlier_messages_of_other_batches_are_counted(office: Office) -> None:
    office.send(office.judge(*EVERYBODY[:3], text="Oi"), ACCEPTED, TIMED_OUT, REFUSED)
    batch_id = office.judge(*EVERYBODY, max_per_person="1/7d")
    assert office.reasons(batch_id) == ["too_often", "too_often", None, None]


def test_after_the_time_they_are_not_counted_any_more(office: Office) -> None:
    office.send(office.judge(*EVERYBODY, text="Oi"), ACCEPTED)
    office.clock.forward(timedelta(hours=24).total_seconds())
    assert office.reasons(office.judge(*EVERYBODY, max_per_person="1/24h")) == [None] * 4


def test_rows_of_the_list_itself_are_counted(office: Office) -> None:
    rows = [person(f"Ana {n}", ANA) for n in range(4)]
    batch_id = office.judge(*rows, duplicates="send", max_per_person="2/7d")
    assert office.reasons(batch_id) == [None, None, "too_often", "too_often"]


def test_earlier_ones_and_rows_of_the_list_are_counted_together(office: Office) -> None:
    office.send(office.judge(person("Ana", ANA)), ACCEPTED)
    rows = [person(f"Ana {n}", ANA) for n in range(3)]
    batch_id = office.judge(*rows, duplicates="send", max_per_person="3/7d")
    assert office.reasons(batch_id) == [None, None, "too_often"]


def test_a_skipped_row_takes_nobodys_turn(office: Office) -> None:
    rows = [person("Ana", ANA), person("Ana", ANA), person("Ana Paula", ANA)]
    batch_id = office.judge(*rows, duplicates="send", max_per_person="2/7d")
    assert office.reasons(batch_id) == [None, "duplicate", None]


# ── said already ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("hours", "repeat_hours", "reason"),
    [
        pytest.param(23, 24, "already_sent", id="within a day"),
        pytest.param(25, 24, None, id="after it"),
        pytest.param(25, 168, "already_sent", id="within a week, where that was asked for"),
        pytest.param(2, 1, None, id="after an hour, where that was asked for"),
    ],
)
def test_how_long_a_message_counts_as_said(
    office: Office, hours: int, repeat_hours: float, reason: str | None
) -> None:
    office.send(office.judge(person("Ana", ANA)), ACCEPTED)
    office.clock.forward(hours * 3600)
    assert office.reasons(office.judge(person("Ana", ANA), repeat_hours=repeat_hours)) == [reason]


def appointment(name: str, phone: str, number: str) -> dict[str, str]:
    return person(name, phone, consulta=number)


def test_a_key_tells_two_messages_apart_and_nothing_else_does(office: Office) -> None:
    first = (appointment("Ana", ANA, "17"), appointment("Bia", BIA, "18"))
    office.send(office.judge(*first, key="Consulta"), ACCEPTED)
    second = (appointment("Ana Maria", ANA, " 17 "), appointment("Bia", BIA, "19"))
    assert office.reasons(office.judge(*second, key="consulta")) == ["already_sent", None]


def test_the_same_key_is_another_message_with_another_text_or_person(office: Office) -> None:
    office.send(office.judge(appointment("Ana", ANA, "17"), key="consulta"), ACCEPTED)
    other_text = office.judge(appointment("Ana", ANA, "17"), key="consulta", text="Até amanhã!")
    other_person = office.judge(appointment("Ana", BIA, "17"), key="consulta")
    assert office.reasons(other_text) == office.reasons(other_person) == [None]


def test_two_rows_with_one_key_are_one_message(office: Office) -> None:
    rows = (appointment("Ana", ANA, "17"), appointment("Ana Maria", ANA, "17"))
    batch_id = office.judge(*rows, key="consulta", duplicates="send")
    assert office.reasons(batch_id) == [None, "duplicate"]


def test_a_key_is_not_taken_for_a_value_of_the_text(office: Office) -> None:
    office.send(office.judge(appointment("17", ANA, "x")), ACCEPTED)
    assert office.reasons(office.judge(appointment("17", ANA, "17"), key="consulta")) == [None]


def test_a_row_without_its_key_is_a_problem_in_that_column(office: Office) -> None:
    batch_id = office.judge(appointment("Ana", ANA, " "), key="CONSULTA")
    (row,) = office.rows(batch_id)
    assert (row.reason, row.column) == ("value_missing", "consulta")


@pytest.mark.parametrize(
    ("flag", "setting"), [("--key", "key"), ("--expires-column", "expires_column")]
)
def test_a_column_that_is_not_there_is_an_error_before_judging(
    office: Office, flag: str, setting: str
) -> None:
    with pytest.raises(ColumnUnknown) as err:
        office.judge(*EVERYBODY, **{setting: "pedido nº"})
    assert flag in err.value.next
    with pytest.raises(ColumnUnknownNear) as near:
        office.judge(*EVERYBODY, **{setting: "telefne"})
    assert '"telefone"' in near.value.next
    assert office.journal.batches.recent() == []


def test_a_column_that_may_be_two_is_said() -> None:
    with pytest.raises(ColumnAmbiguous):
        wanted_column(table("N. 1|n 1"), "n1", option="--key")


# ── chosen by what an earlier batch did ───────────────────────────────────────────────────────


def test_not_in_leaves_out_whom_a_batch_reached_or_may_have(office: Office) -> None:
    first = office.judge(*EVERYBODY, text="Oi")
    office.send(first, ACCEPTED, TIMED_OUT, REFUSED, ACCEPTED)
    batch_id = office.judge(*EVERYBODY, not_in=[first])
    assert office.reasons(batch_id) == ["not_chosen", "not_chosen", None, "not_chosen"]


def test_accepted_in_keeps_only_whose_message_was_accepted(office: Office) -> None:
    first = office.judge(*EVERYBODY[:3], text="Oi")
    office.send(first, ACCEPTED, TIMED_OUT, REFUSED)
    batch_id = office.judge(*EVERYBODY, accepted_in=[first])
    assert office.reasons(batch_id) == [None, "not_chosen", "not_chosen", "not_chosen"]


def test_several_batches_are_one_choice(office: Office) -> None:
    first, second = (office.judge(row, text="Oi") for row in EVERYBODY[:2])
    office.send(first, ACCEPTED)
    office.send(second, ACCEPTED)
    assert office.reasons(office.judge(*EVERYBODY, not_in=[first, second])) == [
        "not_chosen", "not_chosen", None, None,
    ]  # fmt: skip
    assert office.reasons(office.judge(*EVERYBODY, accepted_in=[first, second])) == [
        None, None, "not_chosen", "not_chosen",
    ]  # fmt: skip


@pytest.mark.parametrize("setting", ["not_in", "accepted_in"])
def test_a_batch_that_is_not_there_is_an_error_before_judging(office: Office, setting: str) -> None:
    first = office.judge(*EVERYBODY)
    with pytest.raises(UnknownBatch) as err:
        office.judge(*EVERYBODY, **dict[str, Any]({setting: [first, 77]}))
    assert "77" in err.value.message
    assert [batch.id for batch in office.journal.batches.recent()] == [first]


# ── expiry ────────────────────────────────────────────────────────────────────────────────────


def reminder(until: str) -> dict[str, str]:
    return person("Ana", ANA, **{"Válido até": until})


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        # It is Monday, 23 November 2026, 12:00 in São Paulo.
        pytest.param("23/11/2026", None, id="today holds until midnight"),
        pytest.param("2026-11-23 12:01", None, id="in a minute"),
        pytest.param("23/11/2026 12:00", "expired", id="now is too late"),
        pytest.param("22/11/2026", "expired", id="yesterday"),
        pytest.param("", None, id="no time of its own"),
        pytest.param("amanhã", "value_unusable", id="no date"),
        pytest.param("30/02/2027", "value_unusable", id="no such day"),
    ],
)
def test_a_row_may_have_a_time_of_its_own(office: Office, cell: str, reason: str | None) -> None:
    batch_id = office.judge(reminder(cell), expires_column="valido ate")
    (row,) = office.rows(batch_id)
    assert row.reason == reason
    if reason:
        assert (row.column, row.detail) == ("Válido até", cell)


def test_a_time_is_told_by_the_clocks_of_the_windows_zone(office: Office) -> None:
    window = "mon-sun 8-20 America/Manaus"  # an hour behind São Paulo: it is 11:00 there
    batch_id = office.judge(
        reminder("23/11/2026 11:30"), expires_column="Válido até", window=window
    )
    assert office.reasons(batch_id) == [None]
    expires = Settings(expires="2026-11-23 11:30", window=window).expires_at
    assert expires == datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


def test_the_batch_keeps_when_it_expires(office: Office) -> None:
    batch_id = office.judge(*EVERYBODY, expires="2026-12-01 18:00")
    expires = datetime(2026, 12, 1, 21, 0, tzinfo=UTC)
    assert office.journal.batches.one(batch_id).expires_at == expires
    assert Settings(**office.journal.batches.settings(batch_id)).expires_at == expires


def test_a_batch_that_has_expired_already_is_not_judged(office: Office) -> None:
    with pytest.raises(ExpiryPassed) as err:
        office.judge(*EVERYBODY, expires="2026-11-23 12:00")
    assert "2026-11-23 12:00" in err.value.message
    assert office.journal.batches.recent() == []


# ── what the settings refuse, and what a batch keeps ──────────────────────────────────────────


@pytest.mark.parametrize(
    ("flags", "error"),
    [
        ({"daily_cap": 0}, BadSetting),
        ({"daily_cap": -3}, BadSetting),
        ({"warm_up": "20,0"}, BadWarmUp),
        ({"max_per_person": "0/7d"}, BadPersonLimit),
        ({"expires": "amanhã"}, BadExpiry),
        ({"not_in": [0]}, BadSetting),
    ],
)
def test_a_limit_that_cannot_be_meant_is_refused(
    flags: dict[str, Any], error: type[OptionError]
) -> None:
    with pytest.raises(error) as err:
        from_options(flags)
    assert err.value.exit_code == 2
    assert err.value.next


def test_a_batch_keeps_all_its_limits(office: Office) -> None:
    limits: dict[str, Any] = {
        "key": "nome",
        "max_per_person": "3/7d",
        "expires": "2026-12-01 18:00",
        "expires_column": "telefone",
        "daily_cap": 100,
        "warm_up": "20,50",
        "skip_holidays": True,
    }
    batch_id = office.judge(*EVERYBODY, **limits)
    kept = Settings(**office.journal.batches.settings(batch_id))
    assert {name: getattr(kept, name) for name in limits} == limits
