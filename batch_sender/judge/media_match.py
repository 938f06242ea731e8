"""Check for `--media-check` whether each row's PDF belongs to that row.

A column of the list that was sorted by itself sends every family another one's bill. So a PDF is
looked into for its row's name, document number or value. Three in a row that hold none of them stop
the batch before anything leaves.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from batch_sender.compose.media.evidence import Evidence, FileText, cents, is_document, name_words
from batch_sender.compose.media.pdf_texts import PdfTexts, Unread
from batch_sender.judge.column_mapping import TemplateView
from batch_sender.judge.errors import (
    MediaCheckHasNoColumns,
    MediaCheckHasNoFiles,
    MediaDoesNotMatch,
)
from batch_sender.models import JudgedMessage, MediaFile, Notice, NoticeCode, column_key

_PDF: Final = "application/pdf"
_MOST_IN_A_ROW: Final = 3
_LONGEST_CELL: Final = 200
"""A longer one is no name, no number and no value."""

# As `column_key` writes a column's name.
_OF_WHOM: Final = r"(?:completo|full|d[oae]s?\w*)?"
_NAMES: Final = re.compile(
    rf"(?:nome|name|fullname|firstname|cliente|customer|client|alun[oa]|student|paciente|patient|"
    rf"responsavel|pai|mae|pagador|payer|sacado|titular|soci[oa]|associad[oa]|condomino|morador|"
    rf"moradora|inquilin[oa]|tenant|funcionari[oa]|colaborador|colaboradora|employee|empresa|company|"
    rf"razaosocial|destinatari[oa]|contratante|beneficiari[oa]|segurad[oa]){_OF_WHOM}"
)
_DOCUMENTS: Final = re.compile(
    r"cpf\w*|cnpj\w*|rg|doc|documento\w*|document\w*|\w*nossonumero|matricula\w*|ra|registro\w*|"
    r"contrato\w*|contract\w*|codigo\w*|cod\w*|protocolo|inscricao\w*|fatura|invoice\w*|nota\w*|nf\w*|"
    r"pedido\w*|order\w*|linhadigitavel|apolice|prontuario|carteirinha|instalacao|student(?:id|number)|id"
)
_AMOUNTS: Final = re.compile(
    r"(?:valor|value|total|amount|mensalidade|parcela|preco|price|montante|saldo|debito|divida)\w*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceColumns:
    """Where a row says whose its file is: the places of cells in it."""

    names: tuple[int, ...]
    documents: tuple[int, ...]
    amounts: tuple[int, ...]

    @classmethod
    def of(cls, template_view: TemplateView, *, path_columns: Collection[int]) -> Self:
        """Find them by their names, those of `--map` included.

        Columns that the file's path is made of say nothing, if there are others: the file that is
        found by a number surely holds that number, whoever's row it stands in.

        Raises:
            MediaCheckHasNoColumns: there is none.
        """
        places = template_view.places or tuple(range(len(template_view.header)))
        named_there = [
            (place, column_key(name))
            for place, name in zip(places, template_view.header, strict=True)
        ]

        def named(pattern: re.Pattern[str], *, without: Collection[int]) -> tuple[int, ...]:
            found = [place for place, key in named_there if pattern.fullmatch(key)]
            return tuple(place for place in dict.fromkeys(found) if place not in without)

        for without in (frozenset(places[i] for i in path_columns), frozenset[int]()):
            names, documents = named(_NAMES, without=without), named(_DOCUMENTS, without=without)
            amounts = named(_AMOUNTS, without=without)
            if names or documents or amounts:
                return cls(names=names, documents=documents, amounts=amounts)
        raise MediaCheckHasNoColumns(columns=", ".join(template_view.columns))


class MediaCheck:
    """Looks into one row's file after another, and counts. Close it, or use it in a `with`."""

    def __init__(self, columns: EvidenceColumns, texts: PdfTexts | None = None) -> None:
        self._notices: Counter[str] = Counter()
        self._matching = 0
        self._columns = columns
        self._texts = texts or PdfTexts()
        self._amounts_seen: Counter[int] = Counter()
        self._wrong_in_a_row: list[int] = []

    @classmethod
    def of(cls, template_view: TemplateView, *, path_columns: Collection[int] | None) -> Self:
        """Settle what is compared; `path_columns`, of the template_view: None where no row has its own file.

        Raises:
            MediaError: there is nothing to compare.
        """
        if path_columns is None:
            raise MediaCheckHasNoFiles
        return cls(EvidenceColumns.of(template_view, path_columns=path_columns))

    def look(self, message: JudgedMessage) -> JudgedMessage:
        """Compare a row with its file; return the row with what is worth a look.

        Raises:
            MediaDoesNotMatch: it is the third in a row that does not match.
        """
        if message.problem is not None or message.media is None:
            return message
        notice = self._compared(message, message.media)
        if notice is None:
            return message
        self._notices[notice.code] += 1
        return message._replace(notices=(*message.notices, notice))

    def found(self) -> dict[str, object]:
        """Tell how many rows got each notice, and how many files match their rows."""
        return {"notices": dict(self._notices), "files_matching": self._matching}

    def close(self) -> None:
        """Stop the process that reads the files."""
        self._texts.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _compared(self, message: JudgedMessage, media: MediaFile) -> Notice | None:
        evidence = self._evidence(message.cells)
        if not evidence:
            return _not_compared("nothing_to_find")
        if media.content_type != _PDF:
            return _not_compared("not_pdf")
        text = self._texts.of(media)
        if isinstance(text, Unread):
            return _not_compared(text.value)
        if FileText(text).holds(evidence):
            self._wrong_in_a_row.clear()
            self._matching += 1
            return None
        self._wrong_in_a_row.append(message.row)
        if len(self._wrong_in_a_row) == _MOST_IN_A_ROW:
            raise MediaDoesNotMatch(rows=", ".join(map(str, self._wrong_in_a_row)))
        return Notice(code=NoticeCode.MEDIA_MISMATCH, detail=media.path.name)

    def _evidence(self, cells: Sequence[str]) -> Evidence:
        """Pick it out of a row. A value that an earlier row has, too, tells nobody apart."""
        columns = self._columns
        cells = [cell if len(cell) <= _LONGEST_CELL else "" for cell in cells]
        amounts = [found for i in columns.amounts if (found := cents(cells[i])) is not None]
        fresh = tuple(amount for amount in amounts if not self._amounts_seen[amount])
        self._amounts_seen.update(amounts)
        return Evidence(
            names=tuple(cells[i] for i in columns.names if name_words(cells[i])),
            documents=tuple(cells[i] for i in columns.documents if is_document(cells[i])),
            amounts=fresh,
        )


def _not_compared(why: str) -> Notice:
    return Notice(code=NoticeCode.MEDIA_NOT_COMPARED, detail=why)
