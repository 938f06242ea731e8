"""Two spellings of one number abroad are one person; a journal that knew them as two is brought up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import select

from batch_sender.journal import Journal, Wait
from batch_sender.journal.people.opt_outs import OptOut
from batch_sender.journal.schema import migrations
from batch_sender.journal.schema.tables import opt_outs
from batch_sender.models import JudgedMessage, PhoneNumber, ProblemCode
from batch_sender.phones import person_key
from batch_sender.phones.people import person_of
from batch_sender.timing.limits import PersonLimit
from tests.journal.desk import ACCEPTED, TIMED_OUT, WHO, Desk, text

ARGENTINE = ("5491123456789", "541123456789")
MEXICAN = ("5215512345678", "525512345678")
TWINS = pytest.mark.parametrize(
    ("one", "other"), [ARGENTINE, ARGENTINE[::-1], MEXICAN, MEXICAN[::-1]]
)
WEEK = timedelta(days=7)


def to(number: str, row: int = 2, *, person: str | None = None, says: str = "Oi") -> JudgedMessage:
    key = person or person_key(PhoneNumber(number))
    return text(row)._replace(
        number=PhoneNumber(number), person=key, idempotency_key=f"{key}/{says}"
    )


def opt_out(journal: Journal, number: str, *, person: str | None = None) -> None:
    key = person or person_key(PhoneNumber(number))
    told = OptOut(person=key, number=PhoneNumber(number), source="person")
    journal.people.add_opt_outs([told], who=WHO)


def reason(desk: Desk, batch_id: int) -> str | None:
    return desk.ends(batch_id)[2][1]


# ── as it is now ──────────────────────────────────────────────────────────────────────────────


@TWINS
def test_who_opted_out_under_one_spelling_is_not_written_to_under_the_other(
    desk: Desk, one: str, other: str
) -> None:
    batch_id = desk.running(to(one))
    opt_out(desk.journal, other)
    assert desk.rows_taken(batch_id) == []
    assert reason(desk, batch_id) == ProblemCode.OPTED_OUT


@TWINS
def test_both_spellings_never_leave_at_once(desk: Desk, one: str, other: str) -> None:
    first, second = desk.running(to(one)), desk.running(to(other, says="Tchau"))
    desk.take(first)
    assert isinstance(desk.claim(second), Wait)


@TWINS
def test_the_same_message_is_not_sent_again_under_the_other_spelling(
    desk: Desk, one: str, other: str
) -> None:
    desk.rows_taken(desk.running(to(one)))
    again = desk.running(to(other))
    assert desk.rows_taken(again) == []
    assert reason(desk, again) == ProblemCode.ALREADY_SENT


@TWINS
def test_both_are_found_and_forgotten_under_either(desk: Desk, one: str, other: str) -> None:
    batch_id = desk.running(to(one))
    desk.rows_taken(batch_id)
    desk.journal.batches.finish(batch_id, who=WHO)
    person = person_of(f"+{other}")
    assert set(person.numbers) == {one, other}
    assert person.numbers[0] == other, "it is shown as it was asked for"
    assert [each.row for each in desk.journal.people.messages_to(person.numbers)] == [2]
    done = desk.journal.people.forget(person.key, person.numbers, receipt="abcd", who=WHO)
    assert done.rows == {batch_id: [2]}


# ── a journal from before ─────────────────────────────────────────────────────────────────────


@contextmanager
def keys_of_before(journal: Journal) -> Iterator[None]:
    """Inside, keys are written as they were: each Argentine number its own; then they are migrated."""
    yield
    (script,) = [
        each
        for each in ScriptDirectory(str(Path(migrations.__file__).parent)).walk_revisions()
        if each.path.endswith("_argentine_people.py")
    ]
    with (
        journal._handle.engine.begin() as connection,
        Operations.context(MigrationContext.configure(connection)),
    ):
        script.module.upgrade()


@pytest.mark.parametrize(("kept", "asked"), [ARGENTINE, ARGENTINE[::-1]])
def test_an_opt_out_under_an_old_key_holds_for_both_spellings(
    desk: Desk, kept: str, asked: str
) -> None:
    with keys_of_before(desk.journal):
        opt_out(desk.journal, kept, person=kept)
    for number in (kept, asked):
        batch_id = desk.running(to(number, says=number))
        assert desk.rows_taken(batch_id) == []
        assert reason(desk, batch_id) == ProblemCode.OPTED_OUT
    desk.journal.people.remove_opt_outs(
        {person_key(PhoneNumber(asked)): PhoneNumber(asked)}, who=WHO
    )


@pytest.mark.parametrize(("first", "later"), [ARGENTINE, ARGENTINE[::-1]])
def test_who_opted_out_under_both_stays_as_first_told(desk: Desk, first: str, later: str) -> None:
    with keys_of_before(desk.journal):
        opt_out(desk.journal, first, person=first)
        desk.clock.forward(60)
        opt_out(desk.journal, later, person=later)
        opt_out(desk.journal, "551123456789")
    kept = {each.number for each in desk.journal.people.opt_outs()}
    assert kept == {first, "551123456789"}
    with desk.journal._handle.engine.connect() as connection:
        found = set(connection.execute(select(opt_outs.c.person)).scalars())
    assert found == {"5491123456789", "551123456789"}


@pytest.mark.parametrize(("kept", "asked"), [ARGENTINE, ARGENTINE[::-1]])
def test_an_earlier_message_under_an_old_key_counts_for_both_spellings(
    desk: Desk, kept: str, asked: str
) -> None:
    with keys_of_before(desk.journal):
        before = desk.running(to(kept, person=kept))
        desk.rows_taken(before)
    batch_id = desk.running(to(asked, says="Tchau"))
    limit = PersonLimit(messages=1, within=WEEK)
    desk.claim(batch_id, person_limit=limit)
    assert reason(desk, batch_id) == ProblemCode.TOO_OFTEN
    person = person_of(f"+{asked}")
    found = desk.journal.people.messages_to(person.numbers)
    assert (found[0].batch, found[0].state) == (before, "accepted")


def test_what_waits_under_an_old_key_waits_for_its_twin(desk: Desk) -> None:
    with keys_of_before(desk.journal):
        waiting = desk.running(to(ARGENTINE[1], person=ARGENTINE[1]))
    desk.take(desk.running(to(ARGENTINE[0], says="Tchau")))
    assert isinstance(desk.claim(waiting), Wait)


def test_two_calls_on_their_way_at_once_are_both_recorded(desk: Desk) -> None:
    with keys_of_before(desk.journal):
        taken = [desk.take(desk.running(to(each, person=each))) for each in ARGENTINE]
    desk.record(taken[0], ACCEPTED)
    desk.record(taken[1], TIMED_OUT)
    ends = [reason(desk, claimed.batch_id) for claimed in taken]
    assert ends == [None, "timed_out"]


def test_nobody_elses_key_is_touched(desk: Desk) -> None:
    others = ("5511987654321", "551133334444", "525512345678", "351912345678", "543", "54112345678")
    with keys_of_before(desk.journal):
        batch_id = desk.checked(*(to(each, row) for row, each in enumerate(others, start=2)))
        before = desk.everything(batch_id)
    assert desk.everything(batch_id) == before
