"""The connections of a workspace: choose one, test it, save, list and remove them."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from batch_sender import phones
from batch_sender.config import connections
from batch_sender.config.addresses import DEFAULT_ADDRESS
from batch_sender.config.connections import Connection
from batch_sender.config.settings import Settings
from batch_sender.config.through import Through, choose_all
from batch_sender.config.tokens import Token
from batch_sender.config.workspace import Workspace
from batch_sender.deliver.run import refuse_ill_connection
from batch_sender.gateway.errors import ConnectionFault, TokenRefused
from batch_sender.models import PhoneNumber, Problem
from batch_sender.operations.errors import BadOwnNumber
from batch_sender.operations.questions import (
    NONE,
    Answer,
    AnswerNeeded,
    ReplaceConnection,
    Sender,
    TokenWanted,
    answer_to,
)

_PROBED_TOGETHER: Final = 8

_OWN_NUMBER: Final = "BATCH_SENDER_NUMBER"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConnection:
    """A connection to save, as a person gave it. `replace`: also where the name is taken."""

    name: str
    url: str | None = None
    number: str | None = None
    replace: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionSaved:
    """A connection was saved."""

    saved: Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionKept:
    """The one that was there stays as it was."""

    kept: Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """A connection whose token the API knew a moment ago; sending asks for no other.

    `several`: where a batch leaves through several, all of them, `connection` first. `named`: whoever
    asks has named them, and they are all that it is to leave through.
    """

    connection: Connection = field(repr=False)
    several: tuple[Through, ...] = field(default=(), repr=False)
    named: bool = False

    @property
    def sender(self) -> Sender:
        """As it may be shown."""
        return Sender.of(self.connection)

    @property
    def through(self) -> tuple[Through, ...]:
        """All of them, be it one."""
        return self.several or (Through(connection=self.connection),)


def choose_connection(workspace: Workspace, name: str | None) -> Connection:
    """Return the named connection; without a name the environment's, or the only one saved.

    Raises:
        SettingsError: there is none, or it cannot be used; each says what to do.
    """
    variables = workspace.variables
    chosen = connections.choose(name, path=workspace.connections, environment=variables)
    told = variables.get(_OWN_NUMBER)
    if chosen.name is None and told:
        return replace(chosen, number=own_number(told, origin=_OWN_NUMBER))
    return chosen


def choose_connections(workspace: Workspace, names: Sequence[str]) -> tuple[Through, ...]:
    """Return the named connections, each with its weight; without a name the one that is usual.

    Raises:
        SettingsError: there is none, or it cannot be used, or two are the same; each says what to do.
    """
    if not names:
        return (Through(connection=choose_connection(workspace, None)),)
    return choose_all(names, path=workspace.connections, environment=workspace.variables)


def fault_of_new(connection: Connection) -> ConnectionFault | None:
    """Test the token of a connection before it is saved; return what else keeps it from sending, if anything.

    Raises:
        TokenRefused: the server does not know the token; such a one is not worth saving.
    """
    try:
        refuse_ill_connection(connection, Settings())
    except TokenRefused:
        raise
    except ConnectionFault as fault:
        return fault
    return None


def probe_connection(
    workspace: Workspace, name: str | None, settings: Settings | None = None
) -> Tested:
    """Choose a connection and test its token; nothing is sent.

    Raises:
        SettingsError: there is none, or it cannot be used.
        ConnectionFault: nothing could leave through it.
    """
    return probed(choose_connection(workspace, name), settings or Settings())


def probed(connection: Connection, settings: Settings) -> Tested:
    """Test the token of a connection that was chosen; nothing is sent.

    Raises:
        ConnectionFault: nothing could leave through it.
    """
    refuse_ill_connection(connection, settings)
    return Tested(connection=connection)


def probe_connections(
    workspace: Workspace, names: Sequence[str], settings: Settings, *, named: bool = False
) -> Tested:
    """Choose connections and test their tokens, all of them; nothing is sent. `named`: see `Tested`.

    Raises:
        SettingsError: one is not there, or cannot be used.
        ConnectionFault: nothing could leave through one of them.
    """
    return probed_all(choose_connections(workspace, names), settings, named=named)


def probed_all(through: Sequence[Through], settings: Settings, *, named: bool = False) -> Tested:
    """Test the tokens of connections that were chosen, some at a time; nothing is sent.

    Raises:
        ConnectionFault: nothing could leave through one of them; of several the first is told.
    """
    first, *others = (each.connection for each in through)
    if others:
        refuse = partial(refuse_ill_connection, settings=settings)
        with ThreadPoolExecutor(max_workers=_PROBED_TOGETHER) as pool:
            tests = [pool.submit(copy_context().run, refuse, each.connection) for each in through]
        for test, each in zip(tests, through, strict=True):
            try:
                test.result()
            except ConnectionFault as err:
                raise err.of_several(each.connection.name or each.connection.address) from err
    else:
        refuse_ill_connection(first, settings)
    return taken(through, named=named)


def taken(through: Sequence[Through], *, named: bool = False) -> Tested:
    """Take connections for tested: somebody else sends through them already."""
    several = tuple(through) if len(through) > 1 else ()
    return Tested(connection=through[0].connection, several=several, named=named)


def _untested(_connection: Connection) -> None:
    """Take a connection as it was given."""


def add_connection(
    workspace: Workspace,
    new: NewConnection,
    answers: Sequence[Answer] = NONE,
    *,
    test: Callable[[Connection], None] = _untested,
) -> ConnectionSaved | ConnectionKept | AnswerNeeded:
    """Save a connection; its token is always an answer, never a parameter that could be shown.

    One that is replaced keeps its address and number unless others are given: a new token must not
    wander off to another server. `test`: called before it is saved; what that raises keeps it unsaved.

    Raises:
        SettingsError: the file, or what is to be saved, cannot be used.
    """
    before = connections.load_connections(workspace.connections).get(new.name)
    own = own_number(new.number, origin="--number") if new.number else None
    if before is not None and not new.replace:
        question = ReplaceConnection(saved=Sender.of(before))
        answer = answer_to(question, answers)
        if answer is None:
            return AnswerNeeded(question=question)
        if not answer.yes:
            return ConnectionKept(kept=Sender.of(before))
    wanted = TokenWanted(name=new.name)
    token = answer_to(wanted, answers)
    if token is None:
        return AnswerNeeded(question=wanted)
    saved = Connection(
        name=new.name,
        url=new.url or (before.url if before else DEFAULT_ADDRESS),
        token=Token(token.typed, of=new.name),
        number=own or (before.number if before else None),
    )
    test(saved)
    connections.add(workspace.connections, saved, replace=before is not None)
    return ConnectionSaved(saved=Sender.of(saved))


def add_own_number(workspace: Workspace, name: str, number: str) -> Sender:
    """Save the own number of a connection that is saved already.

    Raises:
        BadOwnNumber: it is no phone number.
        SettingsError: the file cannot be used.
    """
    own = own_number(number, origin="--number")
    saved = connections.choose(name, path=workspace.connections, environment=workspace.variables)
    numbered = replace(saved, number=own)
    connections.add(workspace.connections, numbered, replace=True)
    return Sender.of(numbered)


def list_connections(workspace: Workspace) -> list[Sender]:
    """Return the saved connections, in the file's own order.

    Raises:
        SettingsError: the file cannot be used.
    """
    return list(map(Sender.of, connections.load_connections(workspace.connections).values()))


def remove_connection(workspace: Workspace, name: str) -> Sender:
    """Remove a connection and its token from this machine; return what it was.

    Raises:
        ConnectionNotFound: there is none of that name.
    """
    return Sender.of(connections.remove(workspace.connections, name))


def own_number(text: str, *, origin: str) -> PhoneNumber:
    """Return the digits of a connection's own number; `origin` is where a person wrote it.

    Raises:
        BadOwnNumber: it is no phone number.
    """
    phone = phones.parse_phone(text)
    if isinstance(phone, Problem):
        raise BadOwnNumber(number=text, origin=origin)
    return phone.number
