"""Choose which of a batch's texts (variants A, B, …) a person gets, always the same for the same texts.

Of several texts everybody gets one. Which one hangs on the person and the texts
alone, not on the row, the order or the run; and whoever got one of them gets none of the others.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from batch_sender.compose.errors import TextsAlike, TooManyTexts
from batch_sender.compose.idempotency_key import SaidKeys
from batch_sender.compose.templates import Template, Voice, compile_template
from batch_sender.config.settings import Settings
from batch_sender.models import MessageText

NAMES: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What variants are called, in the order they are given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledVariant:
    """One text of a batch, ready to be filled; `name` is None where there is one only."""

    name: str | None
    template: Template
    said: SaidKeys
    _key: bytes

    def pull(self, person: str) -> bytes:
        """Return how strongly this text draws a person: of several the strongest one gets them."""
        return hashlib.blake2b(person.encode(), key=self._key, digest_size=32).digest()


class CompiledVariants:
    """The texts of one batch: `key` is the journal's own, so that nobody can tell the split."""

    def __init__(self, templates: Sequence[Template], *, key: bytes) -> None:
        several = len(templates) > 1
        self._all = tuple(
            CompiledVariant(
                name=NAMES[place] if several else None,
                template=template,
                said=SaidKeys(key, template.source),
                _key=hashlib.blake2b(
                    template.source.encode("utf-8", "surrogatepass"), key=key, digest_size=32
                ).digest(),
            )
            for place, template in enumerate(templates)
        )

    def for_person(self, person: str | None) -> CompiledVariant:
        """Return the text that a person gets; the first one where nobody knows who that is.

        The strongest pull decides (rendezvous hashing): of the same texts everybody always gets
        the same one, and a text more draws people to itself alone.
        """
        if person is None or len(self._all) == 1:
            return self._all[0]
        whom = person
        return max(self._all, key=lambda variant: variant.pull(whom))

    def said(
        self,
        variant: CompiledVariant,
        person: str,
        cells: Sequence[str],
        *,
        key: str | None,
        media: str | None,
    ) -> tuple[str, tuple[str, ...]]:
        """Return the key of what this text says to a person, and those of the other texts.

        `key`: what tells two messages apart instead of all values; `media`: the file's SHA-256.
        """
        if len(self._all) == 1:
            return self._said(variant, person, cells, key, media), ()
        others = (each for each in self._all if each is not variant)
        return (
            self._said(variant, person, cells, key, media),
            tuple(self._said(each, person, cells, key, media) for each in others),
        )

    def _said(
        self,
        variant: CompiledVariant,
        person: str,
        cells: Sequence[str],
        key: str | None,
        media: str | None,
    ) -> str:
        values = variant.template.values_used(cells) if key is None else {"key": key}
        return variant.said.of(person, values, media)


def compiled(
    texts: Sequence[MessageText],
    *,
    header: Sequence[str],
    written: Sequence[str],
    settings: Settings,
    now: datetime,
) -> list[Template]:
    """Make templates of the texts; where they greet, they are filled with the greeting of now.

    Raises:
        TemplateError: one of them cannot be used.
        TooManyTexts, TextsAlike: they cannot be told apart.
    """
    _refuse_alike(texts)
    voice = Voice(language=settings.message_lang, greeting=settings.greeter.at(now))
    return [
        compile_template(
            each.text,
            header,
            written=written,
            origin=each.origin,
            voice=voice,
        )
        for each in texts
    ]


def _refuse_alike(texts: Sequence[MessageText]) -> None:
    if len(texts) > len(NAMES):
        raise TooManyTexts(number=len(texts), most=len(NAMES))
    first: dict[str, str] = {}
    for name, each in zip(NAMES, texts, strict=False):
        if each.text in first:
            raise TextsAlike(first=first[each.text], second=name, origin=each.origin)
        first[each.text] = name


def named(texts: Sequence[MessageText]) -> Iterator[tuple[str, str, str]]:
    """Name each of several texts; a single one has no name, and is not among them."""
    if len(texts) > 1:
        yield from ((name, t.text, t.origin) for name, t in zip(NAMES, texts, strict=False))
