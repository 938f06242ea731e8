"""The list of people who must not be written to, kept once for each person."""

from typing import Any

import pytest
from sqlalchemy import select

from batch_sender.journal import Journal, OptOut, OptOutsAdded, OptOutSearch
from batch_sender.journal.errors import NotOptedOut
from batch_sender.journal.schema.tables import events
from batch_sender.models import PhoneNumber
from batch_sender.phones import person_key
from tests.journal.desk import WHO, Desk, number


def told(whom: str, source: str = "procon.csv", **changes: Any) -> OptOut:
    return OptOut(
        person=person_key(PhoneNumber(whom)), number=PhoneNumber(whom), source=source, **changes
    )


def on_the_list(journal: Journal) -> list[str]:
    return [each.number for each in journal.people.opt_outs()]


def noted(journal: Journal) -> list[tuple[int | None, str, dict[str, Any]]]:
    columns = (events.c.batch_id, events.c.kind, events.c.detail)
    with journal._handle.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(events.c.id))]


def test_a_number_and_its_twin_are_one_person(journal: Journal) -> None:
    with_ninth, without = "5531987654321", "553187654321"
    assert journal.people.add_opt_outs([told(with_ninth)], who=WHO) == OptOutsAdded(
        new=1, already=0
    )
    assert journal.people.add_opt_outs([told(without)], who=WHO) == OptOutsAdded(new=0, already=1)
    assert on_the_list(journal) == [with_ninth]
    journal.people.remove_opt_outs(
        {person_key(PhoneNumber(without)): PhoneNumber(without)}, who=WHO
    )
    assert on_the_list(journal) == []


def test_two_lines_that_only_look_like_twins_are_two_people(journal: Journal) -> None:
    added = journal.people.add_opt_outs([told("5511933334444"), told("551133334444")], who=WHO)
    assert added == OptOutsAdded(new=2, already=0)


def test_the_first_word_stands(journal: Journal, desk: Desk) -> None:
    first = told(number(1), source="procon.csv", source_date="2024-01-31")
    journal.people.add_opt_outs(
        [first, told(number(1), source="the same file, further down")], who="ana"
    )
    since = desk.clock.now()
    desk.clock.forward(60)
    journal.people.add_opt_outs([told(number(1), source="later")], who="bia")
    (kept,) = journal.people.opt_outs()
    assert (kept.source, kept.source_date, kept.who) == ("procon.csv", "2024-01-31", "ana")
    assert kept.added_at == since


def test_what_is_told_twice_at_once_counts_as_there_already(journal: Journal) -> None:
    thrice = [told(number(1)), told(number(1)), told(number(2)), told(number(1))]
    assert journal.people.add_opt_outs(thrice, who=WHO) == OptOutsAdded(new=2, already=2)


def test_more_people_than_one_statement_may_name(journal: Journal) -> None:
    people = [told(number(tail)) for tail in range(1200)]
    assert journal.people.add_opt_outs(people, who=WHO) == OptOutsAdded(new=1200, already=0)
    assert journal.people.add_opt_outs([*people, told(number(1200))], who=WHO).new == 1
    journal.people.remove_opt_outs({each.person: each.number for each in people}, who=WHO)
    assert on_the_list(journal) == [number(1200)]


def test_all_are_removed_or_none(journal: Journal) -> None:
    journal.people.add_opt_outs([told(number(1))], who=WHO)
    both = {person_key(number(tail)): number(tail) for tail in (1, 2)}
    with pytest.raises(NotOptedOut) as refused:
        journal.people.remove_opt_outs(both, who=WHO)
    assert f"+{number(2)}" in refused.value.message
    assert number(1) not in refused.value.message
    assert on_the_list(journal) == [number(1)]
    assert noted(journal) == []


def test_adding_and_removing_are_events_without_anybodys_number(journal: Journal) -> None:
    journal.people.add_opt_outs([told(number(1)), told(number(2))], who=WHO, kind="opt_outs_added")
    journal.people.remove_opt_outs({person_key(number(1)): number(1)}, who=WHO)
    assert noted(journal) == [
        (None, "opt_outs_added", {"added": 2, "already": 0}),
        (None, "opt_outs_removed", {"removed": 1}),
    ]


def test_the_list_is_searched_by_number_and_by_reason(journal: Journal) -> None:
    people = [
        told(number(1)),
        OptOut(person=str(number(2)), number=number(2), source="Não Perturbe.csv"),
        OptOut(person=str(number(3)), number=number(3), source="100%_off"),
    ]
    journal.people.add_opt_outs(people, who=WHO)

    def found(**wanted: Any) -> list[str]:
        search = OptOutSearch(**wanted)
        return sorted(each.number for each in journal.people.opt_outs_found(search, most=9).records)

    assert found() == [number(1), number(2), number(3)]
    assert found(digits="0002") == [number(2)]
    assert found(person=str(number(3))) == [number(3)]
    assert found(source="perturbe") == [number(2)]
    assert found(source="0%_") == [number(3)]  # signs of a pattern are letters here
    assert found(source="nobody") == []
    assert found(sources=("nobody", "100%_off")) == [number(3)]


def test_what_is_found_comes_in_pages(journal: Journal) -> None:
    journal.people.add_opt_outs([told(number(tail)) for tail in (1, 2, 3, 4, 5)], who=WHO)
    pages = [journal.people.opt_outs_found(OptOutSearch(), skip=skip, most=2) for skip in (0, 2, 4)]
    assert [page.total for page in pages] == [5, 5, 5]
    assert len({each.number for page in pages for each in page.records}) == 5


def test_words_are_kept_until_the_usual_ones_are_wanted(journal: Journal) -> None:
    assert journal.people.stop_words() is None
    journal.people.keep_stop_words(["basta", "não"], who=WHO)
    journal.people.keep_stop_words(["chega"], who=WHO)
    assert journal.people.stop_words() == ("chega",)
    journal.people.keep_stop_words(None, who=WHO)
    assert journal.people.stop_words() is None
