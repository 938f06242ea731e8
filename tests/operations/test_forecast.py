"""When a batch ends: the sending hours move it, and preview and question say so, in words."""

import io
import sys
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from batch_sender import language
from batch_sender.cli import asking
from batch_sender.cli.preview import duration
from batch_sender.config.connections import Connection, Token
from batch_sender.config.settings import Settings
from batch_sender.config.through import Through
from batch_sender.journal import Journal
from batch_sender.operations.connections import probed
from batch_sender.operations.forecast import forecast
from batch_sender.operations.options import Caller, SendOptions
from batch_sender.operations.parts import by_weight
from batch_sender.operations.questions import AnswerNeeded, ConfirmSend
from batch_sender.operations.send import send
from batch_sender.standin import LineState, StandIn
from batch_sender.timing.windows import BRAZIL
from tests.support import TOKEN, FakeClock, checked_batch, connection_to, message

HOURS = "mon-sat 8:00-20:00"
AWAKE = "This computer has to stay on, and awake, until then."


def told(journal: Journal, now: str, settings: Settings) -> list[str]:
    """Say what is told of four messages; the line of the pace is left out."""
    moment = datetime.fromisoformat(now).replace(tzinfo=BRAZIL)
    batch_id = checked_batch(journal, [message(row, row) for row in range(2, 6)], settings)
    batch = journal.batches.one(batch_id)
    found = forecast(journal, batch, connection=None, now=moment)
    assert found is not None
    return list(duration.lines(found))[2:]


@pytest.mark.parametrize(
    ("now", "gap", "lines"),
    [
        pytest.param("2026-11-23 12:00", 30, [], id="two minutes: nobody goes away"),
        pytest.param("2026-11-23 12:00", 3600, [AWAKE], id="within the hours"),
        pytest.param(
            "2026-11-23 18:30",
            3600,
            ["For the sending hours it pauses at 20:00 and starts again tomorrow at 08:00.", AWAKE],
            id="over the evening",
        ),
        pytest.param(
            "2026-11-23 21:00",
            60,
            ["Outside the sending hours: it begins tomorrow at 08:00.", AWAKE],
            id="begun in the evening",
        ),
        pytest.param(
            "2026-11-28 18:30",
            3600,
            [
                "For the sending hours it pauses at 20:00 and starts again on 2026-11-30 at 08:00.",
                AWAKE,
            ],
            id="over a Sunday",
        ),
        pytest.param(
            "2026-11-24 02:00",
            12 * 3600,
            [
                "Outside the sending hours: it begins at 08:00.",
                "For the sending hours it pauses at 20:00 and starts again tomorrow at 08:00.",
                AWAKE,
            ],
            id="days of it: the first pause stands for all",
        ),
    ],
)
def test_what_the_sending_hours_make_of_it(
    journal: Journal, now: str, gap: float, lines: list[str]
) -> None:
    assert told(journal, now, Settings(gap=gap, window=HOURS)) == lines


def test_in_portuguese(journal: Journal) -> None:
    language.use("pt-BR")
    assert told(journal, "2026-11-28 18:30", Settings(gap=3600, window=HOURS)) == [
        "Por causa do horário de envio, pausa às 20:00 e continua em 30/11/2026 às 08:00.",
        "Até lá, este computador precisa ficar ligado, sem entrar em suspensão.",
    ]


@pytest.mark.parametrize(
    ("hours", "said"),
    [(18.5, "tomorrow at 09:30"), (12, None)],
)
def test_the_question_says_when_it_ends_if_the_hours_move_that(
    journal: Journal,
    clock: FakeClock,
    hours: float,
    said: str | None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock.forward((hours - 12) * 3600)
    settings = Settings(gap=3600, window=HOURS)
    batch_id = checked_batch(journal, [message(row, row) for row in range(2, 6)], settings)
    with StandIn(tokens={TOKEN: LineState.CONNECTED}) as api:
        tested = probed(connection_to(api), settings)
        caller = Caller(who="ana", clock=clock)
        outcome = send(journal, batch_id, tested, SendOptions(), caller)
    assert isinstance(outcome, AnswerNeeded)
    question = outcome.question
    assert isinstance(question, ConfirmSend)
    if said is None:
        assert question.ends_at is None
        return
    assert question.ends_at == datetime(2026, 11, 24, 9, 30, tzinfo=BRAZIL)
    tomorrow = datetime.now(BRAZIL).replace(hour=9, minute=30) + timedelta(days=1)
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    asking.put(replace(question, ends_at=tomorrow))
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == (
        "The last one leaves tomorrow at 09:30; this computer has to stay on, and awake, until then."
    )
    assert lines[1].startswith("Send 4 messages through loja")


def test_a_day_that_has_room_left_is_not_full(journal: Journal) -> None:
    settings = Settings(gap=0, window="always", daily_cap=3)
    batch_id = checked_batch(journal, [message(row, row) for row in range(2, 12)], settings)
    now = datetime.fromisoformat("2026-11-23 12:00").replace(tzinfo=BRAZIL)
    found = forecast(journal, journal.batches.one(batch_id), connection=None, now=now)
    assert found is not None
    assert (found.days, found.full) == (4, None)


def test_several_connections_leave_side_by_side_below_the_ceiling_of_their_address(
    journal: Journal, clock: FakeClock
) -> None:
    settings = Settings(gap=60, window="always")
    batch = journal.batches.one(
        checked_batch(journal, [message(row, 1500 + row) for row in range(2, 32)], settings)
    )

    def takes(*hosts: str) -> timedelta:
        through = [
            Through(
                connection=Connection(
                    name=f"v{n}", url=f"https://{host}/api/messages/send", token=Token(f"tok-{n}")
                )
            )
            for n, host in enumerate(hosts)
        ]
        found = forecast(
            journal,
            batch,
            connection=through[0].connection,
            now=clock.now(),
            shares=by_weight(batch.counts.pending, through),
        )
        assert found is not None
        return found.needed

    assert takes("a.example") == timedelta(minutes=29)
    assert takes("a.example", "b.example", "c.example") == timedelta(minutes=9)
    # One in a minute through each, and one in 3.5 seconds to their address.
    assert takes(*["a.example"] * 3) == timedelta(minutes=9)
    assert takes(*["a.example"] * 30) == timedelta(seconds=29 * 3.5)


def test_caps_of_a_day_add_up_over_several_connections(journal: Journal, clock: FakeClock) -> None:
    settings = Settings(gap=0, window="always", daily_cap=10)
    batch = journal.batches.one(
        checked_batch(journal, [message(row, 1500 + row) for row in range(2, 42)], settings)
    )
    through = [
        Through(
            connection=Connection(
                name=f"v{n}", url="https://a.example/api/messages/send", token=Token(f"tok-{n}")
            )
        )
        for n in range(2)
    ]
    alone = forecast(journal, batch, connection=through[0].connection, now=clock.now())
    both = forecast(
        journal,
        batch,
        connection=through[0].connection,
        now=clock.now(),
        shares=by_weight(batch.counts.pending, through),
    )
    assert alone is not None
    assert both is not None
    assert (alone.days, both.days) == (4, 2)
