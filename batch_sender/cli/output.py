"""How the program speaks: results to stdout, talk to stderr, errors as a sentence and a next step."""

import json
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final

from batch_sender.cli import complaints, in_force, streams
from batch_sender.language import _
from batch_sender.models.errors import BatchSenderError
from batch_sender.models.printable import escaped


def say(text: str = "") -> None:
    """Print a line of the result."""
    streams.write("stdout", text + "\n")
    if (why := streams.loss()) is not None:
        tell(_("What belongs on standard output is not shown: {why}.").format(why=why))


def tell(text: str = "") -> None:
    """Print a line of talk. A log has none of it: it shows people's names, numbers and messages."""
    if not is_log() or sys.stderr.isatty():
        streams.write("stderr", text + "\n")


def log(event: str, *, level: str = "info", **facts: Any) -> None:
    """Write one line of the JSON log; its times are those of this computer's clock, with their zone."""
    at = datetime.now(UTC).astimezone().isoformat(timespec="milliseconds")
    told = {name: _local(fact) for name, fact in facts.items()}
    streams.write("stderr", as_json({"at": at, "level": level, "event": event, **told}) + "\n")


def _local(fact: Any) -> Any:
    return fact.astimezone() if isinstance(fact, datetime) else fact


_LOGS: Final = ContextVar("standard error is a log of JSON lines", default=False)


def is_log() -> bool:
    """Say whether standard error is a log of JSON lines."""
    return _LOGS.get()


def log_as_json(*, on: bool) -> None:
    """From here on standard error is a log of JSON lines, or talk."""
    _LOGS.set(on)


def say_json(values: Mapping[str, Any]) -> None:
    """Print the one JSON object of a command."""
    say(as_json(values))


def as_json(values: Mapping[str, Any]) -> str:
    """Write values as one line of JSON."""
    return escaped(json.dumps(values, ensure_ascii=False, default=str))


def error(err: BatchSenderError) -> dict[str, dict[str, str]]:
    """Return an error as JSON tells it."""
    return {"error": {"code": err.code, "message": err.message, "next": err.next}}


def failed(err: BatchSenderError, *, as_json: bool) -> None:
    """Tell what went wrong and what to do next."""
    if as_json:
        say_json(error(err))
        return
    if is_log():
        log("error", level="error", code=err.code, message=err.message, next=err.next)
    tell(_("Error: {message}").format(message=err.message))
    tell(err.next)


def usage_failed(err: Any, *, as_json: bool) -> None:
    """Tell what is wrong with the command line."""
    if complaints.asks_for_help(err):
        tell(err.format_message())
        return
    message = complaints.complaint(err)
    next_step = _("See what the command takes with: {command} --help").format(
        command=err.ctx.command_path if err.ctx else "batch-sender"
    )
    if as_json:
        say_json({"error": {"code": "usage", "message": message, "next": next_step}})
        return
    tell(_("Error: {message}").format(message=message))
    tell(next_step)


def ask(question: str) -> bool:
    """Ask on the terminal; only a clear yes, in either language, is a yes."""
    return _answer(_whose() + question + _(" [y/N] ")).casefold() in {"y", "yes", "s", "sim"}


def ask_to_type(question: str) -> str:
    """Ask for something to be typed on the terminal."""
    return _answer(f"{_whose()}{question} ")


def _whose() -> str:
    """Name the profile in force before a question, so that a yes is never for another client."""
    profile = in_force.profile()
    return f"[{profile}] " if profile else ""


def _answer(question: str) -> str:
    """Ask and return what was typed; Ctrl-C is an answer, too: not a yes."""
    streams.write("stderr", question)
    try:
        return _typed().strip()
    except KeyboardInterrupt:
        tell()
        return ""


def answer(question: str) -> str:
    """Ask and return the line that was typed; Ctrl-C and the end of the input stop the command.

    Raises:
        KeyboardInterrupt: nobody wants to go on.
    """
    streams.write("stderr", question)
    line = _typed()
    if not line:
        raise KeyboardInterrupt
    return line.strip()


_ASKING: Final = ContextVar("somebody is being asked", default=False)


def is_asking() -> bool:
    """Say whether the program waits for somebody's answer, as Ctrl-C is one."""
    return _ASKING.get()


def _typed() -> str:
    asking = _ASKING.set(True)
    try:
        return sys.stdin.readline()
    finally:
        _ASKING.reset(asking)


def on_terminal() -> bool:
    """Say whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()
