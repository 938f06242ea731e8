"""Recognise by its content what is no list but might be made into one, and say how."""

import re
from typing import Final, NamedTuple

from batch_sender.language import N_
from batch_sender.load.clean_text import utf16_name


class Foreign(NamedTuple):
    """`what` a content is, and `how` to make a list of it; both marked for the catalogues."""

    what: str
    how: str


_OPEN_AND_SAVE: Final = N_("Open it in Excel or LibreOffice and save it as XLSX.")
_FROM_ITS_PROGRAM: Final = N_(
    "Open it in the program that made it and save the list as XLSX or CSV."
)
_NOT_THIS_ONE: Final = N_("Give the list itself: a spreadsheet with one person a row.")

PICTURE: Final = Foreign(
    N_("a picture"), N_("Type the list into a spreadsheet, or ask for the file it was made of.")
)
FILM: Final = Foreign(N_("a picture or a video"), PICTURE.how)
PDF: Final = Foreign(
    N_("a PDF document"),
    N_(
        "Ask for the spreadsheet it was made of; or, in Excel: Data, Get Data, From File, From PDF."
    ),
)
PACKED: Final = Foreign(
    N_("a packed archive"), N_("Unpack it first and give the list that lies in it.")
)
PROGRAM: Final = Foreign(N_("a program"), _NOT_THIS_ONE)
WORD: Final = Foreign(
    N_("a Word document"),
    N_("Copy its table into a new spreadsheet and save that as XLSX."),
)
RTF: Final = Foreign(N_("an RTF document"), WORD.how)
TEXT_DOCUMENT: Final = Foreign(N_("a text document"), WORD.how)
SLIDES: Final = Foreign(N_("a presentation"), WORD.how)
XLSB: Final = Foreign(N_("a binary workbook (XLSB)"), N_("Open it in Excel and save it as XLSX."))
APPLE: Final = Foreign(
    N_("a document of Numbers, Pages or Keynote"),
    N_("Open it in Numbers, choose File, Export To, Excel, and give the XLSX."),
)
OLD_OFFICE: Final = Foreign(N_("a document of an old Office program"), _FROM_ITS_PROGRAM)
MESSAGE: Final = Foreign(
    N_("an e-mail message"), N_("Save the list that is attached to it, and give that.")
)
DATABASE: Final = Foreign(
    N_("a database"), N_("Export the table or query of the people as CSV or XLSX, and give that.")
)
ACCESS: Final = Foreign(
    N_("an Access database"),
    N_("Open it in Access, choose External Data, Export, Excel, and give the XLSX."),
)
DBF: Final = Foreign(N_("a dBase table (DBF)"), _OPEN_AND_SAVE)
WEB_PAGE: Final = Foreign(N_("a web page (HTML)"), _OPEN_AND_SAVE)
WEB_ARCHIVE: Final = Foreign(N_("a web page saved as one file (MHT)"), _OPEN_AND_SAVE)
XML: Final = Foreign(
    N_("an XML document"),
    N_(
        "Export the list as XLSX or CSV where it comes from; or open it in Excel and save it as XLSX."
    ),
)
XML_SHEET: Final = Foreign(N_("an XML Spreadsheet 2003"), _OPEN_AND_SAVE)
FLAT_ODS: Final = Foreign(
    N_("a flat OpenDocument spreadsheet (FODS)"),
    N_("Open it in LibreOffice and save it as ODS or XLSX."),
)
JSON: Final = Foreign(
    N_("JSON"),
    N_(
        "Export the list as CSV or XLSX where it comes from; or, in Excel: Data, Get Data, From File, "
        "From JSON, and save it as XLSX."
    ),
)
GOOGLE_LINK: Final = Foreign(
    N_("a link to a Google document, not the document"),
    N_("Open it in the browser, choose File, Download, Microsoft Excel, and give the XLSX."),
)
SHORTCUT: Final = Foreign(
    N_("a shortcut to another file"), N_("Give the file itself that it leads to.")
)
VCARDS: Final = Foreign(
    N_("vCards, the contacts of a phone or an e-mail program"),
    N_(
        "Import them into Google Contacts (contacts.google.com, Import), export them there as Google "
        "CSV, and give that CSV."
    ),
)
CALENDAR: Final = Foreign(N_("a calendar (iCalendar)"), _NOT_THIS_ONE)
LDIF: Final = Foreign(
    N_("an address book (LDIF)"),
    N_("Export the address book as CSV where it comes from, and give that."),
)
SYLK: Final = Foreign(N_("a SYLK sheet"), _OPEN_AND_SAVE)
DIF: Final = Foreign(N_("a DIF sheet"), _OPEN_AND_SAVE)
SQL: Final = Foreign(
    N_("a dump of a database (SQL)"), N_("Export the table of the people as CSV, and give that.")
)
NO_TEXT: Final = Foreign(N_("no text"), _FROM_ITS_PROGRAM)

_MAGIC: Final = (
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"BM", PICTURE),
    (b"II*\x00", PICTURE),
    (b"MM\x00*", PICTURE),
    (b"%PDF", PDF),
    (b"{\\rtf", RTF),
    (b"\x1f\x8b", PACKED),
    (b"Rar!", PACKED),
    (b"7z\xbc\xaf", PACKED),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"SQLite format 3\x00", DATABASE),
    (b"PGDMP", DATABASE),
    (b"\x00\x01\x00\x00Standard Jet DB", ACCESS),
    (b"\x00\x01\x00\x00Standard ACE DB", ACCESS),
    (b"L\x00\x00\x00\x01\x14\x02\x00", SHORTCUT),
)
_AMBIGUOUS_MAGIC: Final = frozenset({b"BM", b"MZ"})
_DBF_VERSIONS: Final = frozenset(b"\x02\x03\x30\x31\x32\x43\x63\x83\x8b\xcb\xf5\xfb")

_TAGS: Final = (
    "html|head|meta|title|style|script|base|body|table|thead|tbody|tr|td|th|div|span|font|center|p|br|hr|"
    "h[1-6]|b|ul|ol|form|img|pre"
)
_STATEMENT: Final = (
    r"INSERT\s+INTO|CREATE\s+(?:TABLE|DATABASE|SCHEMA)|DROP\s+(?:TABLE|DATABASE)|COPY\s+\S+\s*\("
)
_HEADER_LINE: Final = (
    r"(?:From|To|Subject|Date|Return-Path|Received|Delivered-To|Message-ID|MIME-Version|X-[\w-]+|"
    r"DKIM-Signature|ARC-[\w-]+|Reply-To|Content-Type): "
)
# What texts begin with, the more telling first. Each is linear: whoever made the file chose its letters.
_TEXTS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE | re.MULTILINE), found)
    for pattern, found in (
        (r"BEGIN:VCARD\b", VCARDS),
        (r"BEGIN:VCALENDAR\b", CALENDAR),
        (r"<\?mso-application|<\?xml[^\0]*progid=.Excel\.Sheet", XML_SHEET),
        (r"(?:<\?xml[^\0]*)?<(?:\w{1,9}:)?Workbook\b", XML_SHEET),
        (r"(?:<\?xml[^\0]*)?<office:document\b", FLAT_ODS),
        (rf"(?:<\?xml[^\0]*)?<!DOCTYPE\s+html|<\?xml[^\0]*<html\b|<(?:!--|(?:{_TAGS})[\s>/])", WEB_PAGE),
        (r"<\?xml|<!DOCTYPE|<plist\b", XML),
        (r'\{[^{}]*(?:"doc_id"\s*:|//docs\.google\.com/)', GOOGLE_LINK),
        (r'\{\s*(?:"[^"\n]*"\s*:|\})|\[\s*(?:\{|\]|\[\s*["\d]|"[^"\n]*"\s*,\s*")', JSON),
        (r"\[InternetShortcut\]|\[Desktop Entry\]", SHORTCUT),
        (r"From: ..?(?:Saved by|Salvo p)|MIME-Version:[^\0]*multipart/related", WEB_ARCHIVE),
        (rf"{_HEADER_LINE}[^\0]*^(?:Snapshot-)?Content-Location:", WEB_ARCHIVE),
        (rf"{_HEADER_LINE}.*\n(?:[ \t].*\n)*{_HEADER_LINE}", MESSAGE),
        (r"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ", MESSAGE),
        # A list may begin so, too: "ID;PRODUTO". A sheet has nothing but records below.
        (r"ID;P[^;\n]*(?:;[NE])*\n(?:(?:P;[PFELSM]|F;|B;[XY]|C;[XYKSE]|O;|N[NUE];|W;).*\n){2}", SYLK),
        (r"TABLE\s*\n0,1\s*\n", DIF),
        (r"(?:version: *\d+\s+)?(?:#.*\n+)*dn::? ", LDIF),
        (rf"(?:--|/\*|#|SET |USE |BEGIN|START |PRAGMA )[^\0]*^(?:{_STATEMENT})|{_STATEMENT}", SQL),
        (r"(?:--\s*)*-- (?:MySQL|MariaDB|phpMyAdmin|PostgreSQL|HeidiSQL|Adminer)\b", SQL),
    )
)  # fmt: skip


def foreign(head: bytes) -> Foreign | None:
    """Tell what a file is by its first bytes, where it is none of the formats that are read."""
    for magic, found in _MAGIC:
        if head.startswith(magic) and (magic not in _AMBIGUOUS_MAGIC or b"\x00" in head):
            return found
    if head[4:8] == b"ftyp" or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        return FILM
    return DBF if _is_dbf(head) else _text(head) or _binary(head)


def _text(head: bytes) -> Foreign | None:
    beginning = head.decode(utf16_name(head) or "utf-8", "replace").lstrip("\ufeff\ufffd \t\r\n")
    beginning = beginning.replace("\r\n", "\n").replace("\r", "\n")
    return next((found for pattern, found in _TEXTS if pattern.match(beginning)), None)


def _is_dbf(head: bytes) -> bool:
    """Tell a dBase table: its version, the date of its last change, and the end of its list of fields."""
    if len(head) < 32 or head[0] not in _DBF_VERSIONS:
        return False
    size = int.from_bytes(head[8:10], "little")
    return 1 <= head[2] <= 12 and 1 <= head[3] <= 31 and size >= 65 and b"\r" in head[32:size]


def _binary(head: bytes) -> Foreign | None:
    """Recognise what is no text: many control characters that are not those of UTF-16."""
    if len(head) < 64 or utf16_name(head) is not None:
        return None
    controls = sum(head.count(code) for code in range(1, 32) if code not in b"\t\n\r\x0b\x0c\x1a")
    return NO_TEXT if controls * 30 > len(head) or head.count(0) * 4 > len(head) else None
