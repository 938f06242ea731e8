"""What happened to a batch, event by event, in the words of the language in force."""

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from batch_sender import sentences
from batch_sender.language import N_, _, ngettext
from batch_sender.models import Delay, Reason
from batch_sender.sentences.outages import describe_trouble
from batch_sender.sentences.reasons import REASONS

_MOST_RANGES: Final = 12
"""Runs of rows that a line names; the journal keeps all of them."""

_WORKERS: Final = "workers"
"""The sender that the beginnings of a batch name which workers send."""

_AS_SENT: Final = "as_sent"
"""The decision over a row in doubt, as the journal's events name it."""

_PLAIN: Final[Mapping[str, str]] = {
    "checked": N_("the list was checked"),
    "taken_back": N_("taken back, as the list is checked again"),
    "finished": N_("finished: no row is left to send"),
    "cancelled": N_("cancelled: what had not left was skipped"),
    "notice_sent": N_("somebody was told of it, by {by}"),
    "notice_failed": N_("a notice of it by {by} did not get through: {why}"),
    "fault_told": N_("it could not go on: {message}"),
    "pause_told": N_("whoever wanted to know was told that it stands still"),
    "notice_dropped": N_("a notice of it by {by} was given up: {why}"),
    "purged": N_("the people of the batch were removed; its counts stay"),
    "results_written": N_("the results were written to {path}"),
    "list_written_back": N_("the list was written to {path}, with what is wrong in it"),
    "list_moved": N_("the list was moved to {path}"),
    "sent_as_judged": N_("it went on as it was judged, although these were changed since: {files}"),
    "proof_sending": N_("a test message was sent to {number}"),
    "proof_approved": N_("the test message to {number} was approved"),
    "proof_declined": N_("the test message to {number} was not approved"),
}

_WAYS: Final[Mapping[str, str]] = {
    "command": N_("a command"),
    "webhook": "web hook",
    "mail": N_("mail"),
}
"""How somebody is told."""


def describe_event(kind: str, detail: Mapping[str, Any]) -> str:
    """Say what happened; an event of a newer version is shown by its code."""
    if kind in _COUNTED:
        return _COUNTED[kind](detail)
    if kind in _PLAIN:
        by = str(detail.get("by", "?"))
        return _(_PLAIN[kind]).format_map(_Known({**detail, "by": _(_WAYS.get(by, by))}))
    return kind


def row_ranges(rows: list[int]) -> str:
    """Name sorted rows as people do: 3, 7, 9–12; a long list is cut short."""
    breaks = [i for i, (a, b) in enumerate(pairwise(rows), start=1) if b != a + 1]
    runs = [rows[a:b] for a, b in pairwise([0, *breaks, len(rows)])] if rows else []
    named = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return ", ".join([*named[:_MOST_RANGES], "…"] if len(named) > _MOST_RANGES else named)


class _Known(dict[str, Any]):
    """What an event tells; what it does not tell is left open."""

    def __missing__(self, _name: str) -> str:
        return "?"


def _started(detail: Mapping[str, Any]) -> str:
    if detail.get("id") == _WORKERS:
        return _("it was handed over to the workers")
    if "door" in detail:
        return _("the sending began, by the page: the server goes on with it by itself")
    return _("the sending began")


def _resumed(detail: Mapping[str, Any]) -> str:
    if detail.get("id") == _WORKERS:
        return _("it went on, handed over to the workers")
    if "door" in detail:
        return _("the sending went on, by the page: the server goes on with it by itself")
    return _("the sending went on")


def _paused(detail: Mapping[str, Any]) -> str:
    if "connections" in detail:
        told = _("paused: {why} (connection {names})")
        return told.format(why=_why_still(detail), names=", ".join(detail["connections"]))
    return _("paused: {why}").format(why=_why_still(detail))


def _part_paused(detail: Mapping[str, Any]) -> str:
    told = _("nothing more leaves through connection {connection}: {why}")
    return told.format(connection=detail.get("connection", "?"), why=_why_still(detail))


def _rows_moved(detail: Mapping[str, Any]) -> str:
    n = int(detail.get("rows", 0))
    told = ngettext(
        "{n} row of connection {names} was moved to the others",
        "{n} rows of connection {names} were moved to the others",
        n,
    )
    return told.format(n=n, names=", ".join(detail.get("connections", ())))


def _waiting(detail: Mapping[str, Any]) -> str:
    because = detail.get("because", "?")
    why = describe_trouble(Reason(because)) if because in REASONS else because
    if "connection" in detail:
        told = _("connection {connection} waits: {why}")
        return told.format(connection=detail["connection"], why=why)
    return _("waiting: {why}").format(why=why)


def _answering(detail: Mapping[str, Any]) -> str:
    if "connection" in detail:
        told = _("CleverChat answers connection {connection} again")
        return told.format(connection=detail["connection"])
    return _("CleverChat answers again")


def _why_still(detail: Mapping[str, Any]) -> str:
    because, until = str(detail.get("because", "?")), detail.get("until")
    if until is None:
        return sentences.why_paused(because, str(detail.get("about", "")))
    waits = Delay(until=datetime.fromisoformat(until), because=Reason(because))
    return sentences.describe_wait(waits)


def _proof_failed(detail: Mapping[str, Any]) -> str:
    told = _("the test message to {number} failed: {why}")
    why = sentences.describe_reason(str(detail.get("why", "?")))
    return told.format(number=detail.get("number", "?"), why=why)


def _taken_over(detail: Mapping[str, Any]) -> str:
    n = int(detail.get("unknown", 0))
    return ngettext(
        "its program had died: {n} row was on its way and is in doubt now",
        "its program had died: {n} rows were on their way and are in doubt now",
        n,
    ).format(n=n)


def _expired(detail: Mapping[str, Any]) -> str:
    n = int(detail.get("rows", 0))
    return ngettext(
        "its time was over: {n} row that had not left was skipped",
        "its time was over: {n} rows that had not left were skipped",
        n,
    ).format(n=n)


def _retried(detail: Mapping[str, Any]) -> str:
    n = int(detail.get("rows", 0))
    if detail.get("rejected"):
        told = ngettext(
            "{n} row was put back to be sent again, rejected ones included",
            "{n} rows were put back to be sent again, rejected ones included",
            n,
        )
    else:
        told = ngettext(
            "{n} row that did not leave was put back to be sent again",
            "{n} rows that did not leave were put back to be sent again",
            n,
        )
    return told.format(n=n)


def _resolved(detail: Mapping[str, Any]) -> str:
    rows = list(detail.get("rows", ()))
    if detail.get("decision") == _AS_SENT:
        told = ngettext(
            "in doubt, decided: row {rows} counts as sent",
            "in doubt, decided: rows {rows} count as sent",
            len(rows),
        )
    else:
        told = ngettext(
            "in doubt, decided: row {rows} is sent again",
            "in doubt, decided: rows {rows} are sent again",
            len(rows),
        )
    return told.format(rows=row_ranges(rows))


def _canary_approved(detail: Mapping[str, Any]) -> str:
    n = int(detail.get("pending", 0))
    told = ngettext(
        "after the first few: the other {n} may follow",
        "after the first few: the other {n} may follow",
        n,
    )
    return told.format(n=n)


def _canary_declined(detail: Mapping[str, Any]) -> str:
    n = int(detail.get("pending", 0))
    told = ngettext(
        "after the first few: the other {n} has to wait",
        "after the first few: the other {n} have to wait",
        n,
    )
    return told.format(n=n)


def _look_drawn(detail: Mapping[str, Any]) -> str:
    rows = row_ranges(list(detail.get("rows", ())))
    return _("a look at the phone was asked for, at the chats of rows {rows}").format(rows=rows)


def _look_answered(detail: Mapping[str, Any]) -> str:
    looked_at = int(detail.get("looked_at", 0))
    if not looked_at:
        return _("nobody looked at the phone, and it was to go on all the same")
    told = ngettext(
        "a look at the phone: {n} of {of} message delivered",
        "a look at the phone: {n} of {of} messages delivered",
        looked_at,
    )
    return told.format(n=int(detail.get("delivered", 0)), of=looked_at)


def _admitted(detail: Mapping[str, Any]) -> str:
    n = int(detail.get("rows", 0))
    told = ngettext(
        "{n} second message to a person is sent, too",
        "{n} second messages to a person are sent, too",
        n,
    )
    return told.format(n=n)


def _declined(detail: Mapping[str, Any]) -> str:
    n = int(detail.get("rows", 0))
    told = ngettext(
        "{n} second message to a person stays out",
        "{n} second messages to a person stay out",
        n,
    )
    return told.format(n=n)


_COUNTED: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "started": _started,
    "resumed": _resumed,
    "paused": _paused,
    "part_paused": _part_paused,
    "rows_moved": _rows_moved,
    "answering": _answering,
    "waiting": _waiting,
    "proof_failed": _proof_failed,
    "taken_over": _taken_over,
    "expired": _expired,
    "retried": _retried,
    "resolved": _resolved,
    "canary_approved": _canary_approved,
    "look_drawn": _look_drawn,
    "look_answered": _look_answered,
    "second_messages_admitted": _admitted,
    "second_messages_declined": _declined,
    "canary_declined": _canary_declined,
}
