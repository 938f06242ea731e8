"""A journal whose keys were made of templates gets those of what was read: nobody is written to twice."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, insert, null, select, text, update

from batch_sender.compose.as_read import as_read, without_greetings
from batch_sender.compose.idempotency_key import SaidKeys
from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.journal.schema import migrations
from batch_sender.journal.schema.tables import messages, other_texts
from batch_sender.judge.prepare import Request, prepare
from batch_sender.models import JudgedMessage, JudgedRows, MessageText, Outcome
from batch_sender.models.spans import GreetingSpan
from batch_sender.timing.greeting import spans_of
from tests.journal.desk import ACCEPTED, NOT_LEFT, TIMED_OUT, WHO, Desk, new_batch, skipped
from tests.journal.desk import text as says
from tests.journal.desk import with_file as says_with_file
from tests.journal.older import take_back
from tests.support import FakeClock

SCRIPTS = ScriptDirectory(str(Path(migrations.__file__).parent))
TEXT = "Olá, {{ nome }}!"
OTHERWISE = "{# novembro #}Olá, {nome}!\n"
OTHER = "Oi, {{ nome }}."
PEOPLE = [f"5511900000{tail:03d}" for tail in range(6)]
HOURS = 3600


def version_before() -> str:
    (script,) = [each for each in SCRIPTS.walk_revisions() if "keys_as_read" in each.path]
    return str(script.down_revision)


@contextmanager
def of_before(location: str, clock: FakeClock) -> Iterator[Desk]:
    """A journal that stands at the version before when it is opened next."""
    with Journal(location, now=clock.now) as journal:
        journal.key()
        yield Desk(journal, clock)
        with journal._handle.engine.begin() as tx:
            take_back(tx, version_before())


@contextmanager
def opened(location: str, clock: FakeClock) -> Iterator[Desk]:
    with Journal(location, now=clock.now) as journal:
        yield Desk(journal, clock)


def key_of_before(key: bytes, person: str, template: str, *values: str) -> str:
    told = json.dumps([person, template, values, None]).encode()
    return hashlib.blake2b(told, key=key, digest_size=16).hexdigest()


def kept(desk: Desk, batch_id: int) -> list[Any]:
    return list(desk.everything(batch_id))


def keys(desk: Desk, batch_id: int) -> dict[int, str | None]:
    return {row.row: row.idempotency_key for row in kept(desk, batch_id)}


def wanted(desk: Desk, batch_id: int) -> dict[int, str]:
    """The keys that a batch's texts have today."""
    of_texts = SaidKeys(desk.journal.key())
    return {
        row.row: of_texts.of(
            [row.person],
            [without_greetings(row.text, spans_of(row.greetings))],
            [row.media_sha256],
        )[0]
        for row in kept(desk, batch_id)
        if row.text is not None
    }


# ── whoever upgrades ──────────────────────────────────────────────────────────────────────────


class Office:
    """Judges one list with some text; a journal of before gets the keys of before."""

    def __init__(self, folder: Path) -> None:
        self.list = folder / "lista.csv"
        rows = "".join(f"Ana,+{number}\n" for number in PEOPLE)
        self.list.write_text(f"nome,telefone\n{rows}", encoding="utf-8")

    def judge(self, desk: Desk, *texts: str, **settings: Any) -> int:
        first, *others = [MessageText(text=each, origin="--text") for each in texts]
        request = Request(
            list_path=self.list,
            text=first.text,
            origin=first.origin,
            others=tuple(others),
            settings=Settings(**{"gap": 0, **settings}),
            who=WHO,
        )
        return prepare(desk.journal, request, now=desk.clock.now())

    def judge_as_before(self, desk: Desk, *texts: str) -> int:
        batch_id, key = self.judge(desk, *texts), desk.journal.key()
        rows = kept(desk, batch_id)
        with desk.journal._handle.engine.begin() as tx:
            tx.execute(delete(other_texts).where(other_texts.c.batch_id == batch_id))
            for row in rows:
                got = [each for each in texts if filled(each) == row.text]
                not_got = [each for each in texts if each not in got]
                own, *others = (
                    key_of_before(key, row.person, each, "Ana") for each in (*got, *not_got)
                )
                tx.execute(
                    update(messages)
                    .where(messages.c.batch_id == batch_id, messages.c.row == row.row)
                    .values(idempotency_key=own, other_keys=others or null())
                )
                for other in others:
                    values = {"batch_id": batch_id, "row": row.row, "key": other}
                    tx.execute(insert(other_texts).values(values))
        return batch_id


def filled(template: str) -> str:
    return template.replace("{{ nome }}", "Ana")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def reasons(desk: Desk, batch_id: int) -> list[str | None]:
    return [reason for _state, reason in desk.ends(batch_id).values()]


@pytest.mark.parametrize("now", [TEXT, OTHERWISE])
def test_what_was_sent_before_is_not_sent_again(
    location: str, clock: FakeClock, office: Office, now: str
) -> None:
    with of_before(location, clock) as desk:
        before = office.judge_as_before(desk, TEXT)
        desk.start(before)
        desk.record(desk.take(before), ACCEPTED)
        desk.record(desk.take(before), TIMED_OUT)
        desk.record(desk.take(before), NOT_LEFT)
    with opened(location, clock) as desk:
        again = office.judge(desk, now)
        assert reasons(desk, again) == ["already_sent", "already_sent", None, None, None, None]
        desk.start(again)
        assert len(desk.rows_taken(again)) == 4
        # And what still waited in the old batch was said by the new one meanwhile.
        assert desk.rows_taken(before) == []
        assert reasons(desk, before).count("already_sent") == 4


def test_what_waits_in_an_old_batch_keeps_the_new_one_back(
    location: str, clock: FakeClock, office: Office
) -> None:
    with of_before(location, clock) as desk:
        before = office.judge_as_before(desk, TEXT)
        desk.start(before)
    with opened(location, clock) as desk:
        again = office.judge(desk, OTHERWISE)
        assert len(desk.rows_taken(before)) == 6
        desk.start(again)
        assert desk.rows_taken(again) == []


# ── which keys, and which not ─────────────────────────────────────────────────────────────────

GREETED = (GreetingSpan(0, 7, "as_is"), GreetingSpan(13, 20, "lower"))
ROWS = [
    says(2),
    says_with_file(3),
    says(4)._replace(text="Bom dia, Ana, bom dia!", greetings=GREETED),
    says(5)._replace(text="Jose\u0301,\xa0 tudo\u200b bem?  \n\n😀\ufe0f 👨\u200d👩"),
    says(6)._replace(text="Ana אב \u200f 12 3"),
    skipped(7),
    says(8)._replace(problem=skipped(8).problem),
]


def test_every_message_with_a_text_and_a_key_gets_the_key_of_today(
    location: str, clock: FakeClock
) -> None:
    with of_before(location, clock) as desk:
        batch_id = desk.running(*ROWS)
        left = [desk.take(batch_id, greeting="Boa noite") for _ in range(4)]
        endings: list[Outcome] = [ACCEPTED, ACCEPTED, TIMED_OUT, NOT_LEFT]
        for claimed, ending in zip(left, endings, strict=True):
            desk.record(claimed, ending)
        rows = [row._asdict() for row in kept(desk, batch_id)]
    with opened(location, clock) as desk:
        found = keys(desk, batch_id)
        assert found.pop(7) is None
        assert found == wanted(desk, batch_id)
        after = [row._asdict() for row in kept(desk, batch_id)]
    for row in (*rows, *after):
        del row["idempotency_key"]
    assert rows == after, "nothing else is touched"


@pytest.mark.parametrize(
    ("settings", "is_by_name"),
    [
        ({}, False),
        ({"key": None, "map": []}, False),
        ({"map": [["telefone", "Celular"]]}, False),
        ({"key": "consulta"}, True),
        ({"map": [["telefone", "Celular"], ["key", "Nº"]]}, True),
        ({"map": [["Chave", "Nº"]]}, True),
    ],
)
def test_keys_by_a_column_stay(
    location: str, clock: FakeClock, settings: Mapping[str, Any], is_by_name: bool
) -> None:
    with of_before(location, clock) as desk:
        batch_id = desk.journal.batches.add(new_batch(settings={"gap": 0, **settings}))
        desk.journal.batches.add_messages(batch_id, JudgedRows.of([says(2)]))
        before = keys(desk, batch_id)
    with opened(location, clock) as desk:
        assert keys(desk, batch_id) == (before if is_by_name else wanted(desk, batch_id))


def test_the_key_of_an_erased_text_stays(location: str, clock: FakeClock) -> None:
    with of_before(location, clock) as desk:
        batch_id = desk.running(says(2))
        desk.rows_taken(batch_id)
        desk.journal.batches.finish(batch_id, who=WHO)
        desk.journal.people.purge(batch_id, who=WHO)
        before = keys(desk, batch_id)
    with opened(location, clock) as desk:
        assert keys(desk, batch_id) == before == {2: "5511900000002/Olá"}


def test_of_several_texts_the_one_that_was_got_is_known(
    location: str, clock: FakeClock, office: Office
) -> None:
    with of_before(location, clock) as desk:
        before = office.judge_as_before(desk, TEXT, OTHER)
        desk.start(before)
        assert len(desk.rows_taken(before)) == 6
    with opened(location, clock) as desk:
        assert keys(desk, before) == wanted(desk, before)
        again = office.judge(desk, OTHERWISE, OTHER + "\n")
        assert set(reasons(desk, again)) == {"already_sent"}


@pytest.mark.parametrize("sooner", [(TEXT,), (TEXT, OTHER), (TEXT, OTHER, "Ei!")])
@pytest.mark.parametrize("later", [(TEXT,), (TEXT, OTHER)])
def test_of_batches_that_were_judged_before_no_two_say_any_text_of_theirs(
    location: str, clock: FakeClock, office: Office, sooner: Sequence[str], later: Sequence[str]
) -> None:
    with of_before(location, clock) as desk:
        first, second = (office.judge_as_before(desk, *texts) for texts in (sooner, later))
        desk.start(first)
        for _ in range(3):
            desk.record(desk.take(first), ACCEPTED)
        desk.start(second)
    with opened(location, clock) as desk:
        assert len(desk.rows_taken(first)) == 3
        assert desk.rows_taken(second) == []
        assert set(reasons(desk, second)) == {"already_sent"}


def test_a_long_batch_is_done_to_its_end(location: str, clock: FakeClock) -> None:
    many = 4_100  # more than two pieces
    with of_before(location, clock) as desk:
        for shift in (0, many):
            batch_id = desk.journal.batches.add(new_batch())
            rows: list[JudgedMessage] = [says(row, to=row + shift) for row in range(2, many + 2)]
            desk.journal.batches.add_messages(batch_id, JudgedRows.of(rows))
    with opened(location, clock) as desk:
        for batch_id in (1, 2):
            assert keys(desk, batch_id) == wanted(desk, batch_id)


def test_an_empty_journal_without_a_key_is_brought_up(location: str, clock: FakeClock) -> None:
    with of_before(location, clock) as desk, desk.journal._handle.engine.begin() as tx:
        tx.execute(text("DELETE FROM meta WHERE key = 'hash_key'"))
    with opened(location, clock) as desk, desk.journal._handle.engine.connect() as connection:
        version = connection.execute(select(migrations.VERSION_TABLE)).scalar_one()
        assert version == migrations.HEAD


# ── its copy of the fold ──────────────────────────────────────────────────────────────────────

(COPY,) = [each.module for each in SCRIPTS.walk_revisions() if "keys_as_read" in each.path]
odd = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    | st.sampled_from(
        "aé1 \n\r\t\xa0\u2009\u200b\u200c\u200d\u200e\u200f\u202e\u0301\ufe0f👨👩😀א\U000e0067🏴"
    )
)


@given(odd)
def test_it_reads_as_the_program_does(text: str) -> None:
    assert COPY.as_read(text).encode() == as_read([text])[0]
