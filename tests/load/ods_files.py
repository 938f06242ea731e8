"""ODS workbooks made by hand, for what no program would write."""

import io
import zipfile
from pathlib import Path

OPEN = (
    '<?xml version="1.0"?>{doctype}<office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:automatic-styles>'
    '<style:style style:name="gone" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
CLOSE = "</office:spreadsheet></office:body></office:document-content>"


def cell(text: str = "", attributes: str = "") -> str:
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n")) if text else ""
    return f"<table:table-cell {attributes}>{paragraphs}</table:table-cell>"


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


HEADER = row(cell("nome"), cell("fone"))


def ods(folder: Path, *tables: str, doctype: str = "") -> Path:
    path = folder / "lista.ods"
    path.write_bytes(ods_content(*tables, doctype=doctype))
    return path


def ods_content(*tables: str, doctype: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", OPEN.format(doctype=doctype) + "".join(tables) + CLOSE)
    return file.getvalue()


def table(*rows: str, attributes: str = 'table:name="Lista"') -> str:
    return f"<table:table {attributes}>{HEADER}{''.join(rows)}</table:table>"
