"""Several texts for one list: who gets which, that nobody gets two, and what is told of each."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from batch_sender.compose.errors import PlaceholderUnknown, TextsAlike, TooManyTexts
from batch_sender.compose.templates import compile_template
from batch_sender.compose.variants import CompiledVariants, compiled
from batch_sender.config.settings import Settings
from batch_sender.journal import Claimed, Journal, Terms
from batch_sender.journal.sending.records import SendReport
from batch_sender.judge.prepare import Request, prepare
from batch_sender.models import Accepted, MessageRecord, MessageText, PhoneNumber, Question
from batch_sender.models.errors import BatchSenderError
from tests.support import MONDAY_NOON, FakeClock

KEY = b"the journal's own key"
PEOPLE = [f"551190000{tail:04d}" for tail in range(1000)]
A, B, C = "Oi, {nome}!", "Olá, {nome}.", "{nome}, tudo bem?"


def wordings(*texts: str, key: bytes = KEY) -> CompiledVariants:
    return CompiledVariants([compile_template(text, ("nome",)) for text in texts], key=key)


def split(*texts: str, key: bytes = KEY) -> dict[str, str]:
    """Who gets which text."""
    these = wordings(*texts, key=key)
    return {
        person: variant.template.source
        for person, variant in zip(PEOPLE, these.for_people(PEOPLE), strict=True)
    }


# ── who gets which ────────────────────────────────────────────────────────────────────────────


def test_a_single_text_has_no_name_and_goes_to_everybody() -> None:
    assert {each.name for each in wordings(A).for_people(PEOPLE)} == {None}


def test_names_are_given_in_the_order_of_the_texts() -> None:
    names = {each.template.source: each.name for each in wordings(C, A, B).for_people(PEOPLE)}
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


def test_unknown_placeholders_of_all_texts_are_told_together() -> None:
    given = [
        MessageText(text=f"Oi, {{{name}}}", origin=f"{name}.txt") for name in ("a1", "nom", "b2")
    ]
    with pytest.raises(PlaceholderUnknown) as caught:
        compiled(given, header=("nome",), written=(), settings=Settings(), now=MONDAY_NOON)
    places = caught.value.message.split("\n")[1:-1]
    assert [place.split(":")[0].strip() for place in places] == [
        "a1.txt, line 1", "nom.txt, line 1", "b2.txt, line 1",
    ]  # fmt: skip


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
def office(journal: Journal, clock: FakeClock, tmp_path: Path) -> Office:
    return Office(journal, clock, tmp_path)


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
