"""A piece of a list is judged on another machine as it is where the list lies."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from batch_sender.config.settings import Settings
from batch_sender.judge.chunk_format import (
    pack_contacts,
    pack_judged,
    unpack_contacts,
    unpack_judged,
)
from batch_sender.judge.request import JudgingContext, Request
from batch_sender.judge.row import RowJudge
from batch_sender.judge.shared_context import pack_context, unpack_context
from batch_sender.load import open_list
from batch_sender.load.errors import ListError
from batch_sender.models import JudgedRows, MessageText
from tests.compose.payments.written import pix
from tests.support import MONDAY_NOON

ROOT = Path(__file__).parents[2]
KEY = b"k" * 32
LISTS = sorted(
    path
    for folder in ("samples", "tests/trials/files", "tests/corpus/files")
    for path in (ROOT / folder).iterdir()
    if path.suffix in {".csv", ".xlsx", ".xls", ".ods", ".vcf"}
)


def both(request: Request) -> Iterator[tuple[JudgedRows, JudgedRows]]:
    """Judge a list here, and as a worker does, from what is written for it alone."""
    settings = request.settings
    with open_list(request.list_path, header_row=settings.header_row) as contacts:
        context = JudgingContext.of(contacts, request, key=KEY, now=MONDAY_NOON)
        here = RowJudge.of(context)
        assert here.path_columns is None
        there = RowJudge.of(unpack_context(pack_context(context, file=here.file), key=KEY))
        for chunk in contacts.chunks():
            rows = there.judge(unpack_contacts(pack_contacts(chunk)))
            written = pack_judged(rows, there.payments.take_count())
            found, payments = unpack_judged(written, chunk, file=here.file)
            expected = here.judge(chunk)
            assert payments == here.payments.take_count()
            yield found, expected


def request_of(path: Path, text: str = "Oi!", **settings: Any) -> Request:
    return Request(
        list_path=path,
        text=text,
        origin="--text",
        settings=Settings(**{"media": None, "no_media": True, **settings}),
        who="ana",
    )


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_every_list_is_judged_alike(path: Path) -> None:
    try:
        pairs = list(both(request_of(path)))
    except ListError:
        pytest.skip("nobody can judge it")
    for found, expected in pairs:
        assert list(found.messages()) == list(expected.messages())


def test_what_lists_say_of_their_rows_comes_along(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    rows = (
        f'Ana;11 98765-4321;A1;05/01/2030 10:00;{pix()};"Olá, ""Ana"""',
        "Bia;(11) 8765-4322;;ontem;PIX;\u00a0x",
        "Caio;x;C;01/01/2020 10:00;;y",
        ";+1 202 555 0143;D;;P" + "I" * 5000 + ";z",
    )
    path.write_text("nome;celular;chave;até;pix;obs\n" + "\n".join(rows) + "\n", "utf-8")
    settings = {"key": "chave", "expires_column": "até", "payment_column": "pix"}
    others = (MessageText(text="Oi, {{ nome }}! {{ saudação }}", origin="B"),)
    request = request_of(path, "{{ saudação }}, {{ nome }}: {{ obs }}", **settings)
    several = Request(**{**_fields(request), "others": others})
    for asked in (request, several):
        ((found, expected),) = both(asked)
        assert list(found.messages()) == list(expected.messages())
        assert any(found.further)
        assert any(found.repairs)
        assert any(found.greetings)
        assert any(found.payment_line)
        assert any(found.expires_at)
        assert any(found.other_keys) is bool(asked.others)


def test_conditions_choose_the_same_rows(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("nome;celular;valor\nAna;11 98765-4321;1,50\nBia;11 98765-4322;3\n", "utf-8")
    ((found, expected),) = both(request_of(path, where=("valor > 2",)))
    assert list(found.messages()) == list(expected.messages())
    assert [problem is None for problem in found.problem] == [False, True]


def test_a_file_for_all_need_not_lie_where_a_worker_is(tmp_path: Path) -> None:
    path, picture = tmp_path / "lista.csv", tmp_path / "folheto.png"
    path.write_text("nome;celular\nAna;11 98765-4321\nBia;x\nCaio;11 98765-4323\n", "utf-8")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    named = request_of(path, media=str(picture), no_media=False, media_name="Para {{ nome }}")
    ((found, expected),) = both(named)
    assert list(found.messages()) == list(expected.messages())
    ana, bia, caio = found.media
    assert (ana is not None and ana.name, bia) == ("Para_Ana.png", None)
    assert (caio is not None and caio.path) == picture


def test_a_worker_reads_the_name_of_the_file_alone(tmp_path: Path) -> None:
    path, picture = tmp_path / "lista.csv", tmp_path / "folheto.png"
    path.write_text("nome;celular\nAna;11 98765-4321\n", "utf-8")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    request = request_of(path, media=str(picture), no_media=False)
    with open_list(path) as contacts:
        context = JudgingContext.of(contacts, request, key=KEY, now=MONDAY_NOON)
        written = pack_context(context, file=RowJudge.of(context).file)
    picture.unlink()
    file = RowJudge.of(unpack_context(written, key=KEY)).file
    assert file is not None
    assert file.path == Path("folheto.png")


def _fields(request: Request) -> dict[str, Any]:
    return {name: getattr(request, name) for name in request.__dataclass_fields__}
