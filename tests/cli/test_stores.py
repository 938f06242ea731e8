"""A list whose files lie in an object store, from the command line to the stand-in and back."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from batch_sender.standin import StandIn
from tests import pdfs, stores
from tests.stores import LocalStore, local_store
from tests.support import Run


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalStore]:
    with local_store(monkeypatch) as found:
        for name in ("Ana Souza", "Bia Lima"):
            first = name.split()[0].lower()
            found.put(f"boletos/{first}.pdf", pdfs.pdf(f"Pagador: {name}", "Valor: 10,00"))
        yield found


@pytest.fixture
def lista(place: Path) -> Path:
    path = place / "alunos.csv"
    rows = (
        ("Ana Souza", "11900000601", "ana.pdf"),
        ("Bia Lima", "11900000602", "bia.pdf"),
        ("Caio Reis", "11900000603", "Bia.pdf"),
        ("Davi Luz", "11900000604", "../secret.pdf"),
    )
    text = "\n".join(";".join(row) for row in (("nome", "telefone", "arquivo"), *rows))
    path.write_text(text + "\n", "utf-8")
    return path


def test_files_of_a_store_are_checked_compared_and_sent(
    run: Run, api: StandIn, store: LocalStore, lista: Path, place: Path
) -> None:
    asked = ("--text", "Segue, {nome}", "--media", "arquivo", "--media-folder", store.at("boletos"))
    code, out, err = run("check", lista, *asked, "--media-check")
    assert code == 3
    assert "Bia.pdf; there is bia.pdf" in out + err
    code, out, err = run("send", lista, *asked, "--media-check", "--yes", "--rate", "off", "--json")
    told = json.loads(out)
    assert (code, told["accepted"], told["skipped"]) == (3, 2, 2), err
    assert told["problems"] == {"media_missing": 1, "media_not_allowed": 1}
    assert [each.kind for each in api.received if each.number] == ["text", "file"] * 2
    assert [file.name for each in api.received for file in each.files] == ["ana.pdf", "bia.pdf"]
    found = {each for each in place.rglob("*") if each.is_file()}
    assert not [each for each in found if b"%PDF" in each.read_bytes()], "no file lies about"
    for each in found:
        content = each.read_bytes()
        assert stores.SECRET.encode() not in content, each
        assert stores.KEY.encode() not in content, each


def test_another_persons_bill_is_seen_in_a_store_too(
    run: Run, store: LocalStore, lista: Path
) -> None:
    store.put("boletos/ana.pdf", pdfs.pdf("Pagador: Outra Pessoa", "Valor: 10,00"))
    asked = ("--text", "Oi", "--media", "arquivo", "--media-folder", store.at("boletos"))
    code, out, _err = run("check", lista, *asked, "--media-check", "--json")
    assert code == 3
    assert json.loads(out)["warnings"]["media_mismatch"] == 1


def test_a_batch_file_names_a_store_as_it_is(
    run: Run, store: LocalStore, lista: Path, place: Path
) -> None:
    order = place / "pasta" / "envio.toml"
    order.parent.mkdir()
    order.write_text(
        f'list = "{lista}"\ntext = "Oi"\nmedia = "arquivo"\nmedia_folder = "{store.at("boletos")}"\n'
        'rate = "off"\n',
        "utf-8",
    )
    code, out, err = run("run", order, "--yes", "--json")
    assert (code, json.loads(out)["accepted"]) == (3, 2), err


def test_one_file_for_all_lies_in_a_store(
    run: Run, api: StandIn, store: LocalStore, lista: Path
) -> None:
    asked = ("--text", "Oi", "--media", store.at("boletos/ana.pdf"))
    assert run("send", lista, *asked, "--yes", "--rate", "off")[0] == 0
    assert [each.kind for each in api.received if each.number] == ["text", "file"] * 4
    fetched = store.count(f"GET /{stores.BUCKET}/boletos/ana.pdf")
    assert fetched == 1 + 8, "once to judge it; then it is asked for its tag, and comes once"


@pytest.mark.parametrize(
    ("folder", "code", "said"),
    [
        ("s3://there-is-none/boletos", "store_bucket_missing", "there-is-none"),
        ("s3://boletos-da-clinica/nada", "media_folder_unusable", "s3://boletos-da-clinica/nada"),
        ("http://127.0.0.1/boletos", "store_address_not_known", "http://"),
        ("s3://chave:senha@balde/boletos", "store_address_holds_secret", "s3://"),
        ("s3://boletos-da-clinica/../x", "store_address_malformed", ".."),
    ],
)
def test_a_store_that_cannot_be_used_is_said_before_anything_leaves(
    run: Run, store: LocalStore, lista: Path, folder: str, code: str, said: str
) -> None:
    assert store.runs
    asked = ("--text", "Oi", "--media", "arquivo", "--media-folder", folder, "--yes", "--json")
    exit_code, out, err = run("send", lista, *asked)
    told = json.loads(out)["error"]
    assert (exit_code, told["code"]) == (1, code)
    assert said in told["message"]
    assert told["next"]
    assert "senha" not in out + err


def test_a_store_that_denies_is_said_with_the_place(
    run: Run, store: LocalStore, lista: Path
) -> None:
    store.ill = stores.BAD_KEY
    asked = ("--text", "Oi", "--media", "arquivo", "--media-folder", store.at("boletos"), "--debug")
    code, out, err = run("check", lista, *asked)
    assert code == 1
    assert f"does not let {store.at('boletos')} be read: InvalidAccessKeyId" in err
    assert stores.KEY not in out + err
    assert stores.SECRET not in out + err


def test_without_the_extra_it_says_what_to_install_and_so_does_doctor(
    run: Run, store: LocalStore, lista: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("--text", "Oi", "--media", "arquivo", "--media-folder", store.at("boletos"))
    assert run("check", lista, *asked)[0] == 3
    assert "object store" not in run("doctor")[1]
    monkeypatch.setitem(sys.modules, "s3fs", None)
    code, _out, err = run("check", lista, *asked)
    assert code == 1
    assert 'pip install "batch-sender[s3]"' in err
    code, out, _err = run("doctor")
    assert code == 1
    assert f"The files of 1 lie in an object store ({store.at('boletos')})" in out
