"""`init`: ask a few questions, and write a batch file with the answers."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import tomli_w

from batch_sender import language
from batch_sender.cli import batch_files, in_force, output
from batch_sender.cli.errors import InitFileExists, InitNeedsTerminal, InitNotWritten
from batch_sender.config import connections
from batch_sender.config.options import Option
from batch_sender.config.options.choosing import WHERE
from batch_sender.config.options.common import OUT, YES
from batch_sender.config.options.pacing import WINDOW
from batch_sender.config.options.sending import CONNECTION
from batch_sender.config.options.unattended import LIST, MOVE_TO, PROBLEM_ROWS
from batch_sender.config.options.writing import TEMPLATE
from batch_sender.language import _
from batch_sender.load import inbox
from batch_sender.models.errors import BatchSenderError
from batch_sender.models.system_words import said_of
from batch_sender.timing.windows import parse_window

_SUFFIX: Final = ".toml"
_BETWEEN_ADDRESSES: Final = re.compile(r"\s*[,;]\s*")
_ADDRESS: Final = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(?:\.[^@\s,;<>\".]+)+")


def init(file: Path) -> int:
    """Ask, and write a batch file that can be run as it stands."""
    if not output.on_terminal():
        raise InitNeedsTerminal
    path = file if file.suffix.lower() == _SUFFIX else file.with_name(file.name + _SUFFIX)
    if path.exists():
        raise InitFileExists(path=path)
    try:
        content = "\n".join(_lines(path.absolute().parent)) + "\n"
    except KeyboardInterrupt:
        output.tell("\n" + _("Stopped."))
        return 1
    _write(path, content)
    _tell(path)
    return 0


def _write(path: Path, content: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as written:
            written.write(content)
    except OSError as err:
        raise InitNotWritten(path=path, why=said_of(err)) from err


def _tell(path: Path) -> None:
    output.say(_("Written: {path}").format(path=path))
    try:
        batch_files.read(path)
    except BatchSenderError as err:
        # Written all the same: what is missing may be put there now.
        output.tell(f"{err.message}\n{err.next}")
    output.say()
    for told, *words in (
        (_("See what would be sent:"), "run", path, "--dry-run"),
        (_("Send it:"), "run", path),
        (_("Send it every working day at 9:"), "schedule", "add", path, "--cron", "0 9 * * 1-5"),
    ):
        output.say(told)
        output.say(f"  {language.command(*words)}")


def _lines(folder: Path) -> Iterator[str]:
    """Ask one question after another; yield the lines of the file."""
    wanted = _asked(_(LIST.question), LIST.example)
    text = _asked(_(TEMPLATE.question), TEMPLATE.example)
    connection = _connection()
    window = _window()
    yield "# " + _("A batch file. Paths are counted from the folder it lies in.")
    yield _entry(LIST, wanted)
    if not inbox.is_pattern(wanted) and not (folder / wanted).exists():
        output.tell(
            _("(There is no {path} yet: put it there before the first run.)").format(path=wanted)
        )
    yield _entry(TEMPLATE, text)
    yield "# " + _("Which rows, where it is not all of them:")
    yield f"# {_entry(WHERE, WHERE.example)}"
    if connection:
        yield _entry(CONNECTION, connection)
    yield _entry(WINDOW, window)
    yield from _afterwards(is_pattern=inbox.is_pattern(wanted))
    yield from _notify()


def _afterwards(*, is_pattern: bool) -> Iterator[str]:
    """Ask what is to become of rows with problems, and of the list; yield the lines for it."""
    yield ""
    yield "# " + _("Where the results go: {name}, {date} and {batch} are filled in.")
    yield _entry(OUT, OUT.example)
    yield "# " + _('Rows with problems: "skip", "stop above 10" or "stop above 5%".')
    stops = output.ask(_(PROBLEM_ROWS.question))
    yield _entry(PROBLEM_ROWS, PROBLEM_ROWS.example if stops else "skip")
    if is_pattern:
        yield "# " + _("Where a list goes when its batch has ended; without this line it stays.")
        yield _entry(MOVE_TO, MOVE_TO.example)
    yield "# " + _("Send without asking, as cron and the Task Scheduler need it.")
    yield f"{YES.key} = true" if output.ask(_(YES.question)) else f"# {YES.key} = true"


def _notify() -> Iterator[str]:
    mail = _until(_("Whom to tell by e-mail when it has ended (Enter: nobody)"), "", _are_addresses)
    yield ""
    if not mail:
        yield "# [notify]"
        yield '# webhook = "https://…"   # ' + _("or command, or mail_to with mail_from and smtp")
        return
    receivers = _BETWEEN_ADDRESSES.split(mail)
    yield "[notify]"
    yield tomli_w.dumps({"mail_to": receivers}, multiline_strings=False).strip()
    yield _line("mail_from", _until(_("The sender's address"), receivers[0], _is_address))
    yield _line("smtp", _asked(_("The mail server and its port"), "smtp.gmail.com:587"))
    yield _line("smtp_user", _asked(_("The user name there"), receivers[0]))
    yield "# " + _("The password stays out of this file: set BATCH_SENDER_SMTP_PASSWORD.")


def _connection() -> str | None:
    try:
        saved = list(connections.load_connections(in_force.workspace().connections))
    except BatchSenderError:
        saved = []
    if not saved:
        output.tell(_("(No connection is saved yet: batch-sender connection add NAME)"))
        return _asked(_("The connection to send through (Enter: decide later)"), "") or None
    question = _(CONNECTION.question).format(names=", ".join(saved))
    return _until(question, saved[0], lambda answer: answer in saved)


def _window() -> str:
    def is_window(answer: str) -> bool:
        try:
            parse_window(answer)
        except BatchSenderError:
            return False
        return True

    example = _("mon-fri 9:00-18:00")
    output.tell(
        _("(Days and hours, such as {example}; always: at any time.)").format(example=example)
    )
    return _until(_(WINDOW.question), _("mon-sat 8:00-20:00"), is_window)


def _is_address(answer: str) -> bool:
    return _ADDRESS.fullmatch(answer) is not None


def _are_addresses(answer: str) -> bool:
    return not answer or all(map(_is_address, _BETWEEN_ADDRESSES.split(answer)))


def _asked(question: str, otherwise: str) -> str:
    shown = f"{question} [{otherwise}]: " if otherwise else f"{question}: "
    return output.answer(shown) or otherwise


def _until(question: str, otherwise: str, is_right: Callable[[str], bool]) -> str:
    while True:
        answer = _asked(question, otherwise)
        if is_right(answer):
            return answer
        output.tell(_("That cannot be: {answer}").format(answer=answer))


def _entry(option: Option, value: str) -> str:
    return _line(option.key, value)


def _line(key: str, value: str) -> str:
    return tomli_w.dumps({key: value}).strip()
