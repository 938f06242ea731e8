"""When a schedule is due, by its own clocks: gaps, repeats, missed times, and what cannot be meant."""

from datetime import UTC, datetime, timedelta

import pytest

from batch_sender.timing.due_times import DEFAULT_LATE, Timing, Verdict, sort_out, still_in_time
from batch_sender.timing.errors import BadCron, BadDueMoment, BadLatePolicy, BadZone, ScheduleError

SAO_PAULO = "America/Sao_Paulo"


def timing(
    cron: str | None = None,
    *,
    at: str | None = None,
    zone: str = SAO_PAULO,
    late: str = DEFAULT_LATE,
) -> Timing:
    return Timing.parse(cron=cron, at=at, zone=zone, late=late)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def dues(of: Timing, after: str, until: str) -> list[tuple[str, str]]:
    return [
        (due.local, f"{due.at:%Y-%m-%dT%H:%M}")
        for due in of.due(after=moment(after), until=moment(until))
    ]


# ── clock changes: on 2018-11-04 midnight did not exist there, on 2018-02-17 23:00 came twice ─────


@pytest.mark.parametrize(
    ("cron", "after", "until", "due"),
    [
        pytest.param(
            "0 0 * * *", "2018-11-03T12:00", "2018-11-05T12:00",
            [("2018-11-04T00:00", "2018-11-04T03:00"), ("2018-11-05T00:00", "2018-11-05T02:00")],
            id="in the gap: at the first moment after it",
        ),
        pytest.param(
            "30 0 * * *", "2018-11-03T12:00", "2018-11-04T12:00",
            [("2018-11-04T00:30", "2018-11-04T03:00")],
            id="half an hour into the gap: likewise",
        ),
        pytest.param(
            "30 23 * * *", "2018-02-17T12:00", "2018-02-18T12:00",
            [("2018-02-17T23:30", "2018-02-18T01:30")],
            id="in the repeat: once, the first time",
        ),
        pytest.param(
            "0 * * * *", "2018-02-18T00:30", "2018-02-18T03:30",
            [("2018-02-17T23:00", "2018-02-18T01:00"), ("2018-02-18T00:00", "2018-02-18T03:00")],
            id="each hour: the repeated one counts once",
        ),
        pytest.param(
            "0 9 * * 1-5", "2018-11-02T18:00", "2018-11-05T18:00",
            [("2018-11-05T09:00", "2018-11-05T11:00")],
            id="9:00 is 9:00 in summer",
        ),
        pytest.param(
            "0 9 * * 1-5", "2018-10-31T18:00", "2018-11-01T18:00",
            [("2018-11-01T09:00", "2018-11-01T12:00")],
            id="and in winter",
        ),
    ],
)  # fmt: skip
def test_clock_changes(cron: str, after: str, until: str, due: list[tuple[str, str]]) -> None:
    assert dues(timing(cron), after, until) == due


@pytest.mark.parametrize(
    ("at", "due"),
    [
        pytest.param("2018-11-04 00:15", "2018-11-04T03:00", id="a moment that does not exist"),
        pytest.param("2018-02-17 23:15", "2018-02-18T01:15", id="a moment that comes twice"),
        pytest.param("01/12/2026 09:00", "2026-12-01T12:00", id="as Brazilians write it"),
    ],
)
def test_a_moment_comes_once(at: str, due: str) -> None:
    found = dues(timing(at=at), "2018-01-01T00:00", "2030-01-01T00:00")
    assert [when for _local, when in found] == [due]


def test_a_year_by_the_hour_has_every_day_once_whatever_the_clocks_do() -> None:
    """Looked at each hour of 2018, both clock changes among them: 365 due times, none twice."""
    daily = timing("30 0 * * *")
    looked, end, found = moment("2018-01-01T00:00"), moment("2019-01-01T00:00"), []
    while looked < end:
        now = looked + timedelta(hours=1)
        found += [due.local for due in daily.due(after=looked, until=now)]
        looked = now
    assert len(found) == len(set(found)) == 365


def test_the_next_three_times() -> None:
    times = timing("0 9 * * 1-5").next_times(moment("2026-11-27T13:00"))
    assert [due.local for due in times] == [
        "2026-11-30T09:00",
        "2026-12-01T09:00",
        "2026-12-02T09:00",
    ]


# ── missed times ──────────────────────────────────────────────────────────────────────────────

RUN, M, L = Verdict.OPEN, Verdict.MISSED, Verdict.LATE


@pytest.mark.parametrize(
    ("late", "asleep_until", "verdicts"),
    [
        # Due each day at 9:00 (12:00 UTC); looked at last on the 23rd at noon.
        pytest.param("run", "2026-11-24T12:00", [RUN], id="on time"),
        pytest.param("skip", "2026-11-24T12:09", [RUN], id="nine minutes are not late"),
        pytest.param("skip", "2026-11-24T12:11", [L], id="eleven are"),
        pytest.param("run", "2026-11-26T23:00", [M, M, RUN], id="three missed: the last one runs"),
        pytest.param("skip", "2026-11-26T23:00", [M, M, L], id="three missed: none runs"),
        pytest.param("run-if-within 2h", "2026-11-26T13:59", [M, M, RUN], id="within two hours"),
        pytest.param("run-if-within 2h", "2026-11-26T14:01", [M, M, L], id="no longer"),
        pytest.param("run-if-within 30min", "2026-11-24T12:31", [L], id="minutes"),
        pytest.param("run-if-within 1d", "2026-11-25T11:00", [RUN], id="days"),
        pytest.param("run", "2026-11-24T11:59", [], id="not yet"),
    ],
)
def test_missed_times_never_pile_up(late: str, asleep_until: str, verdicts: list[Verdict]) -> None:
    sorted_out = sort_out(
        timing("0 9 * * *", late=late),
        looked_until=moment("2026-11-23T15:00"),
        now=moment(asleep_until),
    )
    assert [verdict for _due, verdict in sorted_out] == verdicts


def test_what_could_not_begin_is_tried_as_long_as_it_is_in_time() -> None:
    within = timing("0 9 * * *", late="run-if-within 2h")
    at = moment("2026-11-24T12:00")
    assert still_in_time(within, at, now=at + timedelta(hours=2))
    assert not still_in_time(within, at, now=at + timedelta(hours=2, seconds=1))


# ── what cannot be meant ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("told", "error"),
    [
        pytest.param({"cron": "0 9 * *"}, BadCron, id="four fields"),
        pytest.param({"cron": "0 0 9 * * *"}, BadCron, id="six: seconds are not for us"),
        pytest.param({"cron": "0 25 * * *"}, BadCron, id="25 o'clock"),
        pytest.param({"cron": "every day"}, BadCron, id="words"),
        pytest.param({"cron": ""}, BadCron, id="nothing"),
        pytest.param({"at": "tomorrow"}, BadDueMoment, id="tomorrow"),
        pytest.param({"at": "2026-12-01"}, BadDueMoment, id="a day without a time"),
        pytest.param({"at": "31/02/2026 09:00"}, BadDueMoment, id="no such day"),
        pytest.param({"cron": "0 9 * * *", "zone": "Brasília"}, BadZone, id="no such zone"),
        pytest.param({"cron": "0 9 * * *", "zone": "../etc"}, BadZone, id="no zone at all"),
        pytest.param({"cron": "0 9 * * *", "late": "later"}, BadLatePolicy, id="no such policy"),
        pytest.param({"cron": "0 9 * * *", "late": "run-if-within"}, BadLatePolicy, id="how long?"),
    ],
)
def test_what_cannot_be_meant(told: dict[str, str], error: type[ScheduleError]) -> None:
    with pytest.raises(error):
        timing(**told)


def test_what_is_never_due_has_no_next_time() -> None:
    with pytest.raises(BadCron):
        timing("0 9 31 2 *")
