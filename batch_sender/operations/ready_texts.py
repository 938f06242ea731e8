"""The message texts that ship with the program: list them, show one, copy one to be changed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from batch_sender.config import bundled
from batch_sender.language import N_
from batch_sender.models import column_key
from batch_sender.models.system_words import said_of
from batch_sender.operations.errors import ReadyTextExists, ReadyTextNotCopied, ReadyTextUnknown

_WHEN: Final[Mapping[str, str]] = {
    "lembrete-consulta": N_("one or two days before an appointment"),
    "confirmacao-agendamento": N_("right after booking, to have it confirmed"),
    "boleto-mensalidade": N_("together with the bill as a PDF"),
    "cobranca-amigavel": N_("some days after a bill was due"),
    "aniversario": N_("on a birthday"),
    "promocao": N_("an offer, to people who agreed to get messages"),
    "pesquisa-satisfacao": N_("a day after a visit, to ask how it was"),
    "pedido-pronto": N_("when an order can be picked up"),
    "aviso-reuniao-escola": N_("a school's invitation to parents"),
    "renovacao-matricula": N_("when enrolments are renewed"),
}
"""What each text is for, in the order in which they are listed."""

_PLACEHOLDER: Final = re.compile(r"\{\{\s*(\w+)")
_MAY_BE_EMPTY: Final = re.compile(r"\{%\s*if (\w+)|\{\{\s*(\w+)\|default\(")
_NOT_A_COLUMN: Final = "saudacao"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyText:
    """A text that ships with the program. `when`: what it is for, in English."""

    name: str
    when: str
    path: Path

    @property
    def text(self) -> str:
        """The text itself."""
        return self.path.read_text("utf-8")

    @property
    def may_be_empty(self) -> tuple[str, ...]:
        """The columns that a list must have for it, whose cells may be empty."""
        found = (one or other for one, other in _MAY_BE_EMPTY.findall(self.text))
        return tuple(dict.fromkeys(found))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that a list must have for it, filled in each row."""
        left_out = {_NOT_A_COLUMN, *self.may_be_empty}
        found = dict.fromkeys(_PLACEHOLDER.findall(self.text))
        return tuple(name for name in found if name not in left_out)


def ready_texts() -> list[ReadyText]:
    """Return all of them; the place of each, from 1, is its number."""
    folder = bundled.folder("templates")
    return [
        ReadyText(name=name, when=when, path=folder / f"{name}.txt") for name, when in _WHEN.items()
    ]


def find_ready_text(wanted: str) -> ReadyText:
    """Return the text of this name, with or without its ending, or of this number.

    Raises:
        ReadyTextUnknown: there is none.
    """
    known = ready_texts()
    for number, each in enumerate(known, start=1):
        if wanted == str(number) or column_key(wanted.removesuffix(".txt")) == column_key(
            each.name
        ):
            return each
    raise ReadyTextUnknown(name=wanted)


def copy_ready_text(ready: ReadyText, folder: Path) -> Path:
    """Copy a text into a folder, to be changed there; return where it is. Nothing is written over.

    Raises:
        ReadyTextExists: a file of that name is there.
        ReadyTextNotCopied: the folder takes none.
    """
    path = folder / ready.path.name
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(ready.text)
    except FileExistsError as err:
        raise ReadyTextExists(path=path.name) from err
    except OSError as err:
        raise ReadyTextNotCopied(path=path.name, why=said_of(err)) from err
    return path
