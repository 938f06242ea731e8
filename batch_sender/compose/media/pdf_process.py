"""Extract the text of PDFs in a process of its own, asked and answered in lines of JSON.

It runs as a process of its own (`sandbox`): a PDF may nest, loop and unpack without end.
"""

import io
import json
import logging
import sys
import time
from base64 import b64decode
from itertools import islice
from typing import Any, Final

from pypdf import PdfReader

from batch_sender.sandbox.process import bound

MOST_PAGES: Final = 10
"""Whose bill it is stands on the first of them."""
MOST_TEXT: Final = 200_000

_MEMORY: Final = 1024**3
_CPU: Final = 10  # seconds a file
_SPARE: Final = 4 * 1024**2


def main() -> None:
    """Answer each request until there are no more."""
    logging.disable()
    for line in sys.stdin.buffer:
        bound(memory=_MEMORY, cpu=int(time.process_time()) + _CPU)
        answer = _answer(b64decode(json.loads(line)["pdf"]))
        sys.stdout.buffer.write(json.dumps(answer).encode("ascii") + b"\n")
        sys.stdout.buffer.flush()


def _answer(content: bytes) -> dict[str, Any]:
    spare = bytearray(_SPARE)  # given back before the answer is written
    try:
        return _read(content)
    except Exception:  # noqa: BLE001 - a broken PDF makes its reader raise anything
        return {"unread": "unreadable"}
    finally:
        del spare


def _read(content: bytes) -> dict[str, Any]:
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        return {"unread": "locked"}
    pieces, length = [], 0
    for page in islice(reader.pages, MOST_PAGES):
        piece = page.extract_text()
        pieces.append(piece)
        length += len(piece)
        if length > MOST_TEXT:
            break
    text = "\n".join(pieces)[:MOST_TEXT]
    return {"text": text} if text.strip() else {"unread": "no_text"}
