"""Who on a list is new: by the journal, by a column of the list, by the list of known people; each once."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from batch_sender.config.settings import Settings
from batch_sender.journal import Journal, KnownPerson
from batch_sender.journal.schema.tables import messages
from batch_sender.judge.prepare import Request, prepare
from batch_sender.load.columns.errors import ColumnUnknown
from batch_sender.models import PhoneNumber
from tests.journal.desk import WHO
from tests.support import FakeClock

TEXT = "Olá, {nome}!"


class Judge:
    """Judges lists, and tells who on them is new."""

    def __init__(self, journal: Journal, clock: FakeClock, folder: Path) -> None:
        self.journal, self.clock, self.folder = journal, clock, folder

    def judged(self, *lines: str, header: str = "nome;telefone", **settings: Any) -> int:
        path = self.folder / "lista.csv"
        path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
        request = Request(
            list_path=path, text=TEXT, origin="--text", settings=Settings(**settings), who=WHO
        )
        return prepare(self.journal, request, now=self.clock.now())

    def new(self, batch_id: int) -> list[int]:
        """The rows that are their person's first message."""
        return [row for row, new, _turn in self._rows(batch_id) if new]

    def last(self, batch_id: int) -> list[int]:
        """The rows that leave behind the others."""
        return [row for row, _new, turn in self._rows(batch_id) if turn]

    def _rows(self, batch_id: int) -> list[tuple[int, int, int]]:
        asked = select(messages.c.row, messages.c.new_person, messages.c.turn)
        with self.journal._handle.engine.connect() as connection:
            found = connection.execute(asked.where(messages.c.batch_id == batch_id))
            return sorted((row, new, turn) for row, new, turn in found)


@pytest.fixture
def judge(journal: Journal, clock: FakeClock, tmp_path: Path) -> Judge:
    return Judge(journal, clock, tmp_path)


ANA, BIA, CAIO = (f"{name};11 9000{n}-{n}234" for n, name in enumerate(("Ana", "Bia", "Caio")))


@pytest.mark.parametrize(
    ("said", "new"),
    [
        pytest.param("sim", False, id="yes"),
        pytest.param("X", False, id="a cross, as people tick"),
        pytest.param("✓", False, id="a tick"),
        pytest.param("não", True, id="no"),
        pytest.param("", True, id="not said"),
        pytest.param("talvez", True, id="neither: nobody said that they are known"),
    ],
)
def test_a_column_says_who_is_known(judge: Judge, said: str, new: bool) -> None:
    found = judge.judged(
        f"{ANA};{said}", header="nome;telefone;cliente?", map=[("known", "cliente?")], new_cap="9"
    )
    assert judge.new(found) == judge.last(found) == ([2] if new else [])
    assert judge.journal.batches.one(found).new_people == int(new)
    read_as = judge.journal.batches.judged(found)
    assert read_as["known_column"] == "cliente?"
    assert read_as["known_unclear"] == (said == "talvez")


@pytest.mark.parametrize("called", ["known", "conhecido", "Conhecida"])
def test_the_column_is_mapped_in_either_language(judge: Judge, called: str) -> None:
    found = judge.judged(f"{ANA};s", header="nome;telefone;c", map=[(called, "c")])
    assert judge.new(found) == []


def test_a_column_that_is_not_there_is_told(judge: Judge) -> None:
    with pytest.raises(ColumnUnknown):
        judge.judged(ANA, map=[("known", "freguês")])


def test_who_is_on_the_list_of_known_people_is_not_new(judge: Judge) -> None:
    person = PhoneNumber("5511900000234")
    entry = KnownPerson(person=person, number=person, source="list")
    judge.journal.people.add_known([entry], who=WHO)
    assert judge.new(judge.judged(ANA, BIA)) == [3]


def test_rows_that_stay_out_are_nobodys_first(judge: Judge) -> None:
    found = judge.judged(ANA, "Sem;", ANA, BIA, limit=1)
    assert judge.new(found) == [2]
    assert judge.journal.batches.one(found).new_people == 1


def test_several_messages_to_one_person_count_once(judge: Judge) -> None:
    again = ANA.replace("Ana", "Ana Clara")
    found = judge.judged(ANA, again, BIA, duplicates="send", new_cap="9")
    assert (judge.new(found), judge.last(found)) == ([2, 4], [2, 3, 4])
    assert judge.journal.batches.one(found).new_people == 2


def test_a_second_message_that_is_let_in_later_has_its_turn_with_the_first(judge: Judge) -> None:
    again = ANA.replace("Ana", "Ana Clara")
    found = judge.judged(ANA, again, new_cap="9")
    judge.journal.decisions.admit_second_messages(found, most=None, who=WHO)
    assert (judge.new(found), judge.last(found)) == ([2], [2, 3])


def test_without_a_cap_everybody_leaves_in_the_order_of_the_list(judge: Judge) -> None:
    found = judge.judged(ANA, BIA, CAIO)
    assert (judge.new(found), judge.last(found)) == ([2, 3, 4], [])
