"""Tell words beside a number that only label it from those that say who answers, or what forbids it.

Lists of words, as `column_key` writes them. A word on none of them passes where it is written like a
name; anything else is for a person to read.
"""

import re
from typing import Final

from batch_sender.models import RepairRule, column_key

_LABELS: Final = re.compile(
    # apparatus, apps
    "tel|tels|telef|telefone|telefones|fone|fones|cel|cels|celular|celulares|movel|mobile|cell|phone|"
    "telephone|contato|contatos|contact|numero|num|no|nr|nro|n|p|l|sms|callto|ativo|whatsapp|whatsap|watsapp|whats|"
    "wats|zap|zapzap|wpp|wapp|wp|telegram|signal|imessage|apple|chat|"
    # whose, and which
    "residencial|residencia|resid|res|casa|home|comercial|coml|trabalho|trab|work|business|empresa|"
    "escritorio|pessoal|particular|proprio|fixo|main|principal|preferencial|novo|atual|atualizado|"
    "alternativo|ddd|so|somente|apenas|ok|sim|tem|"
    # operators, countries
    "vivo|claro|tim|oi|nextel|algar|sercomtel|embratel|net|correios|ctbc|brasil|brazil|br|bra|"
    # between words
    "do|da|de|dos|das|e|o|a|os|as|no|na|com|c|em|para|pra|the|my|meu|minha"
)
_ANSWERED: Final = re.compile(
    # kin
    "mae|pai|mamae|papai|pais|espos[oa]|marido|mulher|conjuge|companheir[oa]|filh[oa]s?|irma(?:o|os|s)?|"
    "av[oa]|vov[oa]|ti[oa]s?|sobrinh[oa]|net[oa]|prim[oa]|cunhad[oa]|sogr[oa]|genro|nora|namorad[oa]|"
    "noiv[oa]|madrasta|padrasto|madrinha|padrinho|parente|familiar|familia|responsavel|resp|cuidador[a]?|"
    "mother|father|mom|mum|dad|wife|husband|son|daughter|sister|brother|"
    # others
    "baba|vizinh[oa]s?|amig[oa]s?|colega|secretari[ao]|recepcao|recepcionista|portaria|porteiro|zelador[a]?|"
    "caseir[oa]|gerente|don[oa]|patrao|patroa|chefe|assistente|neighbou?r|friend|assistant|"
    # remarks
    "recados?|rec|falar|fala|fale|chamar|chame|procurar|procure|tratar|avisar|deixar|cuidados|ac|aos?|ask"
)
_FORBIDDING: Final = re.compile(
    "nao\\w*|nunca|jamais|sem|not|never|dont|evitar|proibid\\w*|"
    "errad\\w*|invalid\\w*|inexist\\w*|incorret\\w*|incomplet\\w*|wrong|"
    "cancel\\w*|deslig\\w*|desativ\\w*|inativ\\w*|mudou\\w*|trocou\\w*|troca\\w*|perdid\\w*|perdeu|roub\\w*|furt\\w*|"
    "bloque\\w*|restrit\\w*|falec\\w*|obito|morreu|mort[oa]|antig\\w*|velh\\w*|old|ex|expirad\\w*|vencid\\w*|"
    "pare|parar|sair|saiu|remov\\w*|retir\\w*|descadastr\\w*|optout|stop|exclu\\w*|delet\\w*|apag\\w*|fora|"
    "duvid\\w*|verific\\w*|confer\\w*|confirmar|outr[oa]|spam|golpe|process\\w*|advogad\\w*|juridic\\w*|"
    "ligac\\w*|ligar|voz|mudo|ocupado|teste?|demitid\\w*|desist\\w*"
)
_OF_ANOTHER_KIND: Final = re.compile(
    "fax|pager|bip|ramal|rml|ram|ext|extension|extensao|cpf|cnpj|rg|cep|cnh|pis|nis|cns|sus|id|cod|codigo|matricula|protocolo|pedido|"
    "conta|agencia|ag|cc|nf|nota|boleto|prontuario|placa|data|hora|nasc|nascid[oa]|valor|rs|total|pix|chave|"
    "lote|serie|processo|inscricao|titulo|registro|contrato|cliente\\d*"
)
_NOTHING: Final = re.compile(
    "(?:telefone|tel|celular|cel|fone|whatsapp|numero)?(?:x+|na|nd|ni|sn|nt|nao(?:tem|possui|ha|informad[oa]|informou|consta|cadastrad[oa]|disponivel|sei|sabe|existe"
    "|tenho|(?:tem|possui)(?:telefone|celular|whatsapp|whats|fone|zap|numero))|"
    "(?:sem|s)(?:telefones?|tel|fone|numero|no|num|celular|cel|contato|whatsapp|whats|zap|informacao|cadastro|nada)|sem|"
    "nada|nenhum[a]?|vazio|branco|embranco|ausente|faltando|falta|indisponivel|desconhecido|ignorado|"
    "null|none|nan|nil|nulo|unknown|notavailable|notprovided|nophone|missing|empty|blank|0{1,4})"
)
_TELLING: Final = re.compile("[1-9]|^#")
"""A digit of a number, or the beginning of a formula's error."""
_WITH: Final = frozenset({"com", "c"})
_MOST_WORDS: Final = 7

_WORD: Final = re.compile(r"[^\W\d_]+")
# What may part words from a number, and from each other.
_SIGNS: Final = re.compile(r"[\s()\[\].,:;/\\*#'\"|·•=<>_-]*")
# A number as digits and their mask, the place of a carrier's code in front included.
_RUN: Final = re.compile(
    r"[(\[]?\+?[(\[ ]{0,2}(?:0?[ (]{0,2}(?:xx|\*\*)[) ]{0,2})?\d(?:[\d ()\[\]._-]*\d)?",
    re.ASCII | re.IGNORECASE,
)
# "Telefone 1: 11 …", "Fone2 - …": the digit belongs to the word.
_COUNTED: Final = re.compile(r"^([^\W\d_][^\d:()]*?) ?\d ?(?=[:)-])")
_FEWEST_DIGITS: Final = 8


def is_nothing(shown: str) -> bool:
    """Tell words, or a zero, that say there is no number: "não tem", "N/A", "xxxx"."""
    if _TELLING.search(shown):  # nearly all: they need no look at their words
        return False
    return _NOTHING.fullmatch(column_key(shown)) is not None


def forbids(shown: str) -> bool:
    """Tell whether a word says that a number is not to be written to."""
    return any(_FORBIDDING.fullmatch(column_key(word)) for word in _WORD.findall(shown))


def turn_by_label(label: str) -> int | None:
    """Return when a number comes whose kind stands in a cell of its own: "WhatsApp", "Mobile"; None for a fax."""
    key = column_key(label)
    if re.search("fax|pager|bip", key):
        return None
    turns = (
        "whats|zap|wpp",
        "mobile|cel|movel|iphone",
        "^(?!.*(?:work|trabalho|comercial|business))",
    )
    return next((turn for turn, kind in enumerate(turns) if re.search(kind, key)), len(turns))


def without_words(shown: str) -> tuple[str, RepairRule] | None:
    """Return the one number among words and what its words are; None where they forbid it or say too much."""
    shown = _COUNTED.sub(r"\1", shown)
    runs = list(_RUN.finditer(shown))
    if len(runs) != 1 or sum(map(str.isdecimal, runs[0][0])) < _FEWEST_DIGITS:
        return None
    before, after = shown[: runs[0].start()], shown[runs[0].end() :]
    beside = f"{before} {after}"
    words = _WORD.findall(beside)
    if not _SIGNS.fullmatch(_WORD.sub("", beside)):
        return None
    rule = _meaning(words) if words else None
    return None if rule is None else (runs[0][0], rule)


def _meaning(words: list[str]) -> RepairRule | None:
    """Return the rule by which words are left out; None where a person must read them."""
    keys = [column_key(word) for word in words]
    refused = (_FORBIDDING.fullmatch(key) or _OF_ANOTHER_KIND.fullmatch(key) for key in keys)
    if len(words) > _MOST_WORDS or any(refused):
        return None
    if any(map(_ANSWERED.fullmatch, keys)) or _speaks_of_another(words, keys):
        return RepairRule.ANSWERED_BY_OTHER
    unknown = [word for word, key in zip(words, keys, strict=True) if not _LABELS.fullmatch(key)]
    return RepairRule.LABEL_REMOVED if all(map(_is_name, unknown)) else None


def _speaks_of_another(words: list[str], keys: list[str]) -> bool:
    """Tell "com Ana", "c/ Ana", but not "telefone com DDD"."""
    pairs = zip(keys, words[1:], keys[1:], strict=False)
    return any(
        key in _WITH and not _LABELS.fullmatch(following) and _is_name(word)
        for key, word, following in pairs
    )


def _is_name(word: str) -> bool:
    return word[0].isupper() and len(word) > 1
