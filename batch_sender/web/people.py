"""Who asks: the person behind a request, and their role."""

from dataclasses import dataclass

from starlette.requests import Request

from batch_sender.web.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoAsks:
    """Whoever asks. `name`: as the journal keeps it; `signed_in`: with a password, so they can sign out."""

    name: str
    role: Role
    signed_in: bool = False


def person_of(request: Request) -> WhoAsks | None:
    """Return who asks; None where nobody has come in, as on the page to sign in."""
    found = request.scope.get("person")
    return found if isinstance(found, WhoAsks) else None
