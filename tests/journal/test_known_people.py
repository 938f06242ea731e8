"""Who is known although nothing was sent to them: kept by a hash, after a purge too, and gone when forgotten."""

import pytest
from sqlalchemy import select

from batch_sender.journal import KnownAdded, KnownCounts, KnownPerson
from batch_sender.journal.errors import NotKnown
from batch_sender.journal.people.known_people import PURGED
from batch_sender.journal.schema.tables import known_people
from batch_sender.models import Question
from tests.journal.desk import ACCEPTED, REFUSED, WHO, Desk, number, text


def known(desk: Desk, *tails: int) -> set[int]:
    """Which of these people are no new ones."""
    people: dict[str, int] = {number(tail): tail for tail in tails}
    met = desk.journal.sending.known_of(list(people), [], Question()).met
    return {people[each] for each in met if each in people}


def told(tail: int, source: str = "list") -> KnownPerson:
    return KnownPerson(person=number(tail), number=number(tail), source=source)


def test_they_are_added_once_and_stay_as_first_told(desk: Desk) -> None:
    add = desk.journal.people.add_known
    assert add([told(2), told(2), told(3)], who=WHO) == KnownAdded(new=2, already=1)
    assert add([told(3, "another"), told(4)], who="bia") == KnownAdded(new=1, already=1)
    assert {(each.number, each.source, each.who) for each in desk.journal.people.known()} == {
        (number(2), "list", WHO),
        (number(3), "list", WHO),
        (number(4), "list", "bia"),
    }
    assert known(desk, 2, 3, 4, 5) == {2, 3, 4}
    assert desk.journal.people.known_counts() == KnownCounts(named=3, without_number=0)
    assert len(desk.journal.people.newest_known(2)) == 2


def test_they_are_taken_off_all_or_none(desk: Desk) -> None:
    desk.journal.people.add_known([told(2), told(3)], who=WHO)
    with pytest.raises(NotKnown, match=number(9)):
        desk.journal.people.remove_known({number(2): number(2), number(9): number(9)}, who=WHO)
    assert known(desk, 2, 3) == {2, 3}
    desk.journal.people.remove_known({number(2): number(2)}, who=WHO)
    assert known(desk, 2, 3) == {3}


def test_no_number_is_the_key_they_are_kept_by(desk: Desk) -> None:
    desk.journal.people.add_known([told(2)], who=WHO)
    with desk.journal._handle.engine.connect() as connection:
        [key] = connection.execute(select(known_people.c.person)).scalars()
    assert number(2) not in key


def test_a_purged_batchs_people_do_not_become_new_again(desk: Desk) -> None:
    batch_id = desk.running(text(2), text(3), text(4))
    for ending in (ACCEPTED, REFUSED, ACCEPTED):
        desk.record(desk.take(batch_id), ending)
    desk.journal.batches.finish(batch_id, who=WHO)
    desk.journal.people.purge(batch_id, who=WHO)
    assert known(desk, 2, 3, 4, 5) == {2, 4}
    assert list(desk.journal.people.known()) == [], "no number of theirs is kept"
    assert desk.journal.people.known_counts() == KnownCounts(named=0, without_number=2)
    with desk.journal._handle.engine.connect() as connection:
        kept = connection.execute(select(known_people)).all()
    assert {(each.number, each.source) for each in kept} == {(None, PURGED)}
    desk.journal.people.purge(batch_id, who=WHO)  # once more: nothing is lost
    assert known(desk, 2, 3, 4) == {2, 4}


def test_who_is_forgotten_is_new_again(desk: Desk) -> None:
    batch_id = desk.running(text(2), text(3))
    for _row in range(2):
        desk.record(desk.take(batch_id), ACCEPTED)
    desk.journal.batches.finish(batch_id, who=WHO)
    desk.journal.people.add_known([told(2), told(5)], who=WHO)
    desk.journal.people.purge(batch_id, who=WHO)
    forgotten = {
        tail: desk.journal.people.forget(number(tail), [number(tail)], receipt="ab", who=WHO)
        for tail in (2, 3, 4)
    }
    assert {tail: each.known for tail, each in forgotten.items()} == {2: True, 3: True, 4: False}
    assert known(desk, 2, 3, 4, 5) == {5}
