"""`demo`: the whole road, from a sample list to a results workbook, on this machine alone."""

import tempfile
from dataclasses import replace
from pathlib import Path

from batch_sender.cli import context, judging, next_steps, output, sending
from batch_sender.config import bundled
from batch_sender.config.connections import Connection
from batch_sender.config.settings import Settings
from batch_sender.config.tokens import Token
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request
from batch_sender.language import _
from batch_sender.operations.connections import probed
from batch_sender.operations.results import own_name
from batch_sender.standin import StandIn

_GAP = 0.25
"""Seconds between two calls: slow enough to watch, fast enough to wait for."""


def demo(*, out: Path | None, as_json: bool) -> int:
    """Send a sample list to a stand-in of the API on this machine."""
    request = _sample()
    again = next_steps.command("demo")  # its batch is gone with its journal
    flags = sending.SendFlags(yes=True, as_json=as_json, next_of=next_steps.after_demo, go_on=again)
    output.tell(_("A demonstration: nothing leaves this machine, and no token is needed."))
    output.tell()
    # A journal of its own: the demonstration can be run again and again.
    with (
        tempfile.TemporaryDirectory(prefix="batch-sender-demo-") as folder,
        StandIn() as stand_in,
        Journal(Path(folder) / "journal.sqlite3") as book,
    ):
        connection = Connection(name="demo", url=stand_in.url, token=Token(stand_in.token))
        batch_id = judging.judge(book, request)
        # Its list lies in the program's own folder.
        flags = replace(flags, out=out or own_name(book.batches.one(batch_id)))
        sending.send_judged(book, batch_id, probed(connection, request.settings), flags)
    return 0


def _sample() -> Request:
    samples = bundled.folder("samples")
    text = samples / "demo.txt"
    return Request(
        list_path=samples / "demo.xlsx",
        text=text.read_text(encoding="utf-8"),
        origin=text.name,
        settings=Settings(media="arquivo", gap=_GAP),
        who=context.who(),
    )
