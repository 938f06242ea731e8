"""Judged rows as they are written: SQLAlchemy reads every column as it was judged, in both databases."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String, cast, select

from batch_sender.journal.schema.tables import batches, messages, other_texts
from batch_sender.models import (
    Form,
    JudgedMessage,
    Notice,
    NoticeCode,
    Problem,
    ProblemCode,
    Repair,
    RepairRule,
)
from batch_sender.models.spans import GreetingSpan
from tests.journal.desk import PDF, Desk, skipped, text

NINTH = Repair(rule=RepairRule.NINTH_DIGIT_ADDED, before="11 8765-4321", after="5511987654321")
TRUNK = Repair(rule=RepairRule.TRUNK_PREFIX_REMOVED, before='"0"\n11…', after="5511987654321")
MISMATCH = Notice(code=NoticeCode.MEDIA_MISMATCH, detail="R$ 5,00")
MISSING = Problem(code=ProblemCode.VALUE_MISSING, column="nome")
EXPIRED = Problem(code=ProblemCode.EXPIRED)
EXPIRES = datetime(2026, 12, 1, 14, 30, 0, 250, tzinfo=UTC)


def written(desk: Desk, judged: JudgedMessage) -> dict[str, Any]:
    batch_id = desk.checked(judged)
    with desk.journal._handle.reading() as connection:
        row = connection.execute(select(messages)).one()
    found = dict(row._mapping)
    assert (found.pop("batch_id"), found.pop("changed_at")) == (batch_id, desk.clock.now())
    return {name: value for name, value in found.items() if value is not None}


def test_a_row_with_everything(desk: Desk) -> None:
    judged = text(2)._replace(
        cells=('Zé "Bié"\n', "\U0001f600\\", ""),
        repairs=(NINTH, TRUNK),
        notices=(MISMATCH,),
        variant="B",
        other_keys=("c", "d"),
        greetings=(GreetingSpan(0, 7, "upper"),),
        form=Form.TEXT_THEN_FILE,
        media=PDF,
        expires_at=EXPIRES,
        new_person=True,
    )
    assert written(desk, judged) == {
        "row": 2,
        "state": "pending",
        "repairs": [
            ["ninth_digit_added", "11 8765-4321", "5511987654321"],
            ["trunk_prefix_removed", '"0"\n11…', "5511987654321"],
        ],
        "notices": [["media_mismatch", "R$ 5,00"]],
        "number": judged.number,
        "person": judged.person,
        "idempotency_key": judged.idempotency_key,
        "other_keys": ["c", "d"],
        "variant": "B",
        "cells": ['Zé "Bié"\n', "\U0001f600\\", ""],
        "text": judged.text,
        "greetings": [[0, 7, "upper"]],
        "form": "text_then_file",
        "media_path": str(PDF.path),
        "media_name": PDF.name,
        "media_type": PDF.content_type,
        "media_size": PDF.size,
        "media_sha256": PDF.sha256,
        "parts_done": 0,
        "attempts": 0,
        "requeued": 0,
        "turn": 0,
        "new_person": 1,
        "expires_at": EXPIRES,
    }


def test_a_row_with_problems(desk: Desk) -> None:
    judged = skipped(3)._replace(further=(MISSING, EXPIRED))
    assert written(desk, judged) == {
        "row": 3,
        "state": "skipped",
        "reason": "phone_missing",
        "column": "telefone",
        "detail": "",
        "further": [["value_missing", "nome", ""], ["expired", None, ""]],
        "cells": ["Ana", ""],
        "form": "text",
        "parts_done": 0,
        "attempts": 0,
        "requeued": 0,
        "turn": 0,
        "new_person": 0,
    }


def test_many_rows_are_each_their_own(desk: Desk) -> None:
    """Those with a problem, an expiry or other texts beside those without."""
    judged = [
        text(row)._replace(
            other_keys=(f"a{row}", f"b{row}") if row % 5 == 0 else (),
            problem=MISSING if row % 3 == 0 else None,
            expires_at=EXPIRES if row % 2 else None,
        )
        for row in range(2, 1003)
    ]
    batch_id = desk.checked(*judged)
    with desk.journal._handle.reading() as connection:
        columns = (messages.c.row, messages.c.text, messages.c.reason, messages.c.expires_at)
        found = connection.execute(select(*columns).order_by(messages.c.row)).all()
        others = connection.execute(select(other_texts.c.row, other_texts.c.key)).all()
    assert [tuple(row) for row in found] == [
        (each.row, each.text, each.problem and each.problem.code, each.expires_at)
        for each in judged
    ]
    assert set(map(tuple, others)) == {
        (each.row, key) for each in judged for key in each.other_keys
    }
    assert desk.journal.batches.counts(batch_id).read == len(judged)


def test_a_number_that_has_no_twin_stands_for_the_person(desk: Desk) -> None:
    judged = text(4)._replace(person=None)
    assert written(desk, judged)["person"] == judged.number


def test_moments_are_written_as_everywhere_else_in_the_journal(desk: Desk) -> None:
    """As texts they are compared: one without its fraction would sort before one that has it."""
    batch_id = desk.checked(text(2))
    with desk.journal._handle.reading() as connection:
        written, usual = (
            connection.execute(select(cast(moment, String)).where(of == batch_id)).scalar_one()
            for moment, of in (
                (messages.c.changed_at, messages.c.batch_id),
                (batches.c.created_at, batches.c.id),
            )
        )
    assert len(written) == len(usual)
