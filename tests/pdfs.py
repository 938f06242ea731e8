"""Small PDFs, written by hand: bills with text, scans without, and some that mean harm."""

import zlib
from collections.abc import Sequence


def pdf(*lines: str) -> bytes:
    """One page with these lines; without any it is as empty of text as a scan."""
    shown = "".join(f"({_escaped(line)}) Tj 0 -16 Td " for line in lines)
    return _document([_stream(f"BT /F1 12 Tf 72 720 Td {shown}ET".encode("cp1252"))])


def flate_bomb(megabytes: int) -> bytes:
    """A page whose content unpacks to so many megabytes."""
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(b" " * 1024 * 1024) for _ in range(megabytes))
    return _document([_stream(packed + packer.flush(), b"/Filter /FlateDecode ")])


def page_loop() -> bytes:
    """A tree of pages that is its own branch."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000000 >>",
    )
    return _file(objects)


def deep_nesting() -> bytes:
    """Arrays in arrays, a hundred thousand deep."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R /X " + b"[" * 100_000 + b"]" * 100_000 + b" >>",
        b"<< /Type /Pages /Kids [] /Count 0 >>",
    )
    return _file(objects)


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<< %b/Length %d >>\nstream\n%b\nendstream" % (more, len(content), content)


def _document(contents: Sequence[bytes]) -> bytes:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
        b"/Resources << /Font << /F1 4 0 R >> >> >>"
    )
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return _file((b"<< /Type /Catalog /Pages 2 0 R >>", pages, page, font, *contents))


def _file(objects: Sequence[bytes]) -> bytes:
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, len(body))
    )
