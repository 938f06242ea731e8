"""Who stands where first: the same answers as plain dictionaries give, for any list."""

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from batch_sender.judge.first_rows import FirstRows

PEOPLE = st.integers(5_511_900_000_000, 5_511_900_000_050).map(str)
TOLD = st.integers(0, 3)


def said(person: str, told: int) -> str:
    """A key that no two people share."""
    return f"{told:08x}{int(person):024x}"


@given(st.lists(st.tuples(PEOPLE, TOLD), max_size=200))
def test_the_first_row_is_remembered_as_by_a_dictionary(rows: list[tuple[str, int]]) -> None:
    first, by_person, by_said = FirstRows(), dict[str, int](), dict[str, int]()
    for row, (person, told) in enumerate(rows, 2):
        key = said(person, told)
        assert first.met(person, key) == (by_said.get(key), by_person.get(person))
        first.add(person, key, row)
        by_person.setdefault(person, row)
        by_said.setdefault(key, row)


def test_a_long_list_is_remembered_whole_in_little_memory() -> None:
    many = 150_000
    people = [str(5_511_900_000_000 + row) for row in range(many)]
    tracemalloc.start()
    first = FirstRows()
    for row, person in enumerate(people, 2):
        first.add(person, said(person, 0), row)
    now, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    rows = [first.met(person, said(person, 1)) for person in people]
    assert rows == [(None, row) for row in range(2, many + 2)]
    assert first.met("5511911111111", said("5511911111111", 0)) == (None, None)
    assert now / many < 70
