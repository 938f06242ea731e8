"""Understand a reply: does it ask for no more messages, may it, or does it not?

What is wrong either way hurts: somebody who asked goes on getting messages, or somebody who did not gets
none any more. So only what cannot be meant otherwise is taken for a yes; the rest is left to a person.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

Tokens = tuple[str, ...]

WORDS: Final[tuple[str, ...]] = (
    "sair",
    "parar",
    "pare",
    "parem",
    "cancelar",
    "cancele",
    "cancela",
    "stop",
    "remover",
    "remova",
    "remove",
    "excluir",
    "exclua",
    "descadastrar",
    "descadastre",
    "descadastrem",
    "descadastro",
    "descadastra",
    "desinscrever",
    "unsubscribe",
    "não quero receber",
    "não quero mais receber",
    "não desejo receber",
    "não desejo mais receber",
    "não me mande mais",
    "não me mandem mais",
    "não me envie mais",
    "não me enviem mais",
    "não mande mais",
    "não mandem mais",
    "não envie mais",
    "não enviem mais",
    "pare de mandar",
    "pare de enviar",
    "parem de mandar",
    "parem de enviar",
    "parar de mandar",
    "parar de enviar",
    "parar de receber",
    "deixar de receber",
    "para de mandar",
    "me tira da lista",
    "me tire da lista",
    "me tirem da lista",
    "me remova da lista",
    "tirar meu número",
    "tire meu número",
    "remover meu número",
    "excluir meu número",
)
"""What asks for no more messages, unless somebody keeps other words."""


class Wish(StrEnum):
    """What a reply asks for. `PERHAPS`: a person has to read it."""

    STOP = "stop"
    PERHAPS = "perhaps"
    NOTHING = "nothing"


def _told(written: str) -> frozenset[str]:
    return frozenset(_single(each) for each in written.split())


def _single(word: str) -> str:
    """Write each run of a letter once: "sairrr" is "sair", in the words as in the replies."""
    return re.sub(r"(.)\1+", r"\1", word)


_POLITE: Final = _told(
    "por favor pf pfv pfvr obrigado obrigada obg brigado brigada grato grata oi ola bom boa dia tarde "
    "noite sim ja agora please thanks tudo bem"
)
_THANKS: Final = _told("ok okay blz beleza valeu vlw certo")
_OBJECTS: Final = _told(
    "lista mensagem mensagens msg msgs propaganda propagandas promocao promocoes anuncio anuncios "
    "cadastro contatos lembrete lembretes messages"
)
_FILLERS: Final = _told(
    "me eu a o as os da de do dessa desta desse deste dessas dessa essas essa esse esses estas essa este "
    "isso nada mais nenhuma nenhum de voces vcs voce vc aqui no na pelo pro pra mim meu minha numero "
    "contato whatsapp whats zap wpp nesse neste por favor suas seus all"
)
_WISHES: Final = _told("quero queria gostaria desejo preciso pode podem podiam poderia")
_CLEAR: Final = _told(
    "sair descadastrar descadastre descadastrem descadastro desinscrever unsubscribe"
)
"""Words that are about a list and nothing else, once somebody says that they want it."""

_NOT: Final = _told("nao n naum nunca nem not dont jamais")
_BEFORE_A_NO: Final = _told(
    "quero queria precisa preciso precisam vou pode podem desejo gostaria de me e eh que mais se"
)
"""What may stand between a no and what it takes back: "não precisa me remover"."""

_HINTS: Final = (
    *("nao quero", "nao tenho interesse", "sem interesse", "nao me", "para", "chega", "bloquear"),
    *("bloqueio", "denunciar", "spam", "tira", "tire", "numero errado", "engano", "nao sou"),
    *(
        "nunca mais",
        "nao conheco",
        "nao autorizei",
        "nao mande",
        "nao mandem",
        "nao envie",
        "lista",
        "cancelo",
    ),
)
_INSTRUCTS: Final = _told("responda responder digite envie enviar escreva clique reply caso")
"""Verbs of the sender's own text, "para não receber mais, responda SAIR", which gets copied along."""

_CLAUSE: Final = re.compile(r"[.,;:!?\n\r()/…]+|\s[-–—]\s")
_LONG: Final = 30
"""Tokens beyond which a text is hardly an answer any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clause:
    """What one clause says: a `wish`, whether it names what it is about, whether it says anything."""

    wish: Wish
    about_messages: bool = False
    is_polite: bool = False


def understand(text: str, words: Iterable[str] = WORDS) -> Wish:
    """Say whether a reply asks for no more messages."""
    phrases = _phrases(tuple(words))
    clauses = [_read(tokens, phrases) for tokens in _clauses(text)]
    said = [each for each in clauses if not each.is_polite]
    stops = [each for each in said if each.wish is Wish.STOP]
    clear = stops and (len(stops) == len(said) or any(each.about_messages for each in stops))
    if clear and not _is_doubtful(text):
        return Wish.STOP
    if stops or any(each.wish is Wish.PERHAPS for each in said):
        return Wish.PERHAPS
    return Wish.NOTHING


def is_courtesy(text: str) -> bool:
    """Say whether a text is a greeting or a thank-you and nothing more."""
    return (_POLITE | _THANKS).issuperset(_tokens(text))


def word_list(typed: str) -> tuple[str, ...]:
    """Return the words of a list that was typed, one a line, each once; what holds no letter is left out."""
    lines = (" ".join(line.split()) for line in typed.splitlines())
    first = {_tokens(line): line for line in reversed(list(lines)) if _tokens(line)}
    return tuple(reversed(first.values()))


def _is_doubtful(text: str) -> bool:
    tokens = _tokens(text)
    return "?" in text or len(tokens) > _LONG or bool(_INSTRUCTS.intersection(tokens[:-1]))


def _read(tokens: Tokens, phrases: Sequence[Tokens]) -> _Clause:
    if _POLITE.union(_NOT).issuperset(tokens):
        return _Clause(wish=Wish.NOTHING, is_polite=True)
    found = [(at, each) for each in phrases for at in _places(tokens, each)]
    if not found:
        hinted = any(_places(tokens, hint) for hint in _hints())
        return _Clause(wish=Wish.PERHAPS if hinted else Wish.NOTHING)
    at, phrase = max(found, key=lambda each: len(each[1]))
    rest = tokens[:at] + tokens[at + len(phrase) :]
    if _NOT.isdisjoint(phrase) and not _NOT.isdisjoint(tokens):
        return _Clause(wish=_taken_back(tokens[:at], phrase))
    about = not _OBJECTS.isdisjoint(tokens)
    wants = about or len(phrase) > 1 or not _CLEAR.isdisjoint(phrase)
    around = (
        _POLITE | _FILLERS | _OBJECTS | (_WISHES if wants else frozenset()) | _words_of(phrases)
    )
    meant = around.issuperset(rest)
    return _Clause(wish=Wish.STOP if meant else Wish.PERHAPS, about_messages=about)


def _taken_back(before: Tokens, phrase: Tokens) -> Wish:
    """Tell "não quero parar" from "não consigo parar", and from "parar não"."""
    places = [at for at, token in enumerate(before) if token in _NOT]
    if not places or len(phrase) > 1:
        return Wish.PERHAPS
    between = before[places[-1] + 1 :]
    return Wish.NOTHING if _BEFORE_A_NO.issuperset(between) else Wish.PERHAPS


@cache
def _hints() -> tuple[Tokens, ...]:
    return tuple(tuple(map(_single, hint.split())) for hint in _HINTS)


def _words_of(phrases: Sequence[Tokens]) -> frozenset[str]:
    return frozenset(each[0] for each in phrases if len(each) == 1)


def _places(tokens: Tokens, phrase: Tokens) -> list[int]:
    ends = range(len(tokens) - len(phrase) + 1)
    return [at for at in ends if tokens[at : at + len(phrase)] == phrase]


@lru_cache(maxsize=16)  # words are chosen anew by people
def _phrases(words: tuple[str, ...]) -> tuple[Tokens, ...]:
    return tuple(filter(None, dict.fromkeys(map(_tokens, words))))


def _clauses(text: str) -> Iterator[Tokens]:
    for part in _CLAUSE.split(_plain(text)):
        if tokens := _tokens(part):
            yield tokens


def _tokens(text: str) -> Tokens:
    tokens = [_single(each) for each in re.findall(r"[^\W_]+", _plain(text))]
    if len(tokens) > 1 and all(len(each) == 1 for each in tokens):
        return ("".join(tokens),)  # S A I R
    return tuple("nao" if each in {"n", "naum", "ñ"} else each for each in tokens)


def _plain(text: str) -> str:
    """Write a text in small letters without accents: "NÃO" is "nao"."""
    apart = unicodedata.normalize("NFKD", text).replace("'", "").replace("\u2019", "")
    return "".join(each for each in apart if not unicodedata.combining(each)).casefold()
