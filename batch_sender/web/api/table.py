"""One address of the HTTP API: who may ask it, what it takes, what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from batch_sender.journal import Journal
from batch_sender.operations.options import Caller
from batch_sender.web.api.shapes import BodyShape
from batch_sender.web.api.starts import Starts
from batch_sender.web.keys import ApiKey
from batch_sender.web.roles import Role
from batch_sender.web.site import Site

S = TypeVar("S", bound=BodyShape)

MOST_OF_JSON: Final = 5_000_000
"""Bytes of a body: many texts, or the rows of a long list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedFile:
    """A file that came with a request: as its sender calls it, and where it lies until it is taken over."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest:
    """A request that may be done. `raw`: its body, `query` and `body`: as they were read."""

    site: Site
    key: ApiKey
    starts: Starts
    request: Request
    query: BodyShape | None = None
    body: BodyShape | None = None
    raw: bytes = field(default=b"", repr=False)
    file: UploadedFile | None = None

    @property
    def journal(self) -> Journal:
        """The journal of the page."""
        return self.site.journal

    @property
    def who(self) -> str:
        """Who asks, as the journal's events have it."""
        return self.key.name

    @property
    def caller(self) -> Caller:
        """Whoever asks, for an operation."""
        return Caller(who=self.who, profile=self.site.workspace.profile, clock=self.site.clock)

    def said(self, shape: type[S]) -> S:
        """Return the body, which is of this shape."""
        assert isinstance(self.body, shape)  # noqa: S101 - the table says so
        return self.body

    def wished(self, shape: type[S]) -> S:
        """Return the query, which is of this shape."""
        assert isinstance(self.query, shape)  # noqa: S101 - the table says so
        return self.query


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiReply:
    """An answer with a status of its own."""

    content: BodyShape | Mapping[str, Any]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[ApiRequest], BodyShape | ApiReply | Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One method of one address.

    `answers`: the shape by the status; `takes`: of its JSON body, `asks`: of its query; `files`: it takes a
    file instead; `media`: what it answers instead of JSON, by the word that `format` has for it; `problems`:
    the statuses of its errors besides those that every address has.
    """

    method: str
    path: str
    needs: Role
    handler: Handler
    summary: str
    answers: Mapping[int, type[BodyShape]] = field(default_factory=dict)
    takes: type[BodyShape] | None = None
    asks: type[BodyShape] | None = None
    files: bool = False
    media: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[int, ...] = ()
    idempotent: bool = False

    @property
    def status(self) -> int:
        """The status of an answer that names none."""
        return next(iter(self.answers), 200)
