"""The trial lists of numbers: who gets the message, who does not, and why; each row judged by the program."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request, prepare
from batch_sender.models import MessageRecord
from tests.support import MONDAY_NOON, Run

FILES = Path(__file__).parent / "files"
Judge = Callable[..., list[MessageRecord]]


@pytest.fixture
def judge(journal: Journal, tmp_path: Path) -> Judge:
    """Judge a file of the trials, or lines; return its rows."""

    def judged(*lines: str, name: str = "", **settings: Any) -> list[MessageRecord]:
        path = FILES / name if name else tmp_path / "lista.csv"
        if not name:
            path.write_text("\n".join(lines) + "\n", "utf-8")
        chosen = Settings(duplicates="send", allow_repeat=True, **settings)
        request = Request(list_path=path, text="Oi", origin="--text", settings=chosen, who="ana")
        return list(journal.messages.rows(prepare(journal, request, now=MONDAY_NOON)))

    return judged


def answer(row: MessageRecord) -> str:
    """Return the number that gets the message, or why nobody does; two rows of one person both tell it."""
    same = {"duplicate", "already_sent"}
    return str(row.number) if row.reason is None or row.reason in same else row.reason


def rules(row: MessageRecord) -> set[str]:
    return {repair.rule.value for repair in row.repairs}


# (file, what becomes of its rows from the first, why)
TRIALS = [
    ("ddd_que_contradiz.csv",
     ["ddd_contradicts", "ddd_contradicts", "5511987654321", "ddd_contradicts", "phone_invalid", "phone_invalid"],
     "ten digits whose first two are no DDD of this row; 01 is a cut 011, and all its digits count"),
    ("protheus_sa1.csv", ["5511912345678", "5521923456789"], "A1_DDD is the DDD: nobody of 021 gets 11"),
    ("censo_escolar.csv", ["5567999960959", "556634686400", "phone_missing"], "NU_DDD"),
    ("ddd_cortado.csv",
     ["551130409321", "552122106325", "551130409321", "5511987654321", "5521987654321", "5511987654321", "5511987654321"],
     "a 0 and its number cut after two digits has one reading; a lone 0 is no DDD"),
    ("fb_leads.csv", ["5511912345678", "5521923456789"], "p: is a label"),
    ("google_contatos_novo.csv", ["5511912345678", "5521923456789", "5531934567890"],
     "two numbers in one cell, and two columns, in turn; the mobile before the line at home"),
    ("hubspot.csv", ["5511912345678", "5521923456789", "553132345678"],
     "WhatsApp, mobile, the rest; who unsubscribed from e-mail said nothing of WhatsApp"),
    ("linhas_400x.csv", ["phone_not_allowed"] * 12, "400x and 300x are services in any notation"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answers", "_why"), TRIALS, ids=[each[0] for each in TRIALS])
def test_each_person_of_a_trial_gets_the_message_or_a_reason(
    judge: Judge, name: str, answers: list[str], _why: str
) -> None:
    assert [answer(row) for row in judge(name=name)] == answers


def test_words_beside_numbers_keep_nobody_back(judge: Judge) -> None:
    rows = {row.cells[0]: row for row in judge(name="palavras_ao_lado.csv")}
    assert {name for name, row in rows.items() if row.reason} == {"n"}  # nine digits, no DDD
    assert answer(rows["m"]) == "5511987654333"  # the mobile of its cell
    answered = {name for name, row in rows.items() if "answered_by_other" in rules(row)}
    assert answered == {"a", "d"}
    assert {"b", "c", "e", "k", "z"} <= {
        n for n, row in rows.items() if "label_removed" in rules(row)
    }


def test_real_telephones_are_read(judge: Judge) -> None:
    rows = {row.cells[0]: row for row in judge(name="telefones_de_verdade.csv")}
    # The semicolon of Q parts its cell in two: whose row slid is another question.
    kept_back = {name for name, row in rows.items() if row.reason and name != "Q"}
    assert kept_back == set()
    assert {name for name, row in rows.items() if "answered_by_other" in rules(row)} == {"K", "U"}


# ── the DDD beside the number ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("header", "row", "found", "_why"),
    [
        ("nome;nr_ddd;fone", "a;021;98765-4321", "5521987654321", "a public register"),
        ("nome;CODIGO DDD;telefone", "a;(21);987654321", "5521987654321", "two words"),
        ("nome;DDD1;fone1", "a;21;8765-4321", "5521987654321", "numbered, an old mobile"),
        ("nome;ddd_cel;celular", "a;21;987654321", "5521987654321", "of the mobile"),
        ("nome;dddTelefone;telefone", "a;21.0;33334444.0", "552133334444", "pandas' decimals"),
        ("nome;DDD;telefone", "a;0xx21;987654321", "5521987654321", "a carrier's place"),
        ("nome;DDD;telefone", "a;55 21;987654321", "5521987654321", "the country with it"),
        ("nome;DDD_TELEFONE_1;cidade", "a;2133334444;Rio", "552133334444", "here: the whole number"),
        ("nome;DDD;telefone", "a;11;30.409.321", "551130409321", "thousands, the DDD apart"),
        ("nome;DDD;telefone", "a;1;130409321", "551130409321", "Excel took the 0 of 01, too"),
        ("nome;DDD;telefone", "a;01;1933334444", "ddd_contradicts", "two whole readings"),
        ("nome;DDD;telefone", "a;01;933334444", "ddd_unknown", "a mobile, and DDD 01 is none"),
        ("nome;DDD;telefone", "a;41;9933334444", "ddd_contradicts", "one digit too many, or DDD 99"),
        ("nome;DDD;telefone", "a;41;(99) 3333-4444", "559933334444", "its mask says what the DDD is"),
        ("nome;DDD;telefone", "a;11;21987654321", "5521987654321", "a whole number of another DDD"),
        ("nome;DDD;telefone", "a;11;+351912345678", "351912345678", "abroad there are none"),
        ("nome;DDD;telefone", "a;20;987654321", "ddd_unknown", "no DDD is 20"),
        ("nome;DDD;telefone", "a;20;1187654321", "ddd_unknown", "and a digit would be added"),
        ("nome;DDD;telefone", "a;;987654321", "phone_no_ddd", "none in this row"),
    ],
)  # fmt: skip
def test_a_ddd_of_its_own_column_completes_or_contradicts(
    judge: Judge, header: str, row: str, found: str, _why: str
) -> None:
    ordinary = {"DDD_TELEFONE_1": "1133334445", "cidade": "Rio", "nome": "z"}
    usual = ";".join(
        ordinary.get(name, "11" if "ddd" in name.lower() else "987654321")
        for name in header.split(";")
    )
    first, *_rest = judge(header, row, *[usual] * 4)
    assert answer(first) == found


def test_a_number_of_another_ddd_is_worth_knowing(judge: Judge) -> None:
    (row,) = judge("nome;DDD;telefone", "a;11;21987654321")
    first = row.repairs[0]
    assert (first.rule, first.before) == ("ddd_differs", "DDD: 11 · telefone: 21987654321")


def test_a_problem_of_two_columns_shows_both_cells(judge: Judge) -> None:
    rows = judge(
        "nome;DDD;fone", "a;41;9966099888", "b;11;8812345678", "c;;98765-4321", "d;20;98765-4321"
    )
    assert [(row.column, row.detail) for row in rows] == [
        ("fone", "DDD: 41 · fone: 9966099888"),
        ("fone", "DDD: 11 · fone: 8812345678"),
        ("fone", "DDD: — · fone: 98765-4321"),
        ("DDD", "DDD: 20 · fone: 98765-4321"),
    ]  # fmt: skip


def test_each_number_takes_the_ddd_of_its_own_number_and_kind(judge: Judge) -> None:
    (row,) = judge("ddd1;ddd2;fone1;fone2", "11;21;;987654321")
    assert answer(row) == "5521987654321"
    (row,) = judge("ddd_tel;ddd_cel;telefone;celular", "11;21;33334444;987654321")
    assert answer(row) == "5521987654321"
    row, _other = judge("DDD celular;celular;telefone", "21;;33334444", "21;987654321;33334445")
    assert answer(row) == "phone_no_ddd"  # nobody said that the line is there, too


# ── the country ───────────────────────────────────────────────────────────────────────────────

_WITH_CODE = [f"x{n};551198765432{n}" for n in range(6)]


@pytest.mark.parametrize(
    ("number", "found", "_why"),
    [
        ("51987654321", "country_code_missing", "a mobile of Peru, or of Porto Alegre"),
        ("1187654321", "country_code_missing", "ten digits, and nobody knows which are missing"),
        ("11.98765.4321", "country_code_missing", "a mask that others write, too"),
        ("(51) 98765-4321", "5551987654321", "a DDD in brackets is Brazil's notation"),
        ("(51) 3333-4444", "555133334444", "the same for a line"),
        ("51 98765-4321", "5551987654321", "five and four digits likewise"),
        ("+51 987 654 321", "51987654321", "a plus says it"),
        ("0051987654321", "51987654321", "and 00"),
        ("55 98765-4321", "5555987654321", "DDD 55, by its mask"),
        ("98765-4321", "phone_no_ddd", "what is wrong besides is said"),
    ],
)
def test_where_nearly_all_numbers_carry_55_the_others_are_doubtful(
    judge: Judge, number: str, found: str, _why: str
) -> None:
    *_others, last = judge("nome;celular", *_WITH_CODE, f"a;{number}")
    assert answer(last) == found


def test_of_few_or_mixed_numbers_none_is_doubtful_for_lack_of_55(judge: Judge) -> None:
    few = judge("nome;celular", *_WITH_CODE[:4], "a;51987654321")
    mixed = judge("nome;celular", *_WITH_CODE, "a;51987654321", "b;51987654322")
    assert [row.reason for row in (*few, *mixed)] == [None] * 13


def test_a_few_of_a_short_list_are_doubtful(judge: Judge) -> None:
    lines = [f"x;55119{n:08}" for n in range(90000000, 90000008)]
    reasons = [row.reason for row in judge("nome;celular", *lines, "a;51987654321", "b;1187654321")]
    assert [place for place, why in enumerate(reasons) if why] == [8, 9]


def test_a_few_of_a_long_list_are_doubtful_wherever_they_stand(judge: Judge) -> None:
    lines = [f"x;55119{n:08}" for n in range(90000000, 90000300)]
    lines[20:20] = ["a;51987654321"] * 3
    reasons = [row.reason for row in judge("nome;celular", *lines, "b;51987654321")]
    assert [place for place, why in enumerate(reasons) if why] == [20, 21, 22, 303]


@pytest.mark.parametrize(
    ("header", "row", "found", "_why"),
    [
        ("País", "Brasil;11987654321", "5511987654321", "here"),
        ("País", ";11987654321", "5511987654321", "nothing said"),
        ("pais", "não informado;11987654321", "5511987654321", "nothing said in words"),
        ("Country", "Portugal;912345678", "country_contradicts", "and not phone_no_ddd"),
        ("Country", "Portugal;+351912345678", "351912345678", "a plus"),
        ("Country", "Portugal;5511987654321", "5511987654321", "it carries Brazil's code"),
        ("Country/Region", "Peru;51987654321", "51987654321", "it carries that country's code"),
        ("Address 1 - Country", "AR;1123456789", "country_contradicts", "by its ISO code"),
        ("País", "Potugal;11987654321", "country_contradicts", "mistyped, and not Brazil"),
        ("Nationality", "Peru;11987654321", "country_contradicts", "bare digits"),
        ("País", "Portugal;@maria", "phone_is_name", "a name is one in every country"),
        ("DDI", "351;@maria", "phone_is_name", "likewise"),
        ("Nacionalidade", "Boliviana;(11) 98765-4321", "5511987654321", "a mask of Brazil's"),
        ("DDI", "351;912345678", "351912345678", "a code is joined"),
        ("DDI", "51;51987654321", "51987654321", "and not twice"),
        ("DDI", "351;11987654321", "phone_invalid", "a number of Portugal this is not"),
    ],
)  # fmt: skip
def test_a_column_of_countries_has_a_say(
    judge: Judge, header: str, row: str, found: str, _why: str
) -> None:
    usual = "55" if header == "DDI" else "Brasil"
    first, *_rest = judge(f"{header};celular", row, *[f"{usual};11912345678"] * 3)
    assert answer(first) == found


def test_parents_are_no_country(judge: Judge) -> None:
    (row,) = judge("pais;celular", "João e Maria;11987654321")
    assert answer(row) == "5511987654321"


# ── several columns ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("header", "row", "found", "_why"),
    [
        ("Name,Mobile Phone,Home Phone,Business Phone,Primary Phone",
         "a,,1133334444,11987654321,", "5511987654321", "Outlook: the mobile, at work"),
        ("Name,Mobile Phone,Home Phone,Business Phone,Primary Phone",
         "a,,,,1133334445", "551133334445", "Outlook: what there is"),
        ("Name,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value",
         "a,Work,11987654321,Mobile,11987654322", "5511987654322", "Google's old export, by type"),
        ("Name,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value",
         "a,Work Fax,11987654321,Other,11987654322", "5511987654322", "a fax is no phone"),
        ("Name,Person - Phone - Work,Person - Phone - Mobile",
         "a,1133334444,11987654321", "5511987654321", "Pipedrive"),
        ("Nome,Telefone,Celular,WhatsApp", "a,1133334444,11987654321,11987654322", "5511987654322",
         "WhatsApp before any other mobile"),
        ("Nome,Celular,Telefone", "a,11987654321 (mãe),1133334444", "551133334444",
         "one's own line before the mother's mobile"),
    ],
)  # fmt: skip
def test_the_numbers_of_an_address_book_are_tried_in_turn(
    judge: Judge, header: str, row: str, found: str, _why: str
) -> None:
    usual = ",".join("11912345678" if holds_phones(name) else "x" for name in header.split(","))
    first, *_rest = judge(header, row, usual, usual)
    assert answer(first) == found


def holds_phones(name: str) -> bool:
    return not name.endswith(("Name", "Nome", "Type", "Label"))


# ── what a person reads ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def check(place: Path, run: Run) -> Callable[..., str]:
    """Check a list of these lines at the command line; return what it says."""

    def said(*lines: str, flags: str = "") -> str:
        (place / "lista.csv").write_text("\n".join(lines) + "\n", "utf-8")
        _code, out, err = run("check", "lista.csv", "--text", "Oi", *flags.split())
        return f"{out}\n{err}"

    return said


@pytest.mark.parametrize(
    ("lines", "flags", "told"),
    [
        pytest.param(
            ("nome;setor;fone", "a;11;98765-4321", "b;21;98765-4322"), "",
            '''→ Where the column "setor" holds the DDDs, say so: --map ddd="setor"''',
            id="DDDs under another name"),
        pytest.param(
            ("nome;idade;fone", "a;21;98765-4321"), "", "--map ddd=COLUMN", id="ages are no DDDs"),
        pytest.param(
            ("nome;nota;fone", "a;21;98765-4321", "b;34;11 98765-4322"), "", "--map ddd=COLUMN",
            id="nor is what a whole number contradicts"),
        pytest.param(
            ("nome;DDD;fone", "a;11;98765-4321", "b;;98765-4322"), "",
            "→ Write the DDD into the column “DDD”.", id="an empty cell in the column of DDDs"),
        pytest.param(
            ("nome;cidade;fone", "a;Rio;98765-4321"), "", "--map ddd=COLUMN", id="no such column"),
        pytest.param(
            ("nome;DDD;fone", "a;21;98765-4321"), "--ddd 11",
            "Careful: --ddd 11 goes to every number without DDD for which “DDD” says none.",
            id="--ddd beside a column of DDDs"),
        pytest.param(
            ("nome;setor;fone", "a;21;98765-4321"), "--ddd 11",
            "Careful: --ddd 11 goes to every number without DDD, and “setor” may hold",
            id="--ddd beside what may be one"),
        pytest.param(
            ("Celular mãe;Celular pai", "11 98765-4321;11 98765-4322"), "",
            "--map phone=COLUMN once for each", id="several columns of others"),
        pytest.param(
            ("nome;DDD;fone", "a;20;98765-4321"), "", "row 2 · DDD: 20 · fone: 98765-4321",
            id="both cells, and no column before them"),
    ],
)  # fmt: skip
def test_a_remedy_leads_to_the_right_person(
    check: Callable[..., str], lines: tuple[str, ...], flags: str, told: str
) -> None:
    said = check(*lines, flags=flags)
    assert told in said
    general = {"nome;cidade;fone", "nome;idade;fone", "nome;nota;fone"}
    assert ("the same: --ddd" in said) == (lines[0] in general)


def test_a_mapped_ddd_is_taken_as_its_remedy_says(check: Callable[..., str]) -> None:
    lines = ("nome;setor;fone", "a;11;98765-4321", "b;21;98765-4322")
    assert "5521987654322" in check(*lines, flags="--map ddd=setor")


def test_no_arrow_stands_between_equal_numbers(check: Callable[..., str]) -> None:
    said = check("nome;fone", "a;+55 11 3333-4444", "b;11 98765-4321 (mãe)", "c;5511987654322")
    assert "row 2 · +55 11 3333-4444\n" in said
    assert "row 3 · 11 98765-4321 (mãe)\n" in said  # the remark is what is worth knowing
