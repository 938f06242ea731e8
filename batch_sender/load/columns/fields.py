"""Find the columns of name, file and consent, and read a yes or a no."""

import re
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import Final

from batch_sender.load.columns.table import Table, mostly, named
from batch_sender.models import column_key

# In this order: the first group that one column alone belongs to names the person.
_PERSON_NAMES: Final = (
    {"nome", "name"},
    {"nomecompleto", "fullname", "nomedocliente", "nomecliente", "nomedopaciente", "nomedoaluno"},
    {"cliente", "paciente", "aluno", "aluna", "customer", "client", "patient", "student"},
    {"primeironome", "firstname", "apelido", "destinatario", "contato", "contact"},
)
_MEDIA_NAME: Final = re.compile(
    "(?:nomedo)?(?:arquivo|anexo|pdf|boleto|documento|imagem|foto|midia)(?:pdf)?|caminho|"
    "file(?:name|path)?|attachment|media|image|path"
)
_FILE_NAME: Final = re.compile(r".+\.[a-z0-9]{2,4}", re.IGNORECASE)
_WHAT_FOR: Final = (
    "(?:receber|recebe|contato|enviar|envio|whatsapp|whats|zap|mensagem|mensagens|marketing|"
    "comunicacao|comunicacoes|promocoes|novidades|por|via|no|de)"
)
_CONSENT_NAME: Final = re.compile(
    r"(?:consentimento|consent|optin|aceite|lgpd|autorizacao|permissao|"
    rf"(?:aceita|aceitou|autoriza|autorizou){_WHAT_FOR}*|"
    rf"(?:permite|quer|deseja|podemos|pode){_WHAT_FOR}+|"
    r"(?:accepts?|allows?|subscribed?)(?:to)?(?:marketing|contact|whatsapp|messages?)*)"
    r"(?:lgpd|whatsapp|whats|marketing|contato)?"
)
_OPTOUT_NAME: Final = re.compile(
    r"(?:descadastro|descadastrad[oa]|descadastradoem|optout|optedout|unsubscribed?|donotcontact|"
    r"donotcall|donotsend|naoenviar|naocontatar|naocontactar|naoligar|naoperturbe|naoreceber|"
    r"naoquer(?:receber)?|bloquead[oa]|bloqueio|blacklist|listanegra|cancelouinscricao)"
    r"(?:whatsapp|whats|mensagens?|marketing)?"
)


class Mark(Enum):
    """What a cell says to a question of yes or no."""

    YES = "yes"
    NO = "no"
    BLANK = "blank"
    OTHER = "other"


_YES: Final = re.compile(
    r"s|sim|y|yes|x|ok|true|verdadeiro|1|aceit[aoe]|aceitou|autoriz(?:a|ado|ou)|consent\w*|"
    r"permitid[oa]|optin|ativ[oa]|(?:sim|yes).*"
)
_NO: Final = re.compile(
    r"n|nao|no|false|falso|0|recus\w*|negad[oa]|negou|optout|descadastr\w*|nunca|never|"
    r"(?:nao|not)\w*"
)
_TICKS: Final = {"✓": Mark.YES, "✔": Mark.YES, "✅": Mark.YES, "☑": Mark.YES}
_CROSSES: Final = {"✗": Mark.NO, "✘": Mark.NO, "❌": Mark.NO, "☐": Mark.NO, "✖": Mark.NO}
_SIGNS: Final = {**_TICKS, **_CROSSES}


@lru_cache(maxsize=1024)
def read_mark(cell: str) -> Mark:
    """Read a cell as a yes or a no, as people write them: "Sim", "x", "0", "FALSO", "✓"."""
    text = cell.strip()
    if not text or text in {"-", "–", "—"}:
        return Mark.BLANK
    if text[0] in _SIGNS:
        return _SIGNS[text[0]]
    key = column_key(text)
    if _NO.fullmatch(key):
        return Mark.NO
    return Mark.YES if _YES.fullmatch(key) else Mark.OTHER


def find_name_column(header: Sequence[str]) -> int | None:
    """Return the position of the person's name; None where absent or ambiguous."""
    keys = [column_key(name) for name in header]
    for names in _PERSON_NAMES:
        found = [i for i, key in enumerate(keys) if key in names]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def find_media_column(table: Table) -> int | None:
    """Return the one column named like a file in which file names stand; None otherwise."""

    def fits(cell: str) -> bool:
        return _FILE_NAME.fullmatch(cell.strip()) is not None

    found = [i for i in named(table, _MEDIA_NAME) if mostly(table, i, fits)]
    return found[0] if len(found) == 1 else None


def find_consent_columns(table: Table) -> tuple[int, ...]:
    """Return the columns that say who wants messages; their values must be mostly yes or no."""

    def fits(cell: str) -> bool:
        return read_mark(cell) in {Mark.YES, Mark.NO}

    return tuple(i for i in named(table, _CONSENT_NAME) if mostly(table, i, fits))


def find_optout_columns(table: Table) -> tuple[int, ...]:
    """Return the columns that say who wants no messages; most of their cells are blank."""
    return tuple(named(table, _OPTOUT_NAME))
