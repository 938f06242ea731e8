"""People leave the journal for good, counts and guards stay: on both databases."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Text, cast, event, select

from batch_sender.journal import Claimed, Decision, Journal, OptOut
from batch_sender.journal.errors import (
    BatchBusy,
    BatchPurged,
    CannotPurge,
    ForgetTooEarly,
    NothingToRetry,
    RowsForgotten,
)
from batch_sender.journal.schema.tables import attempts, batches, events, messages, metadata
from batch_sender.models import (
    BatchState,
    JudgedMessage,
    JudgedRows,
    Notice,
    NoticeCode,
    PhoneNumber,
    Problem,
    ProblemCode,
    Repair,
    RepairRule,
)
from batch_sender.phones.people import person_of
from tests.journal.desk import (
    ACCEPTED,
    LINE,
    REFUSED,
    TIMED_OUT,
    WHO,
    Desk,
    new_batch,
    number,
    skipped,
    text,
    with_file,
    with_file_and_payment,
)
from tests.support import FakeClock

DAYS = timedelta(days=1)
SECRETS = ["Ana", "Olá", "900000002", "900000003", "boleto", "7.pdf", "Mensagem enviada", LINE]


def hashed(row: JudgedMessage) -> JudgedMessage:
    """What was said, as a hash that tells nothing, as `identity` makes it."""
    return row._replace(
        idempotency_key=hashlib.sha256(str(row.idempotency_key).encode()).hexdigest()
    )


def an_ended_batch(desk: Desk) -> int:
    """Row 2 accepted, 3 refused, 4 in doubt, 5 with file and payment line and accepted, 6 skipped."""
    repair = Repair(rule=RepairRule.COUNTRY_CODE_ADDED, before="900000002", after=number(2))
    further = Problem(code=ProblemCode.VALUE_MISSING, column="nome", detail="900000003")
    rows = [hashed(text(2))._replace(repairs=(repair,)), *map(hashed, (text(3), text(4)))]
    rows += [hashed(with_file_and_payment(5)), skipped(6)._replace(further=(further,))]
    batch_id = desk.running(*rows)
    for ending in (ACCEPTED, REFUSED, TIMED_OUT, ACCEPTED, ACCEPTED, ACCEPTED):
        desk.record(desk.take(batch_id), ending)
    assert desk.journal.batches.finish(batch_id, who=WHO)
    detail = {"number": "+55 11 90000-0002", "why": "timed_out"}
    desk.journal.batches.note(batch_id, "proof_failed", who=WHO, detail=detail)
    return batch_id


def everything_kept(journal: Journal) -> str:
    """All that stands in any table, as text."""
    with journal._handle.engine.connect() as connection:
        return "\n".join(
            str(row)
            for table in metadata.sorted_tables
            for row in connection.execute(select(*(cast(c, Text) for c in table.c)))
        )


# ── purge ─────────────────────────────────────────────────────────────────────────────────────


def test_a_purge_removes_people_and_keeps_the_counts(desk: Desk) -> None:
    batch_id = an_ended_batch(desk)
    before, ends = desk.journal.batches.counts(batch_id), desk.ends(batch_id)
    assert all(secret in everything_kept(desk.journal) for secret in SECRETS)
    assert desk.journal.people.purge(batch_id, who=WHO).rows == 5
    kept = everything_kept(desk.journal)
    assert [secret for secret in SECRETS if secret in kept] == []
    assert "0000-0002" not in kept
    assert (desk.journal.batches.counts(batch_id), desk.ends(batch_id)) == (before, ends)
    assert desk.journal.batches.one(batch_id).problems == {"phone_missing": 1}
    purged_at = desk.journal.batches.one(batch_id).purged_at
    assert purged_at == desk.clock.now()
    assert desk.journal.maintenance.check().findings == ()


def test_a_purge_finds_people_wherever_a_batch_tells_of_them(desk: Desk) -> None:
    texts = (("A", "Oi da Ana", "ana.txt"), ("B", "Olá da Ana", "ana2.txt"))
    batch_id = desk.journal.batches.add(
        new_batch(variants=texts, settings={"media": "Ana.pdf", "where": ["nome = Ana"]})
    )
    notice = Notice(code=next(iter(NoticeCode)), detail="Ana")
    row = hashed(text(2))._replace(variant="A", other_keys=("0" * 64,), notices=(notice,))
    desk.journal.batches.add_messages(batch_id, JudgedRows.of([row]))
    read_as = {"phone_column": "telefone", "titles": ["Pacientes da Ana"]}
    desk.journal.batches.mark_checked(batch_id, who=WHO, repairs={}, read_as=read_as)
    desk.journal.batches.cancel(batch_id, who=WHO)
    desk.journal.people.purge(batch_id, who=WHO)
    assert "Ana" not in everything_kept(desk.journal).replace("'ana'", "")
    (variant_a, variant_b) = desk.journal.batches.one(batch_id).variants
    assert (variant_a.counts.skipped, variant_b.counts.read) == (1, 0)


def test_what_was_said_is_not_said_again_after_a_purge(desk: Desk) -> None:
    desk.journal.people.purge(an_ended_batch(desk), who=WHO)
    again = desk.running(hashed(text(2)))
    assert not isinstance(desk.claim(again), Claimed)


def test_opt_outs_outlive_a_purge(desk: Desk) -> None:
    batch_id = an_ended_batch(desk)
    told = OptOut(person=number(2), number=number(2), source="person")
    desk.journal.people.add_opt_outs([told], who=WHO)
    desk.journal.people.purge(batch_id, who=WHO)
    assert [each.number for each in desk.journal.people.opt_outs()] == [number(2)]


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda desk: desk.checked(text(2)), id="checked"),
        pytest.param(lambda desk: desk.running(text(2)), id="running"),
        pytest.param(lambda desk: desk.journal.batches.add(new_batch()), id="judging"),
    ],
)
def test_a_batch_that_has_not_ended_is_not_purged(desk: Desk, make: Callable[[Desk], int]) -> None:
    batch_id = make(desk)
    before = desk.everything(batch_id)
    with pytest.raises(CannotPurge):
        desk.journal.people.purge(batch_id, who=WHO)
    assert desk.everything(batch_id) == before


def test_a_batch_that_somebody_holds_is_not_purged(desk: Desk, location: str) -> None:
    batch_id = an_ended_batch(desk)
    with (
        Journal(location) as other,
        other.batches.holding(batch_id),
        pytest.raises(BatchBusy),
    ):
        desk.journal.people.purge(batch_id, who=WHO)
    assert desk.journal.batches.one(batch_id).purged_at is None


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda j, b: j.decisions.retry(b, rejected=True, who=WHO), id="retry"),
        pytest.param(lambda j, b: j.decisions.retryable(b), id="retryable"),
        pytest.param(
            lambda j, b: j.decisions.resolve(b, Decision.SEND_AGAIN, rows=None, who=WHO),
            id="send-again",
        ),
        pytest.param(lambda j, b: j.batches.refuse_if_purged(b), id="leave-out-whom-it-reached"),
    ],
)
def test_nothing_of_a_purged_batch_leaves_again(
    desk: Desk, ask: Callable[[Journal, int], Any]
) -> None:
    batch_id = an_ended_batch(desk)
    desk.journal.people.purge(batch_id, who=WHO)
    before = desk.everything(batch_id)
    with pytest.raises(BatchPurged):
        ask(desk.journal, batch_id)
    assert desk.everything(batch_id) == before


def test_a_row_in_doubt_can_still_be_counted_as_sent(desk: Desk) -> None:
    batch_id = an_ended_batch(desk)
    desk.journal.people.purge(batch_id, who=WHO)
    assert desk.journal.decisions.resolve(batch_id, Decision.AS_SENT, rows=None, who=WHO) == [4]


def test_a_purge_that_was_cut_short_is_done_by_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id = an_ended_batch(desk)
    monkeypatch.setattr("batch_sender.journal.people.verbs.MOST_ROWS_TOGETHER", 2)
    written = desk.journal._handle.write
    done = 0

    def cut(work: Any) -> Any:
        nonlocal done
        done += 1
        if done == 3:
            raise KeyboardInterrupt
        return written(work)

    with monkeypatch.context() as patch:
        patch.setattr(desk.journal._handle, "write", cut)
        with pytest.raises(KeyboardInterrupt):
            desk.journal.people.purge(batch_id, who=WHO)
    with pytest.raises(BatchPurged):
        desk.journal.decisions.retry(batch_id, rejected=True, who=WHO)
    desk.clock.forward(86_400)
    assert desk.journal.people.older_than(timedelta(hours=1)).ended == [batch_id]
    desk.journal.people.purge(batch_id, who=WHO)
    assert "Olá" not in everything_kept(desk.journal)
    assert desk.journal.people.older_than(timedelta(hours=1)).ended == []


def test_age_counts_from_the_end(desk: Desk, clock: FakeClock) -> None:
    old, waiting = an_ended_batch(desk), desk.checked(text(7))
    clock.forward(90 * 86_400)
    young = desk.running(text(8))
    desk.rows_taken(young)
    desk.journal.batches.finish(young, who=WHO)
    clock.forward(1)
    found = desk.journal.people.older_than(90 * DAYS)
    assert (found.ended, found.not_ended) == ([old], [waiting])
    assert desk.journal.people.older_than(91 * DAYS).ended == []


def test_the_rule_is_remembered(desk: Desk) -> None:
    assert desk.journal.people.retention() is None
    for rule in (90 * DAYS, 30 * DAYS, None):
        desk.journal.people.set_retention(rule, who=WHO)
        assert desk.journal.people.retention() == rule


# ── forget ────────────────────────────────────────────────────────────────────────────────────


def test_one_person_is_forgotten_and_nobody_else(desk: Desk) -> None:
    batch_id = an_ended_batch(desk)
    others = desk.everything(batch_id)[1:]
    person = person_of("11 90000-0002")
    done = desk.journal.people.forget(person.key, person.numbers, receipt="abcd", who=WHO)
    assert (done.rows, done.elsewhere, done.in_texts) == ({batch_id: [2]}, [], [])
    assert desk.everything(batch_id)[1:] == others
    kept = everything_kept(desk.journal)
    assert not any(tail in kept for tail in ("900000002", "90000-0002"))
    assert desk.ends(batch_id)[2] == ("accepted", None)
    said = list(messages.c.keys()).index("idempotency_key")
    assert desk.everything(batch_id)[0][said] is None


def test_a_mobile_and_a_fixed_line_are_two_people(desk: Desk) -> None:
    fixed = text(2)._replace(number=PhoneNumber("551133334444"), person="551133334444")
    desk.journal.batches.cancel(desk.checked(fixed), who=WHO)
    assert desk.journal.people.messages_to(person_of("11 93333-4444").numbers) == []
    assert len(desk.journal.people.messages_to(person_of("11 3333-4444").numbers)) == 1


@pytest.mark.parametrize("kept_as", ["5511987654321", "551187654321"])
@pytest.mark.parametrize("written", ["11 98765-4321", "1187654321", "+55 11 8765-4321"])
def test_a_number_and_its_twin_are_one_person(desk: Desk, written: str, kept_as: str) -> None:
    person = person_of(written)
    row = text(2)._replace(number=PhoneNumber(kept_as), person="551187654321", cells=(kept_as,))
    batch_id = desk.checked(row)
    desk.journal.batches.cancel(batch_id, who=WHO)
    assert [each.row for each in desk.journal.people.messages_to(person.numbers)] == [2]
    done = desk.journal.people.forget(person.key, person.numbers, receipt="abcd", who=WHO)
    assert done.rows == {batch_id: [2]}
    assert desk.journal.people.messages_to(person.numbers) == []


@pytest.mark.parametrize("paused", [False, True])
def test_a_person_in_a_batch_that_is_under_way_is_not_forgotten_yet(
    desk: Desk, *, paused: bool
) -> None:
    ended, under_way = an_ended_batch(desk), desk.running(text(2))
    waiting = desk.checked(text(2))
    if paused:
        desk.journal.batches.pause(under_way, because="asked", who=WHO)
    before = [desk.everything(each) for each in (ended, under_way, waiting)]
    person = person_of(number(2))
    with pytest.raises(ForgetTooEarly) as refused:
        desk.journal.people.forget(person.key, person.numbers, receipt="abcd", who=WHO)
    assert refused.value.details == {"batches": str(under_way)}
    assert [desk.everything(each) for each in (ended, under_way, waiting)] == before


def test_a_batch_that_was_only_checked_leaves_out_who_was_forgotten(desk: Desk) -> None:
    waiting = desk.checked(text(2), text(3), skipped(4))
    person = person_of(number(2))
    done = desk.journal.people.forget(person.key, person.numbers, receipt="abcd", who=WHO)
    assert done.rows == {waiting: [2]}
    assert "900000002" not in everything_kept(desk.journal)
    assert desk.journal.batches.state(waiting) is BatchState.CHECKED
    desk.start(waiting)
    assert desk.rows_taken(waiting) == [3]
    assert desk.journal.batches.finish(waiting, who=WHO)
    assert desk.ends(waiting) == {
        2: ("skipped", "forgotten"), 3: ("accepted", None), 4: ("skipped", "phone_missing"),
    }  # fmt: skip
    with pytest.raises(NothingToRetry):
        desk.journal.decisions.retry(waiting, who=WHO)


def test_whose_text_is_out_is_forgotten_with_the_rest_in_doubt(desk: Desk) -> None:
    batch_id = desk.running(with_file(2))
    for ending in (ACCEPTED, TIMED_OUT):
        desk.record(desk.take(batch_id), ending)
    desk.journal.batches.finish(batch_id, who=WHO)
    desk.journal.decisions.resolve(batch_id, Decision.SEND_AGAIN, rows=[2], who=WHO)
    assert desk.journal.batches.state(batch_id) is BatchState.CHECKED  # its file is to leave again
    person = person_of(number(2))
    desk.journal.people.forget(person.key, person.numbers, receipt="abcd", who=WHO)
    assert desk.ends(batch_id) == {2: ("unknown", "half_sent")}
    with pytest.raises(RowsForgotten):
        desk.journal.decisions.resolve(batch_id, Decision.SEND_AGAIN, rows=[2], who=WHO)


def test_an_opt_out_outlives_its_person(desk: Desk) -> None:
    an_ended_batch(desk)
    person = person_of(number(2))
    told = OptOut(person=person.key, number=number(2), source="person")
    desk.journal.people.add_opt_outs([told], who=WHO)
    done = desk.journal.people.forget(person.key, person.numbers, receipt="abcd", who=WHO)
    assert done.opted_out
    assert not isinstance(desk.claim(desk.running(text(2))), Claimed)


@pytest.mark.parametrize("as_written", ["90000-0002", "900000002", "9 0000 0002", "90000.0002"])
def test_a_number_in_the_row_of_somebody_else_is_told(desk: Desk, as_written: str) -> None:
    other = text(9)._replace(cells=("mãe: " + as_written, "x"))
    batch_id = desk.checked(other)
    desk.journal.batches.cancel(batch_id, who=WHO)
    person = person_of(number(2))
    done = desk.journal.people.forget(person.key, person.numbers, receipt="abcd", who=WHO)
    assert (done.rows, done.elsewhere) == ({}, [(batch_id, 9)])


def test_what_did_not_leave_is_not_sent_to_somebody_who_was_forgotten(desk: Desk) -> None:
    batch_id = desk.checked(text(2), text(3))
    desk.journal.batches.cancel(batch_id, who=WHO)
    for row in (2, 3):
        person = person_of(number(row))
        desk.journal.people.forget(person.key, person.numbers, receipt="abcd", who=WHO)
        if row == 2:
            assert desk.journal.decisions.retryable(batch_id).rows == 1
    with pytest.raises(NothingToRetry):
        desk.journal.decisions.retry(batch_id, who=WHO)


def test_a_row_in_doubt_of_somebody_forgotten_is_not_sent_again(desk: Desk) -> None:
    batch_id = an_ended_batch(desk)
    person = person_of(number(4))
    desk.journal.people.forget(person.key, person.numbers, receipt="abcd", who=WHO)
    with pytest.raises(RowsForgotten):
        desk.journal.decisions.resolve(batch_id, Decision.SEND_AGAIN, rows=[4], who=WHO)
    assert desk.journal.decisions.resolve(batch_id, Decision.AS_SENT, rows=[4], who=WHO) == [4]


# ── the file ──────────────────────────────────────────────────────────────────────────────────


def bytes_of(path: Path) -> bytes:
    return b"".join(
        each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")) if each.is_file()
    )


def test_no_byte_of_a_person_stays_in_the_file(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "journal.sqlite3"
    with Journal(path, now=clock.now) as journal:
        # As most builds of SQLite are: what is deleted stays in the page until it is written over.
        event.listen(
            journal._handle.engine, "connect", lambda c, _: c.execute("PRAGMA secure_delete = 0")
        )
        journal._handle.engine.dispose()
        desk = Desk(journal, clock)
        batch_id = an_ended_batch(desk)
        desk.journal.people.purge(batch_id, who=WHO)
        assert journal.people.rewrite()
        assert journal.people.rewrite()  # nothing is due any more
    assert [secret for secret in SECRETS if secret.encode() in bytes_of(path)] == []


def test_a_file_that_is_in_use_is_rewritten_later(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "journal.sqlite3"
    with Journal(path, now=clock.now) as journal:
        desk = Desk(journal, clock)
        desk.journal.people.purge(an_ended_batch(desk), who=WHO)
        running = desk.running(text(9))
        with Journal(path) as sender, sender.batches.holding(running):
            assert not journal.people.rewrite()
        assert journal.people.rewrite()


def test_while_somebody_reads_in_the_file_its_log_stays_and_it_is_done_later(
    tmp_path: Path, clock: FakeClock
) -> None:
    path = tmp_path / "journal.sqlite3"
    with Journal(path, now=clock.now) as journal:
        desk = Desk(journal, clock)
        event.listen(
            journal._handle.engine, "connect", lambda c, _: c.execute("PRAGMA busy_timeout = 50")
        )
        journal._handle.engine.dispose()
        desk.journal.people.purge(an_ended_batch(desk), who=WHO)
        with Journal(path) as reader, reader._handle.reading() as connection:
            connection.execute(select(messages.c.row)).first()
            assert not journal.people.rewrite()
        assert journal.people.rewrite()
    assert [secret for secret in SECRETS if secret.encode() in bytes_of(path)] == []


def test_the_tables_hold_what_these_tests_think() -> None:
    """A column that is added has to be looked at: does it tell of a person?"""
    assert {column.name for column in messages.c} == {
        "batch_id", "row", "state", "reason", "column", "detail", "further", "repairs", "number",
        "person", "idempotency_key", "cells", "text", "form", "media_path", "media_name", "media_type",
        "media_size", "media_sha256", "parts_done", "attempts", "requeued", "not_before",
        "expires_at", "changed_at", "answer", "notices", "greetings", "variant", "other_keys",
        "new_person", "turn", "payment_line", "connection_id",
    }  # fmt: skip
    assert len(batches.c) == 23
    assert len(attempts.c) == 10
    assert len(events.c) == 6
