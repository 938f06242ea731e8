"""Open the page in the person's own browser, without its ticket in a process list or a history.

The browser is given a file that only its owner can read, and that posts the ticket. An address with a ticket
in it would stand among the arguments of the browser's process, and in its history.
"""

import html
import webbrowser
from pathlib import Path
from typing import Final

from batch_sender import language
from batch_sender.language import _
from batch_sender.web.private_files import write_private

_FILE: Final = "open.html"


def open_browser(url: str, ticket: str | None, *, folder: Path) -> bool:
    """Open the page in a browser; say whether there is one that could be asked to.

    Without a ticket the page itself is opened, where people sign in.
    """
    try:
        return webbrowser.open(url if ticket is None else _written(folder, url, ticket))
    except webbrowser.Error:
        return False


def forget_ticket(folder: Path) -> None:
    """Remove the file; whoever was to read it has."""
    (folder / _FILE).unlink(missing_ok=True)


def _written(folder: Path, url: str, ticket: str) -> str:
    file = (folder / _FILE).absolute()
    write_private(file, _document(url, ticket))
    return file.as_uri()


def _document(url: str, ticket: str) -> str:
    title, press = html.escape(_("The page opens")), html.escape(_("Open the page"))
    return f"""<!doctype html>
<html lang="{language.current()}"><head><meta charset="utf-8"><title>{title}</title></head>
<body><form method="post" action="{html.escape(url)}/enter">
<input type="hidden" name="ticket" value="{html.escape(ticket)}">
<button>{press}</button></form>
<script>document.forms[0].submit()</script></body></html>
"""
