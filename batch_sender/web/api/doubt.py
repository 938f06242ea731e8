"""Rows in doubt: what is known of each, and what is decided over them."""

from typing import Any

from batch_sender.journal import Decision, InDoubt
from batch_sender.journal.errors import NothingInDoubt
from batch_sender.language import _
from batch_sender.operations.resolve import Doubtful, doubtful, resolve
from batch_sender.web.api.batches import number_of, shape_of
from batch_sender.web.api.errors import RequestInvalid
from batch_sender.web.api.shapes import BatchShape, DecisionsBody, DoubtShape
from batch_sender.web.api.table import ApiRequest


def show(asked: ApiRequest) -> DoubtShape:
    """Answer with the rows in doubt; none where there is none."""
    now = asked.site.clock.now()
    try:
        found = doubtful(asked.journal, number_of(asked), rows=None, now=now, who=asked.who)
    except NothingInDoubt:
        return DoubtShape(rows=[])
    return DoubtShape(rows=[_told(each, found) for each in found.rows])


def decide(asked: ApiRequest) -> BatchShape:
    """Settle rows as somebody says: they count as sent, or they are sent again."""
    body, number = asked.said(DecisionsBody), number_of(asked)
    _refuse_both(body)
    asked.journal.batches.settle_abandoned(who=asked.who)
    wanted = {Decision.AS_SENT: body.as_sent, Decision.SEND_AGAIN: body.send_again}
    every = [row for rows in wanted.values() for row in rows]
    asked.journal.decisions.in_doubt(number, rows=every)  # one that is not: nothing is changed
    decisions = {decision: rows for decision, rows in wanted.items() if rows}
    return shape_of(asked, resolve(asked.journal, number, decisions, who=asked.who).batch)


def _refuse_both(body: DecisionsBody) -> None:
    fault = ""
    if not (body.as_sent or body.send_again):
        fault = _("No row is named.")
    elif set(body.as_sent) & set(body.send_again):
        fault = _("A row stands in both.")
    if fault:
        errors = [{"pointer": "#/send_again", "code": "rows", "detail": fault}]
        raise RequestInvalid(where=_("the body"), more={"errors": errors})


def _told(each: InDoubt, found: Doubtful) -> dict[str, Any]:
    return {
        "row": each.row,
        "name": found.name_of(each),
        "number": each.number,
        "reason": each.reason,
        "detail": each.detail or None,
        "time": each.time.isoformat(timespec="seconds"),
        "attempts": each.attempts,
        "form": each.form.value,
        "part": each.part.value,
        "message": each.text,
        "media": each.media_name,
        "payment_line": each.payment_line,
        "sent_elsewhere": each.sent_elsewhere,
    }
