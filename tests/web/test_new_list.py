"""Step 1 of a new batch: what is taken as a list, and what is refused with a sentence."""

import re
import socket
from urllib.parse import urlsplit

import pytest
import requests

from batch_sender.web.drafts import Draft
from batch_sender.web.serving import Running
from tests.web.conftest import Visitor

LIST = b"Nome;Celular;Valor\nAna Souza;11 98765-4321;149,90\nBia;21 99876-5432;80,00\n"


@pytest.fixture
def draft(lone: Running) -> Draft:
    return lone.site.drafts.begin()


def uploaded(
    guest: Visitor, draft: Draft, content: bytes, name: str = "clientes.csv"
) -> requests.Response:
    fields = {"how": "file", "whole": "1"}
    return guest.post(f"/new/{draft.id}/list", fields, files={"list": (name, content)})


def now(lone: Running, draft: Draft) -> Draft:
    return lone.site.drafts.one(draft.id)


def test_looking_at_the_page_begins_nothing(visitor: Visitor, running: Running) -> None:
    assert "Begin a new batch" in visitor.get("/new").text
    assert list(running.site.drafts.every()) == []
    answer = visitor.post("/new")
    assert re.search(r"/new/[0-9a-f]{16}/list$", answer.url)
    [(begun, _saved)] = running.site.drafts.every()
    assert f"/new/{begun.id}/remove" in visitor.get("/new").text
    visitor.post(f"/new/{begun.id}/remove")
    assert list(running.site.drafts.every()) == []


def test_a_list_is_taken_and_its_columns_shown(guest: Visitor, lone: Running, draft: Draft) -> None:
    answer = uploaded(guest, draft, LIST, name="../../Lista de Março.csv")
    assert answer.url.endswith(f"/new/{draft.id}/columns")
    assert "Lista de Março.csv" in answer.text
    assert now(lone, draft).list_file == "list/lista-de-marco.csv"
    assert lone.site.drafts.list_path(now(lone, draft)).read_bytes() == LIST


def test_what_was_read_of_a_list_need_not_be_read_again(
    guest: Visitor, lone: Running, draft: Draft
) -> None:
    fields, sent = {"how": "file", "whole": "1"}, {"list": ("a.csv", LIST)}
    guest.post(f"/new/{draft.id}/list", fields, files=sent, allow_redirects=False)
    assert list(lone.site.drafts.place(draft).glob("read-*"))


def test_how_the_list_before_was_read_does_not_hold_for_the_next_one(
    guest: Visitor, lone: Running, draft: Draft
) -> None:
    uploaded(guest, draft, LIST)
    chosen = now(lone, draft).chosen(header_row="none", delimiter=";", rate="10/min")
    lone.site.drafts.save(chosen)
    uploaded(guest, draft, LIST)
    assert now(lone, draft).values == {"rate": "10/min"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no data"),
        (b"%PDF-1.7\n" + b"x" * 200, "is not a contact list"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "is not a contact list"),
        (b"PK\x03\x04" + b"\0" * 50, "clientes.xlsx"),  # a workbook cut off in the middle
        (b"Nome;Celular\n", "no contact below them"),
    ],
)
def test_what_is_no_list_is_kept_out(
    guest: Visitor, lone: Running, draft: Draft, content: bytes, said: str
) -> None:
    uploaded(guest, draft, LIST)
    before = now(lone, draft)
    answer = uploaded(guest, draft, content, name="clientes.xlsx")
    assert answer.status_code == 422
    assert said in answer.text
    assert str(lone.site.drafts.folder) not in answer.text
    assert now(lone, draft) == before
    assert lone.site.drafts.list_path(before).read_bytes() == LIST
    assert not list(lone.site.drafts.place(draft).glob("new-*"))


def test_an_upload_without_a_file_or_without_its_end_is_refused(
    guest: Visitor, draft: Draft
) -> None:
    path = f"/new/{draft.id}/list"
    answer = guest.post(path, {"how": "file", "whole": "1"}, files={"list": ("", b"")})
    assert (answer.status_code, "No file was chosen" in answer.text) == (422, True)
    answer = guest.post(path, {"how": "file"}, files={"list": ("a.csv", LIST)})
    assert (answer.status_code, "cut off in the middle" in answer.text) == (422, True)


def test_a_browser_that_hangs_up_leaves_nothing(
    guest: Visitor, lone: Running, draft: Draft
) -> None:
    uploaded(guest, draft, LIST)
    before = now(lone, draft)
    where = urlsplit(guest.url)
    cookies = "; ".join(f"{each.name}={each.value}" for each in guest.http.cookies)
    head = (
        f"POST /new/{draft.id}/list HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: {cookies}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n"
        '--b\r\nContent-Disposition: form-data; name="list"; filename="x.csv"\r\n\r\nNome;Celular\r\n'
    )
    with socket.create_connection((where.hostname or "", where.port or 0)) as line:
        line.sendall(head.encode())
    assert guest.get("/").status_code == 200
    assert now(lone, draft) == before


def test_rows_pasted_out_of_excel_are_a_list(guest: Visitor, lone: Running, draft: Draft) -> None:
    rows = 'Nome\tCelular\tObs\r\nJoão\t11 98765-4321\t"uma\r\nduas"\r\nBia\t21 99876-5432\t\r\n'
    answer = guest.post(f"/new/{draft.id}/list", {"how": "paste", "rows": rows})
    assert answer.url.endswith("/columns")
    assert "João" in answer.text
    path = lone.site.drafts.list_path(now(lone, draft))
    assert path.read_bytes() == rows.replace("\r\n", "\n").encode()
    answer = guest.post(f"/new/{draft.id}/list", {"how": "paste", "rows": "  "})
    assert (answer.status_code, "Nothing was pasted" in answer.text) == (422, True)


def test_one_number_is_a_list(guest: Visitor, draft: Draft) -> None:
    fields = {"how": "number", "number": "11 98765-4321", "name": 'Ana "Nina"'}
    assert guest.post(f"/new/{draft.id}/list", fields).url.endswith("/columns")
    answer = guest.post(f"/new/{draft.id}/list", {**fields, "number": "98765-4321"})
    assert answer.status_code == 422
    assert "Write it with its DDD" in answer.text
    assert 'value="98765-4321"' in answer.text
    assert "98765" not in answer.url


def test_another_list_keeps_the_text_and_takes_over_columns_chosen_before(
    guest: Visitor, lone: Running, draft: Draft
) -> None:
    odd = b"Quem;Onde\nAna;11 98765-4321\nBia;texto\n"
    uploaded(guest, draft, odd)
    page = guest.get(f"/new/{draft.id}/columns").text
    seen = re.search(r'name="columns" value="(\w+)"', page).group(1)  # type: ignore[union-attr]
    fields = {"columns": seen, "phone": "1", "name": "0", "do": "next"}
    guest.post(f"/new/{draft.id}/columns", fields)
    guest.post(f"/new/{draft.id}/text", {"text": "Oi {Quem}", "do": "show"})
    uploaded(guest, draft, LIST)
    assert now(lone, draft).texts == ("Oi {Quem}",)
    assert "map" not in now(lone, draft).values
    uploaded(guest, draft, odd)
    assert now(lone, draft).values["map"] == ["phone=Onde", "name=Quem"]
    assert "as for your last list" in guest.get(f"/new/{draft.id}/columns").text
