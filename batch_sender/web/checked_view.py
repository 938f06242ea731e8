"""What the check says of a judged list, in the order in which a person looks at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from batch_sender import sentences
from batch_sender.language import _, ngettext, number
from batch_sender.models import MessageRecord, RepairRule
from batch_sender.operations.preview import Preview, ShownMessage, SomeRows, Why
from batch_sender.sentences.chosen import describe_chosen
from batch_sender.sentences.plans import new_people_among
from batch_sender.timing.greeting import as_it_leaves
from batch_sender.web.problem_words import meaning_of, remedy_of

_MOST_ROWS_NAMED: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleKind:
    """A class of trouble, or of something worth knowing: how many rows, what it means, what to do."""

    code: str
    count: int
    meaning: str
    remedies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSlip:
    """What looks like a slip in the text or in messages, where, and what to do."""

    place: str
    shown: str
    meaning: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """A message as a phone shows it, and why this one."""

    why: str
    row: int
    message: MessageRecord
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """A judged list. `whole`: what concerns it as a whole; `mend`, `left`: rows that stay out, by kind.

    `new_people`: how many new people would be written to; empty where none.
    """

    whole: tuple[str, ...]
    mend: tuple[TroubleKind, ...]
    left: tuple[TroubleKind, ...]
    repairs: tuple[TroubleKind, ...]
    notes: tuple[TroubleKind, ...]
    notices: tuple[TroubleKind, ...]
    slips: tuple[CheckedSlip, ...]
    bubbles: tuple[Bubble, ...]
    new_people: str

    @property
    def first_trouble(self) -> str:
        """The kind that is to be looked at first; nothing where all is well."""
        return self.mend[0].code if self.mend else ""


def view_of(found: Preview) -> CheckView:
    """Put a judged list into words."""
    problems = [_kind(each, found) for each in found.problems]
    mended = [_kind(each, found) for each in found.repairs]
    return CheckView(
        whole=tuple(_whole(found)),
        mend=tuple(each for each in problems if sentences.is_mended_in_list(each.code)),
        left=tuple(each for each in problems if not sentences.is_mended_in_list(each.code)),
        repairs=tuple(each for each in mended if not RepairRule(each.code).is_note),
        notes=tuple(each for each in mended if RepairRule(each.code).is_note),
        notices=tuple(
            TroubleKind(
                code=each.code,
                count=each.count,
                meaning=sentences.as_sentence(meaning_of(each.code)),
                remedies=(remedy_of(each.code), *(file.name for file in each.files)),
            )
            for each in found.notices
        ),
        slips=tuple(_slips(found)),
        bubbles=tuple(_bubble(each, found.greeting) for each in found.messages),
        new_people=new_people_among(found.batch.new_people) if found.batch.new_people else "",
    )


def _kind(some: SomeRows, found: Preview) -> TroubleKind:
    problem = some.code in found.batch.problems
    details = [each.detail for each in some.first] if problem else []
    remedies = dict.fromkeys(filter(None, (remedy_of(some.code, each) for each in details)))
    return TroubleKind(
        code=some.code,
        count=some.count,
        meaning=sentences.as_sentence(meaning_of(some.code)),
        remedies=tuple(remedies)[:3],
    )


def _whole(found: Preview) -> Iterator[str]:
    """Say what concerns the list as a whole, before any row: columns, sheets, hidden rows."""
    judged, batch = found.read_as, found.batch
    for some in found.problems:
        if sentences.is_mended_in_list(some.code) and some.count * 2 > batch.counts.read:
            told = _("More than half of the rows have this: {problem}. Is it the right column?")
            yield told.format(problem=meaning_of(some.code))
    if program := judged.get("open_in"):
        told = _("The list seems to be open in {program}: what is not saved there is not read.")
        yield told.format(program=program)
    if batch.hidden:
        hidden = ngettext("{n} hidden row left out", "{n} hidden rows left out", batch.hidden)
        yield sentences.as_sentence(hidden.format(n=number(batch.hidden)))
    if chosen := describe_chosen(judged, batch.counts.read):
        yield chosen
    if others := judged.get("other_sheets"):
        yield _("Not read: the sheets {sheets}.").format(sheets=", ".join(others))
    yield from _of_columns(found)


def _of_columns(found: Preview) -> Iterator[str]:
    judged = found.read_as
    if kinds := judged.get("payments"):
        columns = ", ".join(f"“{each}”" for each in judged.get("payments_checked") or ())
        counted = ", ".join(sentences.counted_payments(kinds))
        yield _("Payment lines from {columns}: {kinds}.").format(columns=columns, kinds=counted)
    beside = judged.get("ddd_columns")
    if found.ddd is not None and beside:
        told = _(
            "Careful: the DDD {ddd} goes to numbers without one, and {columns} may hold theirs."
        )
        yield told.format(ddd=found.ddd, columns=", ".join(f"“{each}”" for each in beside))


def _slips(found: Preview) -> Iterator[CheckedSlip]:
    for _origin, slip in found.warnings.in_texts:
        place = _("Text, line {line}").format(line=slip.line)
        yield _slip(slip.code, place, slip.shown)
    for code, some in found.warnings.in_messages.items():
        rows = ", ".join(map(str, some.rows[:_MOST_ROWS_NAMED]))
        more = ", …" if some.count > len(some.rows[:_MOST_ROWS_NAMED]) else ""
        told = ngettext("row {rows}", "{n} rows: {rows}", some.count)
        place = told.format(rows=rows + more, n=number(some.count))
        yield _slip(code, f"{place[:1].upper()}{place[1:]}", some.shown)


def _slip(code: str, place: str, shown: str) -> CheckedSlip:
    meaning = sentences.as_sentence(meaning_of(code))
    return CheckedSlip(place=place, shown=shown, meaning=meaning, remedy=remedy_of(code))


def _bubble(shown: ShownMessage, greeting: str) -> Bubble:
    message = shown.message
    text = as_it_leaves(message.text, message.greetings, greeting)
    return Bubble(why=_why(shown), row=message.row, message=message, text=text)


def _why(shown: ShownMessage) -> str:
    length = number(len(shown.message.text or ""))
    match shown.why:
        case Why.FIRST:
            return _("The first")
        case Why.LONGEST:
            return _("The longest, {n} characters").format(n=length)
        case Why.SHORTEST:
            return _("The shortest, {n} characters").format(n=length)
        case Why.ODD:
            signs = " ".join(map(_sign, shown.odd))
            return _("With odd signs: {signs}").replace("{signs}", signs)
        case Why.RANDOM:
            return _("One at random")


def _sign(sign: str) -> str:
    return sign if sign.isprintable() else " ".join(f"U+{ord(c):04X}" for c in sign)
