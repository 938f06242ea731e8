"""A batch in the making, as the other rooms are given it."""

from dataclasses import replace

import pytest

from batch_sender.compose.errors import TemplateIsList
from batch_sender.web.drafts import Draft
from batch_sender.web.requests_of_drafts import request_of
from batch_sender.web.serving import Running


def test_a_draft_is_judged_with_what_was_chosen_on_the_page(running: Running) -> None:
    draft = running.site.drafts.begin().chosen(map=["phone=Fone"], header_row="2", rate="10/min")
    request = request_of(running.site, _with_texts(draft, "Olá {nome}", "Oi {nome}"))
    assert request.settings.map == (("phone", "Fone"),)
    assert request.settings.header_row == 2
    assert request.settings.gap == 6
    assert [(each.origin, each.text) for each in request.texts] == [
        ("Text A", "Olá {nome}"),
        ("Text B", "Oi {nome}"),
    ]


def test_a_list_pasted_as_a_text_is_refused(running: Running) -> None:
    rows = "nome;celular\nAna;11912345678\nBia;11912345679\nCaio;11912345670\n"
    with pytest.raises(TemplateIsList):
        request_of(running.site, _with_texts(running.site.drafts.begin(), rows))


def _with_texts(draft: Draft, *texts: str) -> Draft:
    return replace(draft, texts=texts)
