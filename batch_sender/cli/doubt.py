"""Rows in doubt on the terminal: shown in groups of one cause, with what speaks for either, and decided."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from batch_sender import sentences
from batch_sender.cli import layout, output, wording
from batch_sender.cli.first_few import LONGEST_NAME
from batch_sender.journal import Decision, InDoubt
from batch_sender.language import N_, _, ngettext
from batch_sender.models import Reason
from batch_sender.operations.resolve import Decisions, Doubtful
from batch_sender.phones import spelled
from batch_sender.sentences.doubts import consequences

_MOST_OF_A_GROUP: Final = 20
_WHERE_TO_LOOK: Final = N_(
    "Look on the phone of the connection itself: is the message in that chat? Without a ticket "
    "CleverChat may show nothing."
)
# Figures, not letters: "s" is "sent" in one language and "yes" in the other.
_CHOICES: Final[Mapping[str, Decision]] = {"1": Decision.AS_SENT, "2": Decision.SEND_AGAIN}
_APART: Final = "3"

Group = Sequence[InDoubt]

# ── shown ─────────────────────────────────────────────────────────────────────────────────────


def told(found: Doubtful) -> Iterator[str]:
    """Tell which rows are in doubt, why, and what speaks for either."""
    n, groups = len(found.rows), found.groups
    heading = ngettext(
        "Batch {batch}: {n} row is in doubt. It may have left, or not.",
        "Batch {batch}: {n} rows are in doubt. They may have left, or not.",
        n,
    )
    yield heading.format(batch=found.batch, n=n)
    yield _(_WHERE_TO_LOOK)
    yield _("Times are those of {zone}.").format(zone=found.zone.key)
    for at, group in enumerate(groups, start=1):
        yield ""
        yield from _group(found, group, title=_title(at, len(groups)))
    yield ""


def _title(at: int, of: int) -> str:
    return _("Group {at} of {of}: ").format(at=at, of=of) if of > 1 else ""


def _group(found: Doubtful, group: Group, *, title: str) -> Iterator[str]:
    n = ngettext("{n} row", "{n} rows", len(group)).format(n=len(group))
    yield f"{title}{n}, {_span(found, group)}"
    yield f"  {_cause(group[0])}"
    if why := sentences.evidence(group[0].reason):
        yield f"  {why}"
    for each in group[:_MOST_OF_A_GROUP]:
        yield from _row(each, found)
    if (more := len(group) - _MOST_OF_A_GROUP) > 0:
        yield _("  … and {n} more").format(n=more)


def _span(found: Doubtful, group: Group) -> str:
    times = [wording.moment(each.time, found.zone) for each in (group[0], group[-1])]
    first, last = times
    return first if first == last else _("{first} to {last}").format(first=first, last=last)


def _cause(each: InDoubt) -> str:
    half = each.reason == Reason.HALF_SENT and each.detail
    return sentences.describe(each.detail if half else each.reason)


def _row(each: InDoubt, found: Doubtful) -> Iterator[str]:
    name = layout.clipped(wording.printable(found.name_of(each)), LONGEST_NAME)
    row = _("row {row}").format(row=each.row)
    yield f"  {row} · {name}" if name else f"  {row}"
    yield _("      {number} · {moment} · attempt {attempt}").format(
        number=spelled(each.number) if each.number else "–",
        moment=wording.moment(each.time, found.zone),
        attempt=each.attempts,
    )
    for line in filter(None, (_message(each), *_consequences(each))):
        yield f"      {line}"


def _message(each: InDoubt) -> str:
    text, line = (
        f"“{wording.one_line(each)}”" if each else "" for each in (each.text, each.payment_line)
    )
    return " + ".join(filter(None, (text, wording.printable(each.media_name or ""), line)))


def _consequences(each: InDoubt) -> Iterator[str]:
    elsewhere = each.sent_elsewhere
    sent_as = None if elsewhere is None else sentences.earlier_message(elsewhere)
    return consequences(form=each.form, part=each.part, sent_as=sent_as)


# ── decided ───────────────────────────────────────────────────────────────────────────────────


def asked(found: Doubtful) -> Decisions:
    """Ask what is to become of the rows: of all, of each group, of each row.

    Whoever breaks off has decided nothing.
    """
    decided: dict[Decision, list[int]] = {}
    try:
        for rows, decision in _decisions(found):
            decided.setdefault(decision, []).extend(each.row for each in rows)
    except KeyboardInterrupt:
        output.tell()
        return {}
    return decided


def _decisions(found: Doubtful) -> Iterator[tuple[Group, Decision]]:
    groups = found.groups
    if len(groups) == 1:
        yield from _of_group(found, groups[0], _("All of them"))
        return
    choice = _choice(_("All of them"), _("3 decide group by group"))
    if choice == _APART:
        for at, group in enumerate(groups, start=1):
            yield from _of_group(found, group, _("Group {at}").format(at=at))
    elif choice:
        yield found.rows, _CHOICES[choice]


def _of_group(found: Doubtful, group: Group, which: str) -> Iterator[tuple[Group, Decision]]:
    if len(group) == 1:
        yield from _of_row(group[0])
        return
    choice = _choice(which, _("3 decide one by one"))
    if choice == _APART:
        for each in group:
            for line in _row(each, found):
                output.tell(line)
            yield from _of_row(each)
    elif choice:
        yield group, _CHOICES[choice]


def _of_row(each: InDoubt) -> Iterator[tuple[Group, Decision]]:
    if choice := _choice(_("Row {row}").format(row=each.row)):
        yield [each], _CHOICES[choice]


def _choice(which: str, apart: str | None = None) -> str:
    """Ask until it is answered; nothing: they stay in doubt.

    Raises:
        KeyboardInterrupt: nobody wants to go on.
    """
    choices = [_("1 count as sent"), _("2 send again"), *((apart,) if apart else ())]
    leave = _("Enter leave in doubt")
    output.tell(f"{which}: {', '.join([*choices, leave])}")
    allowed = {"", *_CHOICES, *((_APART,) if apart else ())}
    while (typed := output.answer("> ")) not in allowed:
        figures = ", ".join(sorted(allowed - {""}))
        output.tell(
            _("“{typed}” is none of them. Type {figures} or Enter.").format(
                typed=wording.one_line(typed), figures=figures
            )
        )
    return typed
