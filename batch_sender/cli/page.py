"""Open the page in a browser from the command line, or say how to enter it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from batch_sender.cli import context, in_force, output
from batch_sender.journal import Journal
from batch_sender.language import _

if TYPE_CHECKING:
    from pathlib import Path

    from batch_sender.web.reach import Reach
    from batch_sender.web.serving import Reachable

# The parts that serve a page are slow to load, so each function loads them when it runs.


def opened_elsewhere(*, browser: bool) -> bool:
    """Open the page of this journal that another process runs; say whether one does."""
    from batch_sender.web.serving import running_elsewhere  # noqa: PLC0415

    running = running_elsewhere(in_force.workspace())
    if running is None:
        return False
    output.tell(_("The page runs already: {url}").format(url=running.url))
    _let_in(running, browser=browser)
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The service beside the page: how it is, how it is stopped, and the seconds its senders then have.

    `by_workers`: these send whatever it begins.
    """

    health: Callable[[], dict[str, Any]]
    stop: Callable[[], None]
    last_words: float
    by_workers: bool = False


@contextmanager
def answered(
    book: Journal,
    beside: Beside,
    *,
    reach: Mapping[str, Any],
    browser: bool,
) -> Iterator[str]:
    """Answer as a page while the block runs, and open it; yield its address. `reach`: where, by the flags.

    Raises:
        PageError: it cannot answer, or it would not be safe.
    """
    from batch_sender.web import opening, rendering, serving  # noqa: PLC0415

    workspace = in_force.workspace()
    with serving.served(
        book,
        workspace,
        who=context.who(),
        reach=_reach(**reach),
        health=beside.health,
        last_words=beside.last_words,
        stop=beside.stop,
        by_workers=beside.by_workers,
    ) as running:
        rendering.compile_ahead()
        _let_in(running, browser=browser)
        yield running.url
    opening.forget_ticket(running.folder)


def install() -> int:
    """Put the page among the system's programs."""
    from batch_sender.web import desktop  # noqa: PLC0415

    path = desktop.install(desktop.Programs.here(in_force.workspace().variables))
    output.say(_("The page is among your programs, as batch-sender: {path}").format(path=path))
    return 0


def remove() -> int:
    """Take it out from among them."""
    from batch_sender.web import desktop  # noqa: PLC0415

    gone = desktop.remove(desktop.Programs.here(in_force.workspace().variables))
    output.say(_("It was taken out.") if gone else _("It was not there."))
    return 0


def _reach(
    *,
    port: int | None = None,
    host: str | None = None,
    public_name: Sequence[str] = (),
    behind_proxy: str | None = None,
    **tls: "Path | None",
) -> "Reach":
    from batch_sender.web.reach import LOOPBACK, Reach  # noqa: PLC0415

    return Reach(
        host=host or LOOPBACK,
        port=port,
        names=tuple(public_name),
        certificate=tls.get("tls_cert"),
        key=tls.get("tls_key"),
        proxy=behind_proxy,
    )


def _let_in(running: "Reachable", *, browser: bool) -> None:
    """Open a browser, and say how another one comes in: on a terminal, where no log keeps it."""
    from batch_sender.web.opening import open_browser  # noqa: PLC0415

    ticket = None if running.must_sign_in else running.sessions.ticket()
    opened = browser and open_browser(running.url, ticket, folder=running.folder)
    if opened:
        output.tell(_("A browser opens. In another one: {url}").format(url=running.url))
    else:
        output.tell(_("Open this address in a browser: {url}").format(url=running.url))
    if output.on_terminal() and not running.must_sign_in:
        output.tell(
            _("Code to come in, once, within ten minutes: {code}").format(
                code=running.sessions.ticket()
            )
        )
