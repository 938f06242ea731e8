"""The command line: read what was typed, call, show results on stdout and talk on stderr."""

import gc
import os
import sys
from collections.abc import Sequence

from batch_sender import language
from batch_sender.cli import debug, layout, streams
from batch_sender.cli.remedies import COMMAND_LINE
from batch_sender.models.errors import speak_for


def run() -> None:
    """Run the console script."""
    # Loading makes many objects and no garbage: looking for some after every 700 of them takes a
    # twelfth of the time of a short command, doing so again in all that is left at the end a fifth.
    gc.set_threshold(20_000)
    code = main(sys.argv[1:])
    gc.freeze()
    sys.exit(code)


def open_page() -> None:
    """Run the script that a double-click starts: it has no terminal, and on Windows no streams either."""
    sys.exit(main(["serve", *sys.argv[1:]]))


def main(argv: Sequence[str]) -> int:
    """Run one command; return its exit code (they are listed in `--help`)."""
    typed = tuple(argv)
    environment = os.environ  # looked at here alone, and handed on
    streams.begin()
    _speak_utf8()
    speak_for(COMMAND_LINE)
    layout.begin(environment)
    shown, argv = _taken_out("--debug", argv)
    debug.begin(on=shown or debug.is_asked(environment))
    chosen, rest = _take("--lang", argv)
    language.use(language.preferred(chosen, environment))
    profile, rest = _take("--profile", rest)
    # What cannot be meant is left in its place, so that the parser complains about it.
    if chosen is not None and language.match(chosen) is None:
        rest = [f"--lang={chosen}", *rest]
    if profile == "":
        rest = ["--profile=", *rest]
    # Not above: whoever imports another module of the command line does not need every command.
    from batch_sender.cli.app import dispatch  # noqa: PLC0415

    return dispatch(rest, environment, profile=profile, typed=typed)


def _take(flag: str, argv: Sequence[str]) -> tuple[str | None, list[str]]:
    """Take a flag out, wherever it stands; return its value and what is left.

    Language and profile are needed before anything is parsed.
    """
    chosen: str | None = None
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        if word == "--":
            return chosen, [*rest, word, *words]
        name, sign, value = word.partition("=")
        if name == flag:
            chosen = value if sign else next(words, "")
        else:
            rest.append(word)
    return chosen, rest


def _taken_out(switch: str, argv: Sequence[str]) -> tuple[bool, list[str]]:
    """Take a switch out, wherever it stands; say whether it was there, and what is left."""
    end = argv.index("--") if "--" in argv else len(argv)
    rest = [word for word in argv[:end] if word != switch]
    return len(rest) < end, [*rest, *argv[end:]]


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
