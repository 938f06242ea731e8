"""Saved texts: who may change those of a client, which schedules send by themselves."""

from dataclasses import replace
from pathlib import Path

import pytest

from batch_sender.config.workspace import Workspace
from batch_sender.web.errors import TextInUse
from batch_sender.web.people import WhoAsks
from batch_sender.web.roles import Role
from batch_sender.web.saved_texts import SavedTexts, saved_texts
from batch_sender.web.serving import Running


def texts_of(lone: Running, role: Role, folder: Path | None) -> SavedTexts:
    workspace: Workspace = replace(lone.site.workspace, folder=folder)
    site = replace(lone.site, workspace=workspace)
    return saved_texts(site.asked_by(WhoAsks(name="bia", role=role)))


def test_a_clients_text_is_changed_by_those_who_may_send(lone: Running, tmp_path: Path) -> None:
    low, high = (texts_of(lone, role, tmp_path) for role in (Role.PREPARE, Role.SEND))
    low.save("Aviso", "Oi")
    with pytest.raises(TextInUse):
        low.save("Aviso", "Outro", replace=True)
    with pytest.raises(TextInUse):
        low.remove("Aviso")
    assert low.one("Aviso").text == "Oi"
    assert high.save("Aviso", "Outro", replace=True).text == "Outro"
    high.remove("Aviso")
    assert not high.every()


def test_the_pages_own_texts_are_changed_by_whoever_prepares(lone: Running) -> None:
    texts = texts_of(lone, Role.PREPARE, None)
    texts.save("Aviso", "Oi")
    assert texts.save("Aviso", "Outro", replace=True).text == "Outro"
    texts.remove("Aviso")
