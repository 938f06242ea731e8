"""Read replies that were pasted out of a chat: who wrote what, and who asks for no more messages.

Several shapes are read, mixed as they come:

    [24/11/2026 09:05] +55 11 91234-5678: SAIR        WhatsApp Web, and an exported chat of an iPhone
    24/11/2026 09:05 - +55 11 91234-5678: SAIR        an exported chat of Android
    +55 11 91234-5678: SAIR                           a number, a sign, a text
    11912345678 ⇥ SAIR                                cells of a sheet, in any order
    +55 11 91234-5678                                 a number alone, and what it wrote below

Below a dated line everything is the same person's, up to the next one or an empty line: a number that
somebody wrote into their message is nobody who answered.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from batch_sender import phones
from batch_sender.models import Phone, PhoneNumber
from batch_sender.operations.reply_words import WORDS, Wish, is_courtesy, understand

_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BLANKS: Final = re.compile("[\u00a0\u2007\u202f]")
_DAY: Final = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
_HOUR: Final = r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.? ?m\.?)?"
_MOMENT: Final = rf"(?:{_DAY},? (?:às )?{_HOUR}|{_HOUR},? {_DAY}|{_HOUR}|{_DAY})"
_STAMPED: Final = re.compile(
    rf"(?:\[(?P<framed>{_MOMENT})\]|(?P<bare>{_MOMENT}) -)\s*(?P<rest>.*)", re.IGNORECASE
)
_MOMENT_ALONE: Final = re.compile(_MOMENT, re.IGNORECASE)
_SENDER: Final = re.compile(r"~?\s*(?P<sender>[^:\s][^:]{0,79}?)\s*:(?:\s+(?P<text>.*)|$)")
"""It begins with no blank, or a line of very many would be tried from each of them on."""

_NUMBER_FIRST: Final = re.compile(
    r"(?P<sender>\+?\(?\d[\d ().-]{6,22}\d)(?:\s*[:;,|>]\s*|\s+[-–—]\s+|\s+)(?P<text>\S.*)"
)
_NUMBER_ALONE: Final = re.compile(r"(?P<sender>\+?\(?\d[\d ().-]{6,22}\d)(?:\s*:|\s*~.*)?")
_BRAZILIAN: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})")
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedReply:
    """One reply. `sender`: as it stands there, a number or a name; `number`: None where it is no number.

    `day`: of the reply, as ISO 8601 has it, where one stands beside it.
    """

    sender: str
    number: PhoneNumber | None
    text: str
    day: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderReplies:
    """All that one sender wrote, and what they ask for."""

    sender: str
    number: PhoneNumber | None
    texts: tuple[str, ...]
    day: str | None
    wish: Wish


def read_replies(pasted: str) -> list[PastedReply]:
    """Take pasted text apart; lines that belong to nobody are left out."""
    chat = _PastedChat()
    for line in _BLANKS.sub(" ", _INVISIBLE.sub("", pasted)).splitlines():
        chat.read_on(line.strip())
    return [each for each in chat.replies() if each.sender and each.text.strip()]


def by_sender(
    replies: Iterable[PastedReply],
    words: Sequence[str] = WORDS,
    *,
    own: Collection[PhoneNumber] = (),
) -> list[SenderReplies]:
    """Gather replies by who wrote them, in the order they come. `own`: the connections' own numbers.

    The last word counts: who asks for none and then says something else is left to a person.
    """
    mine = {phones.person_key(each) for each in own}
    gathered: dict[str, list[PastedReply]] = {}
    for each in replies:
        key = phones.person_key(each.number) if each.number else f"name {each.sender.casefold()}"
        if key not in mine:
            gathered.setdefault(key, []).append(each)
    return [_gathered(every, words) for every in gathered.values()]


def _gathered(every: Sequence[PastedReply], words: Sequence[str]) -> SenderReplies:
    wishes = [understand(each.text, words) for each in every]
    wish = max(wishes, key=list(reversed(Wish)).index)
    at = len(wishes) - 1 - wishes[::-1].index(wish)
    later = [each.text for each in every[at + 1 :]]
    if wish is Wish.STOP and not all(map(is_courtesy, later)):
        wish = Wish.PERHAPS
    days = [each.day for each in every if each.day]
    return SenderReplies(
        sender=every[0].sender,
        number=every[0].number,
        texts=tuple(each.text.strip() for each in every),
        day=days[-1] if days else None,
        wish=wish,
    )


# ── a line ────────────────────────────────────────────────────────────────────────────────────


class _PastedChat:
    """What was read so far, and whether the lines stand below a dated one."""

    def __init__(self) -> None:
        self._found: list[tuple[PastedReply, list[str]]] = []
        self._is_dated = False

    def replies(self) -> Iterator[PastedReply]:
        """Yield each reply with all of its lines."""
        for begun, lines in self._found:
            yield replace(begun, text="\n".join([begun.text, *lines]).strip("\n"))

    def read_on(self, line: str) -> None:
        """Read one line: a reply of its own, or what goes on with the one before."""
        if stamped := _STAMPED.fullmatch(line):
            self._is_dated = True
            self._found.append((_of_stamped(stamped), []))
        elif begun := _of_cells(line) or (None if self._is_dated else _of_number(line)):
            self._is_dated = False
            self._found.append((begun, []))
        elif not line:
            self._is_dated = False
        elif self._found and not _MOMENT_ALONE.fullmatch(line):
            self._found[-1][1].append(line)


def _of_stamped(stamped: re.Match[str]) -> PastedReply:
    """Read what stands behind a date; where nobody is named there, the program itself speaks."""
    named = _SENDER.fullmatch(stamped["rest"])
    if named is None:
        return PastedReply(sender="", number=None, text="")
    day = _day(stamped["framed"] or stamped["bare"])
    return _reply(named["sender"], named["text"] or "", day)


def _of_number(line: str) -> PastedReply | None:
    """Read a line that begins with a number, or is one."""
    found = _NUMBER_ALONE.fullmatch(line) or _NUMBER_FIRST.fullmatch(line)
    if found is None or _number(found["sender"]) is None:
        return None
    return _reply(found["sender"], found.groupdict().get("text") or "")


def _of_cells(line: str) -> PastedReply | None:
    """Find the number among the cells of a sheet's row, and the text: the last of the others."""
    told = [each.strip() for each in line.split("\t")] if "\t" in line else []
    sender = next((each for each in told if _number(each)), None)
    if sender is None:
        return None
    moments = [each for each in told if _MOMENT_ALONE.fullmatch(each)]
    texts = [each for each in told if each not in {sender, *moments}]
    day = next(filter(None, map(_day, moments)), None)
    return _reply(sender, texts[-1] if texts else "", day)


def _reply(sender: str, text: str, day: str | None = None) -> PastedReply:
    return PastedReply(sender=sender, number=_number(sender), text=text, day=day)


def _number(written: str) -> PhoneNumber | None:
    if _MOMENT_ALONE.fullmatch(written.strip()):
        return None
    phone = phones.parse_phone(written.strip())
    return phone.number if isinstance(phone, Phone) else None


def _day(moment: str) -> str | None:
    """Read the day of a moment, as in Brazil; None where it is none."""
    if iso := _ISO.search(moment):
        year, month, day = map(int, iso.groups())
    elif written := _BRAZILIAN.search(moment):
        day, month, year = map(int, written.groups())
        year += 2000 if year < 100 else 0
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
