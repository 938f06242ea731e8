"""What is to be confirmed before a batch leaves counts those alone who will be written to."""

from pathlib import Path

import pytest

from batch_sender.config.settings import Settings
from batch_sender.journal import Journal, KnownPerson, OptOut
from batch_sender.judge.prepare import Request, prepare
from batch_sender.operations import connections
from batch_sender.operations.confirmation import to_confirm
from batch_sender.operations.options import SendOptions
from batch_sender.phones import person_key
from batch_sender.standin import StandIn
from tests.support import MONDAY_NOON, connection_to, number


@pytest.mark.parametrize(
    ("opted_out", "counted"),
    [
        pytest.param((), (3, 2, 0), id="nobody"),
        pytest.param((2,), (2, 1, 1), id="somebody new"),
        pytest.param((4,), (2, 2, 1), id="somebody who is known"),
        pytest.param((2, 3), (1, 0, 2), id="everybody new"),
    ],
)
def test_new_people_who_opted_out_since_are_not_counted_among_those_written_to(
    journal: Journal,
    api: StandIn,
    tmp_path: Path,
    opted_out: tuple[int, ...],
    counted: tuple[int, int, int],
) -> None:
    known = KnownPerson(person=person_key(number(4)), number=number(4), source="person")
    journal.people.add_known([known], who="ana")
    path = tmp_path / "lista.csv"
    path.write_text("\n".join(["telefone", *map(number, (2, 3, 4))]) + "\n", "utf-8")
    request = Request(list_path=path, text="Olá!", origin="--text", settings=Settings(), who="ana")
    batch_id = prepare(journal, request, now=MONDAY_NOON)
    told = [
        OptOut(person=person_key(number(row)), number=number(row), source="person")
        for row in opted_out
    ]
    journal.people.add_opt_outs(told, who="ana")
    tested = connections.Tested(connection=connection_to(api))
    asked = to_confirm(journal, batch_id, tested, SendOptions(), now=MONDAY_NOON)
    assert asked is not None
    assert (asked.messages, asked.new_people, asked.staying) == counted
