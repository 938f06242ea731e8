"""Workbooks made by hand, part by part, for what openpyxl would not write."""

import zipfile
from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
ROOT_LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
WORKBOOK_LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_LINKS}/styles" Target="styles.xml"/></Relationships>'
)


def workbook_xml(properties: str = "") -> str:
    """Return a workbook part of one sheet, "Lista"."""
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><workbookPr {properties}/>'
        '<sheets><sheet name="Lista" sheetId="1" r:id="r1"/></sheets></workbook>'
    )


def styles_xml(*codes: str) -> str:
    """Return a styles part in which style 0 is General and style n shows the n-th of `codes`."""
    formats = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{code}"/>' for n, code in enumerate(codes, 1)
    )
    styles = "".join(f'<xf numFmtId="{200 + n}"/>' for n, _ in enumerate(codes, 1))
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts>{formats}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
        f'<cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>'
    )


def sheet_xml(rows: str) -> str:
    """Return a worksheet part around `rows`, the inside of its sheetData."""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def write_xlsx(
    path: Path,
    sheet: str,
    *,
    styles: str | None = None,
    workbook: str | None = None,
    more: dict[str, str] | None = None,
) -> Path:
    """Write a workbook of one worksheet part, `sheet`, to `path`."""
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT_LINKS,
        "xl/workbook.xml": workbook or workbook_xml(),
        "xl/_rels/workbook.xml.rels": WORKBOOK_LINKS,
        "xl/styles.xml": styles or styles_xml(),
        "xl/worksheets/sheet1.xml": sheet,
        **(more or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def text_cell(reference: str, text: str) -> str:
    """Return a cell that holds `text` inline."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


HEADER = f'<row r="1">{text_cell("A1", "nome")}{text_cell("B1", "telefone")}</row>'
