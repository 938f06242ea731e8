"""Whether a row's PDF seems to be another's: what is found, what cannot be told, what stops a batch."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.compose.media.evidence import Evidence, FileText, cents
from batch_sender.compose.media.pdf_texts import PdfTexts, Unread
from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.journal.errors import UnknownBatch
from batch_sender.judge.column_mapping import TemplateView
from batch_sender.judge.errors import (
    MediaCheckHasNoColumns,
    MediaCheckHasNoFiles,
    MediaDoesNotMatch,
)
from batch_sender.judge.media_match import EvidenceColumns
from batch_sender.judge.prepare import Request, prepare
from batch_sender.models import BatchState, MediaFile, MessageRecord
from tests import pdfs
from tests.support import FakeClock

pypdf = pytest.importorskip("pypdf")

Judge = Callable[..., list[MessageRecord]]


@pytest.fixture
def judge(journal: Journal, tmp_path: Path) -> Judge:
    """Judges a list whose last column names the files; `files`: their content by name."""

    def judged(
        *rows: str, files: dict[str, bytes], header: str = "nome;valor;telefone;boleto", **more: Any
    ) -> list[MessageRecord]:
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
        path = tmp_path / "lista.csv"
        path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
        settings = Settings(**{"media": "boleto", "media_check": True, **more})
        request = Request(list_path=path, text="Oi", origin="t", settings=settings, who="ana")
        return list(journal.messages.rows(prepare(journal, request, now=FakeClock().now())))

    return judged


def notices(rows: list[MessageRecord]) -> list[tuple[int, str, str]]:
    return [(row.row, each.code, each.detail) for row in rows for each in row.notices]


# ── a list and its bills ──────────────────────────────────────────────────────────────────────


def test_bills_that_match_say_nothing(judge: Judge) -> None:
    rows = judge(
        "Ana Lúcia Souza;10,00;11 90000-0601;1.pdf",
        "Bia Prado;1.234,50;11 90000-0602;2.pdf",
        files={
            "1.pdf": pdfs.pdf("Pagador: ANA LUCIA SOUZA", "Vencimento 10/12/2026"),
            "2.pdf": pdfs.pdf("Total a pagar: R$ 1.234,50"),
        },
    )
    assert notices(rows) == []


def test_a_bill_that_is_somebody_elses_is_a_warning_and_is_sent(judge: Judge) -> None:
    rows = judge(
        "Ana Souza;10,00;11 90000-0601;1.pdf",
        "Bia Prado;20,00;11 90000-0602;2.pdf",
        files={"1.pdf": pdfs.pdf("Ana Souza"), "2.pdf": pdfs.pdf("Caio Lima", "R$ 30,00")},
    )
    assert notices(rows) == [(3, "media_mismatch", "2.pdf")]
    assert {row.state for row in rows} == {"pending"}


def test_a_column_sorted_by_itself_stops_the_batch_before_anything_is_kept(
    judge: Judge, journal: Journal
) -> None:
    names = ["Ana Souza", "Bia Prado", "Caio Lima", "Davi Reis", "Eva Dias"]
    bills = {f"{n}.pdf": pdfs.pdf(name, f"R$ {n}0,00") for n, name in enumerate(names)}
    turned = [f"{n}.pdf" for n in (1, 2, 3, 4, 0)]
    rows = [
        f"{name};{n}0,00;11 90000-060{n};{bill}"
        for n, (name, bill) in enumerate(zip(names, turned, strict=True))
    ]
    with pytest.raises(MediaDoesNotMatch, match="2, 3, 4") as raised:
        judge(*rows, files=bills)
    assert "sorted by itself" in raised.value.next
    assert journal.batches.recent() == []
    assert not [b for b in range(1, 5) if _exists(journal, b)]


def _exists(journal: Journal, batch_id: int) -> bool:
    try:
        return journal.batches.state(batch_id) is not BatchState.JUDGING
    except UnknownBatch:
        return False


def test_three_wrong_ones_with_a_right_one_between_do_not_stop_it(judge: Judge) -> None:
    right, wrong = pdfs.pdf("Ana Souza"), pdfs.pdf("Zulmira Quadros")
    rows = judge(
        *(f"Ana Souza;{n};11 90000-060{n};{n}.pdf" for n in range(1, 6)),
        files={f"{n}.pdf": right if n == 3 else wrong + b"%" * n for n in range(1, 6)},
    )
    assert [row for row, _code, _detail in notices(rows)] == [2, 3, 5, 6]


def test_a_value_that_everybody_has_tells_nobody_apart(judge: Judge) -> None:
    bills = {f"{n}.pdf": pdfs.pdf("Zulmira Quadros", f"R$ 850,00 {n}") for n in range(1, 5)}
    with pytest.raises(MediaDoesNotMatch, match="3, 4, 5"):
        judge(*(f"Ana;850,00;11 90000-060{n};{n}.pdf" for n in range(1, 5)), files=bills)


def test_the_number_that_finds_the_file_proves_nothing(judge: Judge) -> None:
    rows = judge(
        "Ana Souza;20417;11 90000-0601",
        header="nome;matricula;telefone",
        media="{{ matricula }}.pdf",
        files={"20417.pdf": pdfs.pdf("Matrícula 20417", "Bia Prado")},
    )
    assert notices(rows) == [(2, "media_mismatch", "20417.pdf")]


def test_a_column_that_was_mapped_is_what_it_was_mapped_to(judge: Judge) -> None:
    rows = judge(
        "Ana Souza;20417;11 90000-0601",
        header="quem;código;telefone",
        media="{{ matricula }}.pdf",
        map=(("nome", "quem"), ("matricula", "código")),
        files={"20417.pdf": pdfs.pdf("Matrícula 20417", "Bia Prado")},
    )
    assert notices(rows) == [(2, "media_mismatch", "20417.pdf")], "by either of its names"


def test_where_there_is_nothing_else_even_that_number_counts(judge: Judge) -> None:
    rows = judge(
        "20417;11 90000-0601",
        header="matricula;telefone",
        media="{{ matricula }}.pdf",
        files={"20417.pdf": pdfs.pdf("Matrícula 20417")},
    )
    assert notices(rows) == []


@pytest.mark.parametrize(
    ("row", "content", "why"),
    [
        pytest.param("Ana;1;11 90000-0601;1.pdf", pdfs.pdf(), "no_text", id="a scan"),
        pytest.param("Ana;1;11 90000-0601;1.pdf", b"%PDF-1.4 cut", "unreadable", id="damaged"),
        pytest.param("Ana;1;11 90000-0601;1.png", b"\x89PNG", "not_pdf", id="a picture"),
        pytest.param(";;11 90000-0601;1.pdf", pdfs.pdf("x"), "nothing_to_find", id="an empty row"),
    ],
)
def test_what_cannot_be_compared_is_said_and_is_no_mismatch(
    judge: Judge, row: str, content: bytes, why: str
) -> None:
    rows = judge(*[row] * 4, files={row.rpartition(";")[2]: content})
    assert notices(rows) == [(2, "media_not_compared", why)], "the twins are not sent"


@pytest.mark.timeout(20)
def test_a_cell_of_any_length_is_borne(judge: Judge) -> None:
    rows = judge(
        f"{'(' * 500_000};{'1' * 500_000};11 90000-0601;1.pdf", files={"1.pdf": pdfs.pdf("Ana")}
    )
    assert notices(rows) == [(2, "media_not_compared", "nothing_to_find")]


def test_scans_between_do_not_hide_three_wrong_ones(judge: Judge) -> None:
    wrong = pdfs.pdf("Zulmira Quadros")
    files = {f"{n}.pdf": wrong + b"%" * n for n in (1, 3, 4)} | {"2.pdf": pdfs.pdf()}
    with pytest.raises(MediaDoesNotMatch, match="2, 4, 5"):
        judge(*(f"Ana;{n};11 90000-060{n};{n}.pdf" for n in range(1, 5)), files=files)


def test_rows_that_are_not_sent_are_not_looked_at(judge: Judge) -> None:
    rows = judge(
        *(f"Ana;{n};0800 000 000{n};{n}.pdf" for n in range(1, 5)),
        files={f"{n}.pdf": pdfs.pdf("Zulmira") for n in range(1, 5)},
    )
    assert notices(rows) == []


def test_nothing_to_compare_is_an_error(judge: Judge, tmp_path: Path) -> None:
    with pytest.raises(MediaCheckHasNoColumns, match="cidade"):
        judge("Rio;11 90000-0601;1.pdf", header="cidade;telefone;boleto", files={"1.pdf": b"x"})
    with pytest.raises(MediaCheckHasNoFiles):
        judge("Ana;1;11 90000-0601;", files={}, media=str(tmp_path / "1.pdf"))


def test_without_the_option_no_file_is_looked_into(judge: Judge) -> None:
    rows = judge(
        "Ana;1;11 90000-0601;1.pdf", files={"1.pdf": pdfs.pdf("Zulmira")}, media_check=False
    )
    assert notices(rows) == []


# ── what is found in a text ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("evidence", "text", "found"),
    [
        pytest.param({"names": ("Ana Souza",)}, "Sra. ANA DE SOUZA", True, id="a particle between"),
        pytest.param({"names": ("José da Conceição",)}, "JOSE CONCEICAO", True, id="accents"),
        pytest.param({"names": ("Ana Souza",)}, "A N A  S O U Z A", True, id="letter by letter"),
        pytest.param({"names": ("Ana Souza",)}, "Souza, Ana", True, id="surname first"),
        pytest.param({"names": ("Ana Lúcia Souza Reis",)}, "ANA L S REIS", True, id="shortened"),
        pytest.param({"names": ("Ana Reis (mãe do Zé)",)}, "Ana Reis", True, id="with a remark"),
        pytest.param({"names": ("Ana Lúcia Reis",)}, "Ana Lúcia Prado", False, id="another's"),
        pytest.param({"names": ("Ana",)}, "Toda semana, banana", False, id="only inside words"),
        pytest.param({"names": ("Ana Souza",)}, "Ana Prado", False, id="half a name"),
        pytest.param({"names": ("da",)}, "da", False, id="no name at all"),
        pytest.param({"documents": ("123.456.789-09",)}, "CPF 12345678909", True, id="a CPF"),
        pytest.param({"documents": ("1234567890",)}, "012.345.678-90", True, id="its nought lost"),
        pytest.param(
            {"documents": ("12345678909",)}, "***.456.789-**", True, id="as bills mask it"
        ),
        pytest.param({"documents": ("12345678909",)}, "***.457.789-**", False, id="another's mask"),
        pytest.param({"documents": ("2041",)}, "Matrícula 2041", True, id="a short number"),
        pytest.param({"documents": ("2041",)}, "Código 120419", False, id="within a longer one"),
        pytest.param({"documents": ("AB-12.345",)}, "ref ab12345", True, id="letters, too"),
        pytest.param({"amounts": (123450,)}, "R$ 1.234,50", True, id="a value"),
        pytest.param({"amounts": (123450,)}, "USD 1,234.50", True, id="in English"),
        pytest.param({"amounts": (123450,)}, "R$ 1234,50", True, id="without a point"),
        pytest.param({"amounts": (450,)}, "R$ 1.234,50", False, id="the end of another"),
        pytest.param({"amounts": (1000,)}, "10 de maio", False, id="no amount without cents"),
        pytest.param({}, "Ana", False, id="nothing to find"),
    ],
)
def test_evidence(evidence: dict[str, Any], text: str, found: bool) -> None:
    assert FileText(text).holds(Evidence(**evidence)) is found


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234,56", 123456), ("1,234.56", 123456), ("1234.56", 123456), ("R$ 350", 35000),
        ("350,5", 35050), ("1.234", 123400), ("1,234,567", 123456700), ("0,00", None), ("", None),
        ("-", None), ("9" * 5000, None), ("R$ 10,00 ", 1000), ("12.345.678,90", 1234567890),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(text: str, amount: int | None) -> None:
    assert cents(text) == amount


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_text_gets_an_answer(text: str, cell: str) -> None:
    found = FileText(text).holds(Evidence(names=(cell,), documents=(cell,)))
    assert found in {True, False}
    cents(cell)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        pytest.param(("Nome", "CPF", "Valor"), (1, 1, 1), id="plain"),
        pytest.param(("Nome do aluno", "Responsável", "Fone"), (2, 0, 0), id="two names"),
        pytest.param(("Cliente", "Nº da nota", "Valor total"), (1, 0, 1), id="none too many"),
        pytest.param(("RA", "Mensalidade R$", "Cidade"), (0, 1, 1), id="a school's"),
    ],
)
def test_the_columns_to_compare_are_known_by_their_names(
    header: tuple[str, ...], found: tuple[int, int, int]
) -> None:
    view = TemplateView(columns=header, header=header, written=header)
    columns = EvidenceColumns.of(view, path_columns=())
    assert (len(columns.names), len(columns.documents), len(columns.amounts)) == found


# ── hostile files ─────────────────────────────────────────────────────────────────────────────


def judged(path: Path) -> MediaFile:
    content = path.read_bytes()
    return MediaFile(
        path=path,
        name=path.name,
        content_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def read(path: Path, **limits: float) -> str | Unread:
    with PdfTexts(**limits) as texts:
        return texts.of(judged(path))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(pdfs.flate_bomb(400), id="unpacks to 400 megabytes"),
        pytest.param(pdfs.page_loop(), id="a tree of pages that bites its tail"),
        pytest.param(pdfs.deep_nesting(), id="arrays a hundred thousand deep"),
        pytest.param(b"%PDF-1.7\n" + b"1 0 obj\n<<" * 50_000, id="dictionaries without an end"),
        pytest.param(b"\0" * 1_000_000, id="noughts"),
    ],
)
@pytest.mark.timeout(60)
def test_a_hostile_file_is_refused_in_bounded_time(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "1.pdf").write_bytes(content)
    began = time.monotonic()
    assert read(tmp_path / "1.pdf") in set(Unread)
    assert time.monotonic() - began < 20


def test_a_file_behind_a_password_is_said_to_be(tmp_path: Path) -> None:
    import io  # noqa: PLC0415 - only here

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdfs.pdf("Ana Souza")))
    writer.encrypt("12345678909", algorithm="RC4-128")
    writer.write(tmp_path / "1.pdf")
    assert read(tmp_path / "1.pdf") is Unread.LOCKED


def test_of_a_long_file_only_the_beginning_is_read(tmp_path: Path) -> None:
    (tmp_path / "1.pdf").write_bytes(pdfs.pdf(*["x" * 1000] * 1000))
    text = read(tmp_path / "1.pdf")
    assert len(text) == 200_000


@pytest.mark.timeout(60)
def test_after_a_file_that_takes_too_long_the_next_is_read(tmp_path: Path) -> None:
    (tmp_path / "slow.pdf").write_bytes(pdfs.pdf(*["x"] * 200_000))  # ten seconds and more
    (tmp_path / "1.pdf").write_bytes(pdfs.pdf("Ana"))
    with PdfTexts(silence=3.0) as texts:
        assert texts.of(judged(tmp_path / "slow.pdf")) is Unread.UNREADABLE
        assert "Ana" in texts.of(judged(tmp_path / "1.pdf"))


def test_a_folder_of_such_files_is_given_up(tmp_path: Path) -> None:
    slow = pdfs.pdf(*["x"] * 200_000)
    for n in range(4):
        (tmp_path / f"slow{n}.pdf").write_bytes(slow + b"%" * n)
    (tmp_path / "1.pdf").write_bytes(pdfs.pdf("Ana"))
    began = time.monotonic()
    with PdfTexts(silence=0.5) as texts:
        answers = {texts.of(judged(tmp_path / f"slow{n}.pdf")) for n in range(4)}
        answers |= {texts.of(judged(tmp_path / "1.pdf")) for _ in range(500)}
    assert answers == {Unread.UNREADABLE}
    assert time.monotonic() - began < 10


def test_a_file_that_is_gone_or_another_by_now_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "1.pdf").write_bytes(pdfs.pdf("Ana"))
    media = judged(tmp_path / "1.pdf")
    (tmp_path / "1.pdf").write_bytes(pdfs.pdf("Bia"))
    with PdfTexts() as texts:
        assert texts.of(media) is Unread.UNREADABLE
    (tmp_path / "1.pdf").unlink()
    with PdfTexts() as texts:
        assert texts.of(media) is Unread.UNREADABLE


def test_a_file_that_rows_share_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "1.pdf").write_bytes(pdfs.pdf("Ana"))
    media = judged(tmp_path / "1.pdf")
    with PdfTexts() as texts:
        first = texts.of(media)
        (tmp_path / "1.pdf").unlink()
        assert texts.of(media) == first
