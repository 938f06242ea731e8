"""Which row names the columns, and that no person is taken for one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from batch_sender.load.headers import find_header, holds_numbers

_NAMES = st.sampled_from(["Ana", "Bia Lima", "CAIO DIAS", "José da Silva", "Zé"])
_DIGITS = st.integers(2000_0000, 9999_9999).map(str)
_PHONES = st.one_of(
    _DIGITS,
    _DIGITS.map(lambda d: f"9{d}"),
    _DIGITS.map(lambda d: f"9{d[:4]}-{d[4:]}"),
    _DIGITS.map(lambda d: f"(11) 9{d[:4]}-{d[4:]}"),
    _DIGITS.map(lambda d: f"+55119{d}"),
)
_HEADERS = st.permutations(["Nome", "Data", "E-mail", "Valor", "15/03", "2024", "Parcela 2"]).map(
    lambda names: [names[0], "Telefone", names[1]]
)


@settings(max_examples=60)
@given(st.lists(st.tuples(_NAMES, _PHONES, st.sampled_from(["SP", "RJ"])), min_size=2, max_size=6))
def test_no_first_person_is_taken_for_names(people: list[tuple[str, ...]]) -> None:
    found = find_header(list(enumerate(people, 1)))
    assert found is not None
    assert found.is_contact


@settings(max_examples=60)
@given(
    _HEADERS,
    st.lists(
        st.sampled_from(["", "Relatório", "Emitido em 12/03/2027", "Clínica - (11) 3333-4444"]),
        max_size=3,
    ),
    st.lists(st.tuples(_NAMES, _PHONES, st.sampled_from(["10", "x", ""])), min_size=1, max_size=5),
)
def test_names_below_titles_are_found(
    names: list[str], titles: list[str], people: list[tuple[str, ...]]
) -> None:
    rows = [*((title, "", "") for title in titles), tuple(names), *people]
    found = find_header(list(enumerate(rows, 1)))
    assert found is not None
    assert (found.at, list(found.cells), found.is_contact) == (len(titles), names, False)


def test_groups_stand_close_above_the_names() -> None:
    names, more = ("Nome", "Fone", "", ""), ("Nome", "Telefone", "E-mail", "CPF")
    people = [("Ana", "não tem", "", "")]
    for between, at in ((0, 1), (2, 3), (3, 0), (50, 0)):
        rows = [names, *people * between, more, ("Bia", "11987654321", "", "")]
        found = find_header(list(enumerate(rows, 1)))
        assert found is not None
        assert found.at == at, "people between two rows of names are no groups"


def test_a_sheet_of_numbers_is_told_from_others() -> None:
    def held(*lines: str) -> bool:
        return holds_numbers([(n, line.split(";")) for n, line in enumerate(lines, 1)])

    assert held("Nome;Contato", "Ana;11987654321")
    assert held("Ana;11987654321", "Bia;11987654322")
    assert held("x;y", "Ana;11987654321", "Bia;")
    assert held("Nome;Telefone", "Ana;98765-4321", "Bia;não tem", "Caio;não tem")
    assert not held("Nome;CPF", "Ana;12345678909")
    assert not held("Nome;Telefone", "Ana;não tem")
    assert not held("Clínica Vida", "Telefone:;(11) 3333-4444")
    assert not held("")
