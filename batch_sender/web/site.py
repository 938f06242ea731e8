"""What every part of the page shares: the journal, whose it is, and what runs beside the requests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.operations.options import Caller
from batch_sender.timing.clock import Clock, SystemClock
from batch_sender.web.checks import Checks
from batch_sender.web.drafts import Drafts
from batch_sender.web.judging import Judgings
from batch_sender.web.senders import Senders
from batch_sender.web.sessions import Sessions


def _nothing() -> dict[str, Any]:
    return {"state": "ok"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One running page. `who`: its name for the journal; `health`: how the service beside it is."""

    journal: Journal
    workspace: Workspace
    who: str
    sessions: Sessions
    drafts: Drafts
    judgings: Judgings
    senders: Senders
    checks: Checks = field(default_factory=Checks)
    clock: Clock = field(default_factory=SystemClock)
    health: Callable[[], dict[str, Any]] = _nothing

    @property
    def caller(self) -> Caller:
        """Whoever asks for an operation through the page."""
        return Caller(who=self.who, profile=self.workspace.profile, clock=self.clock)


def site_of(request: Request) -> Site:
    """Return the page that a request is for."""
    site: Site = request.app.state.site
    return site
