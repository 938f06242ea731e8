"""Choose which of a batch's texts (variants A, B, …) a person gets, always the same for the same texts.

Of several texts everybody gets one. Which one hangs on the person and the texts
alone, not on the row, the order or the run; and whoever got one of them gets none of the others.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from batch_sender.compose.as_read import without_greetings
from batch_sender.compose.errors import PlaceholderUnknown, TextsAlike, TooManyTexts
from batch_sender.compose.idempotency_key import SaidKeys
from batch_sender.compose.lint import CellChecks
from batch_sender.compose.templates import Template, Voice, compile_template, unknown_in_all
from batch_sender.config.settings import Settings
from batch_sender.models import MessageText, Problem

NAMES: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What variants are called, in the order they are given."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompiledVariant:
    """One text of a batch, ready to be filled; `name` is None where there is one only."""

    name: str | None
    template: Template
    _key: bytes

    def pull(self, person: str) -> bytes:
        """Return how strongly this text draws a person: of several the strongest one gets them."""
        return hashlib.blake2b(person.encode(), key=self._key, digest_size=32).digest()

    def filled_without_greetings(self, rows: Sequence[Sequence[str]]) -> list[str | None]:
        """Fill rows with this text to tell what it says, whatever the hour; None where it cannot be."""
        template = self.template
        texts = [text if isinstance(text, str) else None for text in template.fill(rows)]
        if not template.greets:
            return texts
        return [
            None if text is None else without_greetings(text, template.spans(cells))
            for text, cells in zip(texts, rows, strict=True)
        ]


class CompiledVariants:
    """The texts of one batch: `key` is the journal's own, so that nobody can tell the split."""

    def __init__(self, templates: Sequence[Template], *, key: bytes) -> None:
        several = len(templates) > 1
        self._keys = SaidKeys(key)
        self._all = tuple(
            CompiledVariant(
                name=NAMES[place] if several else None,
                template=template,
                _key=hashlib.blake2b(
                    template.source.encode("utf-8", "surrogatepass"), key=key, digest_size=32
                ).digest(),
            )
            for place, template in enumerate(templates)
        )

    @property
    def columns(self) -> frozenset[int]:
        """The columns that any of the texts uses."""
        return frozenset(column for each in self._all for column in each.template.columns)

    def cell_checks(
        self, titles: Sequence[tuple[int, str]], *, header: Sequence[str]
    ) -> CellChecks:
        """Return what is asked of the cells that any of the texts shows.

        `titles`: for each column as the texts see it, its place in the list and its names.
        """
        templates = [each.template for each in self._all]
        greeted = {titles[column][0] for each in templates for column in each.greeted}
        used = dict(titles[column] for each in templates for column in each.columns)
        return CellChecks.of(header, greeted=greeted, used=used)

    def for_people(self, people: Sequence[str | None]) -> list[CompiledVariant]:
        """Return the text that each person gets; the first one where nobody knows who that is.

        The strongest pull decides (rendezvous hashing): of the same texts everybody always gets
        the same one, and a text more draws people to itself alone.
        """
        first = self._all[0]
        if len(self._all) == 1:
            return [first] * len(people)
        return [first if person is None else self._strongest(person) for person in people]

    def _strongest(self, person: str) -> CompiledVariant:
        return max(self._all, key=lambda variant: variant.pull(person))

    def fill(
        self, chosen: Sequence[CompiledVariant], rows: Sequence[Sequence[str]]
    ) -> list[str | Problem]:
        """Fill for each row the text that was chosen for it."""
        filled: list[str | Problem] = [""] * len(rows)
        for variant in self._all:
            places = [at for at, each in enumerate(chosen) if each is variant]
            texts = variant.template.fill([rows[at] for at in places])
            for at, text in zip(places, texts, strict=True):
                filled[at] = text
        return filled

    def said(
        self,
        chosen: Sequence[CompiledVariant],
        rows: Sequence[Sequence[str]],
        *,
        people: Sequence[str],
        texts: Sequence[str],
        media: Sequence[str | None],
        payment_lines: Sequence[str | None] = (),
    ) -> tuple[list[str], list[tuple[str, ...]]]:
        """Return the key of what each row's text says to its person, and those of the other texts.

        `texts`: as filled, without their greetings; `media`: the files' SHA-256; `payment_lines`: empty
        where no message has one. A text that the row's cells cannot fill has no key: it could be sent to
        nobody with these.
        """
        own = self._keys.of(people, texts, media, payment_lines)
        others: list[dict[str, None]] = [{} for _ in rows]
        for variant in self._all if len(self._all) > 1 else ():
            places = [at for at, each in enumerate(chosen) if each is not variant]
            filled = variant.filled_without_greetings([rows[at] for at in places])
            keys = self._keys.of(
                [people[at] for at in places],
                [text or "" for text in filled],
                [media[at] for at in places],
                [payment_lines[at] for at in places] if payment_lines else (),
            )
            for at, text, key in zip(places, filled, keys, strict=True):
                if text is not None and key != own[at]:
                    others[at][key] = None
        return own, list(map(tuple, others))

    def said_by_name(
        self,
        chosen: Sequence[CompiledVariant],
        *,
        people: Sequence[str],
        names: Sequence[str],
        media: Sequence[str | None],
    ) -> tuple[list[str], list[tuple[str, ...]]]:
        """Do so where names tell two messages apart, whatever the texts say."""
        of_all = [
            self._keys.by_name(each.template.source, people, names, media) for each in self._all
        ]
        if len(self._all) == 1:
            return of_all[0], [()] * len(people)
        own, others = list[str](), list[tuple[str, ...]]()
        for variant, keys in zip(chosen, zip(*of_all, strict=True), strict=True):
            place = self._all.index(variant)
            own.append(keys[place])
            others.append((*keys[:place], *keys[place + 1 :]))
        return own, others


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
    made, unknown = list[Template](), list[PlaceholderUnknown]()
    for each in texts:
        try:
            made.append(
                compile_template(
                    each.text, header, written=written, origin=each.origin, voice=voice
                )
            )
        except PlaceholderUnknown as err:  # those of all texts are told together
            unknown.append(err)
    if unknown:
        raise unknown_in_all(unknown)
    return made


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
