"""Batches in the making: what two change at once, and a list that comes while the one before is judged."""

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from batch_sender.web.drafts import Draft, Drafts
from batch_sender.web.errors import DraftChanged, DraftGone


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(folder=tmp_path / "drafts")


def arrived(drafts: Drafts, draft: Draft, tmp_path: Path, rows: str) -> Draft:
    file = tmp_path / "arriving"
    file.write_text(rows, "utf-8")
    return drafts.with_list(draft, "clientes.csv", file)


def test_two_tabs_that_save_at_once_both_get_through(drafts: Drafts) -> None:
    draft = drafts.begin()
    failed: list[Exception] = []

    def save(name: str) -> None:
        try:
            for n in range(20):
                drafts.save(replace(draft, texts=(f"{name} {n}",)))
        except OSError as err:
            failed.append(err)

    tabs = [threading.Thread(target=save, args=(name,)) for name in "abcd"]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert not failed
    assert drafts.one(draft.id).texts[0].endswith(" 19")
    [file] = drafts.place(draft).iterdir()
    assert os.name == "nt" or file.stat().st_mode & 0o077 == 0


def test_a_text_written_while_a_list_arrives_stays(drafts: Drafts, tmp_path: Path) -> None:
    begun = drafts.begin()
    drafts.save(replace(begun, texts=("Oi",)))
    new = arrived(drafts, begun, tmp_path, "nome,telefone\n")
    assert new.texts == drafts.one(begun.id).texts == ("Oi",)


def test_what_was_judged_is_not_put_over_what_was_said_since(
    drafts: Drafts, tmp_path: Path
) -> None:
    judged = arrived(drafts, drafts.begin(), tmp_path, "nome,telefone\nAna,1\n")
    drafts.save(replace(judged, texts=("Another text",)))
    with pytest.raises(DraftChanged):
        drafts.put(replace(judged, batch=7), instead_of=judged)
    assert drafts.one(judged.id).texts == ("Another text",)


def test_a_list_of_the_same_name_is_another_list(drafts: Drafts, tmp_path: Path) -> None:
    judged = arrived(drafts, drafts.begin(), tmp_path, "nome,telefone\nAna,1\n")
    arrived(drafts, judged, tmp_path, "nome,telefone\nBia,2\n")
    with pytest.raises(DraftChanged):
        drafts.put(replace(judged, batch=7), instead_of=judged)
    assert drafts.one(judged.id).batch is None


def test_a_batch_is_noted_where_nothing_was_changed(drafts: Drafts, tmp_path: Path) -> None:
    judged = drafts.one(arrived(drafts, drafts.begin(), tmp_path, "nome,telefone\n").id)
    drafts.put(replace(judged, batch=7), instead_of=judged)
    assert drafts.one(judged.id) == replace(judged, batch=7)


@pytest.mark.parametrize("name", ["..", "../../etc", "a" * 15, "A" * 16, "a" * 15 + "/", ""])
def test_no_name_leads_out_of_the_folder(drafts: Drafts, name: str) -> None:
    with pytest.raises(DraftGone):
        drafts.one(name)
