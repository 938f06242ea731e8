"""What every part of the page shares: the journal, whose it is, and what runs beside the requests."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.requests import Request

from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.operations.options import Caller
from batch_sender.timing.clock import Clock, SystemClock
from batch_sender.web.attempts import Attempts
from batch_sender.web.checks import Checks
from batch_sender.web.drafts import Drafts
from batch_sender.web.judging import Judgings
from batch_sender.web.people import WhoAsks, person_of
from batch_sender.web.reach import Reach
from batch_sender.web.readings import Readings
from batch_sender.web.roles import Role
from batch_sender.web.senders import Senders
from batch_sender.web.sessions import Sessions
from batch_sender.web.signed_in import SignedIn
from batch_sender.web.users import Users


def _nothing() -> dict[str, Any]:
    return {"state": "ok"}


def _goes_on() -> None:
    """Stop nothing: whoever runs the page ends it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One running page. `who` and `role`: of whoever asks; `health`: how the service beside it is.

    `sessions` are of those who came in by a ticket, `signed_in` of those with a password. `stop`: ends the
    whole program, the service with it.
    """

    journal: Journal
    workspace: Workspace
    who: str
    role: Role = Role.LOOK
    sessions: Sessions
    drafts: Drafts
    judgings: Judgings
    senders: Senders
    users: Users
    signed_in: SignedIn
    attempts: Attempts
    reach: Reach = field(default_factory=Reach)
    checks: Checks = field(default_factory=Checks)
    readings: Readings = field(default_factory=Readings)
    clock: Clock = field(default_factory=SystemClock)
    health: Callable[[], dict[str, Any]] = _nothing
    stop: Callable[[], None] = _goes_on

    @property
    def must_sign_in(self) -> bool:
        """Whether people need a password: wherever others could come, and wherever somebody has one."""
        return self.reach.is_public or bool(self.users.every())

    @property
    def cookie(self) -> str:
        """The name of the cookie of those who signed in; the prefix keeps other hosts of a domain from setting it."""
        name = f"{self.sessions.name}_person"
        return f"__Host-{name}" if self.reach.is_secure else name

    def asked_by(self, person: WhoAsks) -> "Site":
        """Return it as somebody asks it: what they do stands under their name."""
        senders = self.senders.asked_by(person.name)
        return replace(self, who=person.name, role=person.role, senders=senders)

    @property
    def caller(self) -> Caller:
        """Whoever asks for an operation through the page."""
        return Caller(who=self.who, profile=self.workspace.profile, clock=self.clock)


def site_of(request: Request) -> Site:
    """Return the page that a request is for, as whoever asks it."""
    site: Site = request.app.state.site
    person = person_of(request)
    return site if person is None else site.asked_by(person)
