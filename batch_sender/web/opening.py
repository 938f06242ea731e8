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

_FILE: Final = "open.html"


def open_browser(url: str, ticket: str, *, folder: Path) -> bool:
    """Open the page in a browser; say whether there is one that could be asked to."""
    file = _written(folder / _FILE, _document(url, ticket))
    try:
        return webbrowser.open(file.as_uri())
    except webbrowser.Error:
        return False


def forget_ticket(folder: Path) -> None:
    """Remove the file; whoever was to read it has."""
    (folder / _FILE).unlink(missing_ok=True)


def _written(file: Path, document: str) -> Path:
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text(document, "utf-8")
    return file.absolute()


def _document(url: str, ticket: str) -> str:
    title, press = html.escape(_("The page opens")), html.escape(_("Open the page"))
    return f"""<!doctype html>
<html lang="{language.current()}"><head><meta charset="utf-8"><title>{title}</title></head>
<body><form method="post" action="{html.escape(url)}/enter">
<input type="hidden" name="ticket" value="{html.escape(ticket)}">
<button>{press}</button></form>
<script>document.forms[0].submit()</script></body></html>
"""
