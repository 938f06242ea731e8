"""Upload a list and check it by the HTTP API: what is understood, and what is refused where."""

from pathlib import Path

import pytest

from batch_sender.journal import Journal
from batch_sender.web.api import judging
from tests.web.api.conftest import LIST, Client


def test_a_list_is_understood_however_it_comes(crm: Client) -> None:
    form = crm.ask("POST", "/lists", files={"file": ("Clientes Março.csv", LIST.encode())})
    told = form.json()
    assert form.status_code == 201
    assert (told["name"], told["kind"], told["columns"]) == (
        "Clientes Março.csv", "csv", ["nome", "telefone"],
    )  # fmt: skip
    assert told["read_as"]["phone_columns"] == ["telefone"]
    assert told["sample"][0] == ["Ana Souza", "(11) 91234-5001"]
    assert form.headers["Location"] == f"/api/v1/lists/{told['list']}"
    assert crm.get(f"/lists/{told['list']}").json() == told

    # One whose numbers cannot be told is kept: the options may name their column.
    nameless = crm.upload("a;b\nx;y\nz;w\n")
    unclear = crm.get(f"/lists/{nameless}").json()
    assert unclear["problem"]["code"] == "phone_column_missing"


def test_what_is_no_list_is_refused_and_not_kept(crm: Client, place: Path) -> None:
    def sent(content: bytes, kind: str) -> tuple[int, str]:
        answer = crm.ask("POST", "/lists", data=content, headers={"Content-Type": kind})
        return answer.status_code, answer.json()["code"]

    assert sent(b"{}", "application/json") == (415, "content_type")
    assert sent(b"", "text/csv") == (422, "file_missing")
    assert sent(b"%PDF-1.7 nothing", "text/csv") == (422, "list_not_a_list")
    assert sent(b"--x\r\ncut", "multipart/form-data; boundary=x") == (422, "file_missing")
    assert sent(b"--x\r\ncut", "multipart/form-data") == (422, "file_missing")
    two = crm.ask("POST", "/lists", files=[("file", ("a.csv", b"a")), ("file", ("b.csv", b"b"))])
    assert two.status_code == 422
    assert not [each for each in (place / "state").rglob("api/*/*") if each.is_dir()]


def test_a_fault_in_a_request_is_pointed_at(crm: Client, place: Path, book: Journal) -> None:
    secret = place / "secret.txt"
    secret.write_text("not for anybody")
    batch_list = crm.upload()

    def pointers(body: object) -> list[str]:
        answer = crm.post("/batches", body)
        assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid"), answer.text
        return [each["pointer"] for each in answer.json()["errors"]]

    good = {"list": batch_list, "texts": ["Oi {{nome}}"]}
    assert pointers({"list": batch_list, "texts": [3]}) == ["#/texts/0"]
    assert pointers({**good, "more": 1}) == ["#/more"]
    assert pointers({**good, "options": {"limit": "2", "a/b": 1}}) == [
        "#/options/limit", "#/options/a~1b",
    ]  # fmt: skip
    for key in ("template", "media", "media_folder", "journal", "out"):
        assert pointers({**good, "options": {key: str(secret)}}) == [f"#/options/{key}"]
    for body, code in (
        ({**good, "options": {"ddd": "00"}}, "bad_setting"),
        ({**good, "options": {"new_cap": "30/week"}}, "bad_new_cap"),
        ({**good, "texts": ["Oi {{apelido}}"]}, "placeholder_unknown"),
        ({**good, "options": {"phone_column": "fone"}}, "column_unknown"),
    ):
        answer = crm.post("/batches", body)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert answer.json()["next"]
        assert "--" not in answer.json()["detail"] + answer.json()["next"], "no flag of a command"
    text = crm.ask("POST", "/batches", data="{", headers={"Content-Type": "application/json"})
    assert text.status_code == 422
    plain = crm.ask("POST", "/batches", data="{}", headers={"Content-Type": "text/plain"})
    assert plain.status_code == 415
    assert book.batches.numbers() == []


def test_a_long_check_is_asked_about(crm: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "PATIENCE", 0.0)
    begun = crm.post("/batches", {"list": crm.upload(), "texts": ["Oi {{nome}}"]})
    assert begun.status_code == 202
    where = begun.headers["Location"].removeprefix("/api/v1")
    assert where == f"/checks/{begun.json()['check']}"
    while (told := crm.get(where).json())["state"] == "judging":
        pass
    assert told["state"] == "checked"
    assert crm.get(f"/batches/{told['batch']}").json()["pending"] == 3
    assert crm.get("/batches?limit=1").json()["next"] is None


def test_the_opt_out_list_is_kept(crm: Client) -> None:
    added = crm.post("/optouts", {"numbers": ["(11) 91234-5001", "11 91234-5001", "21 98888-7777"]})
    assert (added.status_code, added.json()["added"]) == (200, 2)
    first = crm.get("/optouts?limit=1").json()
    rest = crm.get(f"/optouts?limit=1&after={first['next']}").json()
    assert rest["next"] is None
    assert {each["number"] for told in (first, rest) for each in told["opt_outs"]} == {
        "5511912345001", "5521988887777",
    }  # fmt: skip
    assert {each["who"] for each in first["opt_outs"]} == {"crm-send"}
    batch = crm.judged()
    assert crm.get(f"/batches/{batch}").json()["problems"]["opted_out"] == 1
    odd = crm.post("/optouts", {"numbers": ["12"]})
    assert (odd.status_code, odd.json()["code"]) == (422, "opt_out_number")
    gone = crm.ask("DELETE", "/optouts", json={"numbers": ["11 91234-5001"]})
    assert gone.json() == {"removed": 1}
    twice = crm.ask("DELETE", "/optouts", json={"numbers": ["11 91234-5001"]})
    assert (twice.status_code, twice.json()["code"]) == (404, "not_opted_out")
