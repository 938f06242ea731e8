"""Whose name stands with what was done: the one of whoever asked, not of whoever runs the page."""

import os
from pathlib import Path

from starlette.requests import Request

from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.operations.options import Caller, SendOptions
from batch_sender.timing.clock import SystemClock
from batch_sender.web.attempts import Attempts
from batch_sender.web.drafts import Drafts
from batch_sender.web.judging import Judgings
from batch_sender.web.people import WhoAsks
from batch_sender.web.roles import Role
from batch_sender.web.senders import Departed, Senders
from batch_sender.web.sessions import Sessions
from batch_sender.web.signed_in import SignedIn
from batch_sender.web.site import Site, site_of
from batch_sender.web.users import Users
from tests.support import checked_batch, message


def site_for(book: Journal, place: Path) -> Site:
    workspace, clock = Workspace.of(os.environ), SystemClock()
    return Site(
        journal=book,
        workspace=workspace,
        who="root",
        sessions=Sessions(key=b"key", clock=clock),
        drafts=Drafts(folder=place / "drafts"),
        judgings=Judgings(),
        senders=Senders(book, workspace, Caller(who="root", serves=True)),
        users=Users(place),
        signed_in=SignedIn(clock),
        attempts=Attempts(clock),
    )


def test_a_batch_leaves_under_the_name_of_whoever_asked(book: Journal, place: Path) -> None:
    site = site_for(book, place)

    class App:
        class state:  # noqa: N801 - as Starlette has it
            pass

    App.state.site = site  # type: ignore[attr-defined]  # likewise
    scope = {"type": "http", "app": App, "person": WhoAsks(name="bia", role=Role.SEND)}
    asked = site_of(Request(scope))
    assert (asked.who, asked.caller.who, site.who) == ("bia", "bia", "root")
    batch = checked_batch(book, [message(2, 601)])
    assert isinstance(asked.senders.send(batch, SendOptions(yes=True)), Departed)
    assert site.senders.stop(30), "it is one and the same server that sends"
    who = {event.kind: event.who for event in book.batches.events(batch)}
    assert who["started"] == "bia"
