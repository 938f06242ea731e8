"""Guesses that wait, and sessions that end, by a clock whose hands are turned."""

from datetime import timedelta

import pytest

from batch_sender.web.attempts import FORGOTTEN, Attempts
from batch_sender.web.signed_in import IDLE, LONGEST, SignedIn
from tests.support import FakeClock

HOME = "203.0.113.7"


@pytest.fixture
def attempts(clock: FakeClock) -> Attempts:
    return Attempts(clock)


def addresses() -> list[str]:
    return [f"198.51.100.{number}" for number in range(200)]


def test_a_name_waits_longer_each_time_and_a_minute_at_most(
    attempts: Attempts, clock: FakeClock
) -> None:
    waited = []
    for address in addresses()[:14]:  # from all over the world
        while wait := attempts.begin("ana", address):
            waited.append(wait)
            clock.forward(wait)
    assert waited == [2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert attempts.begin("bia", HOME) == 0, "nobody else waits"


def test_an_attempt_while_one_has_to_wait_does_not_make_it_longer(
    attempts: Attempts, clock: FakeClock
) -> None:
    for _ in range(5):
        assert attempts.begin("ana", HOME) == 0
    assert [attempts.begin("ana", HOME) for _ in range(3)] == [2, 2, 2]
    clock.forward(2)
    assert attempts.begin("ana", HOME) == 0


def test_an_address_that_tries_many_names_waits_a_quarter_of_an_hour_at_most(
    attempts: Attempts, clock: FakeClock
) -> None:
    waited = []
    for number in range(35):
        while wait := attempts.begin(f"name{number}", HOME):
            waited.append(wait)
            clock.forward(wait)
    assert waited[:3] == [2, 4, 8]
    assert max(waited) == waited[-1] == 900
    assert attempts.begin("ana", "198.51.100.9") == 0


def test_addresses_of_one_network_are_one(attempts: Attempts) -> None:
    for number in range(20):
        assert attempts.begin(f"name{number}", f"2001:db8::{number:x}") == 0
    assert attempts.begin("ana", "2001:db8::ffff") > 0
    assert attempts.begin("ana", "2001:db8:0:1::1") == 0


def test_who_got_in_does_not_wipe_away_the_guesses_of_its_address(attempts: Attempts) -> None:
    """Else somebody with an account would guess at others' without waiting."""
    for number in range(20):
        assert attempts.begin(f"name{number}", HOME) == 0
        if number % 3 == 0:
            attempts.succeeded(f"name{number}", HOME)
    for number in range(7):
        attempts.begin(f"more{number}", HOME)
    assert attempts.begin("own", HOME) > 0


def test_who_got_in_begins_anew(attempts: Attempts) -> None:
    for _ in range(4):
        attempts.begin("ana", HOME)
    attempts.succeeded("ana", HOME)
    assert [attempts.begin("ana", HOME) for _ in range(6)] == [0, 0, 0, 0, 0, 2]


def test_failures_are_forgotten_after_an_hour(attempts: Attempts, clock: FakeClock) -> None:
    for _ in range(5):
        attempts.begin("ana", HOME)
    clock.forward(FORGOTTEN + 1)
    assert [attempts.begin("ana", HOME) for _ in range(5)] == [0] * 5


@pytest.fixture
def signed_in(clock: FakeClock) -> SignedIn:
    return SignedIn(clock)


def test_a_session_ends_after_a_rest_but_not_while_somebody_works(
    signed_in: SignedIn, clock: FakeClock
) -> None:
    cookie = signed_in.begin("ana", "stamp")
    for _ in range(3):
        clock.forward(IDLE.total_seconds() - 1)
        assert signed_in.find(cookie, is_work=True) is not None
    clock.forward(IDLE.total_seconds())
    assert signed_in.find(cookie, is_work=True) is None


def test_a_page_that_loads_itself_is_nobodys_work(signed_in: SignedIn, clock: FakeClock) -> None:
    cookie = signed_in.begin("ana", "stamp")
    for _ in range(2):
        clock.forward(IDLE.total_seconds() / 2 - 1)
        assert signed_in.find(cookie, is_work=False) is not None
    clock.forward(2)
    assert signed_in.find(cookie, is_work=False) is None


def test_a_session_ends_after_half_a_day_whatever_is_done(
    signed_in: SignedIn, clock: FakeClock
) -> None:
    cookie, step = signed_in.begin("ana", "stamp"), timedelta(minutes=29)
    for _ in range(LONGEST // step):
        clock.forward(step.total_seconds())
        assert signed_in.find(cookie, is_work=True) is not None
    clock.forward(step.total_seconds())
    assert signed_in.find(cookie, is_work=True) is None


def test_each_session_has_a_cookie_of_its_own_and_ends_alone(signed_in: SignedIn) -> None:
    one, two = signed_in.begin("ana", "stamp"), signed_in.begin("ana", "stamp")
    assert one != two
    signed_in.end(one)
    assert signed_in.find(one, is_work=True) is None
    assert signed_in.find(two, is_work=True) is not None
    for cookie in (None, "", two[:-1], two.upper()):
        assert signed_in.find(cookie, is_work=True) is None


def test_of_too_many_sessions_of_one_person_the_oldest_gives_way(
    signed_in: SignedIn, clock: FakeClock
) -> None:
    other = signed_in.begin("bia", "stamp")
    cookies = []
    for _ in range(22):
        cookies.append(signed_in.begin("ana", "stamp"))
        clock.forward(1)
    lasting = [signed_in.find(cookie, is_work=False) is not None for cookie in cookies]
    assert lasting == [False] * 2 + [True] * 20
    assert signed_in.find(other, is_work=False) is not None
