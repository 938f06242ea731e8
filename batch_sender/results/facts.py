"""Say what is to be said of a batch as a whole: how it stands, and its facts line by line."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from batch_sender import language
from batch_sender.config.addresses import is_loopback
from batch_sender.language import N_, _, ngettext, number
from batch_sender.models import BatchRecord, BatchState
from batch_sender.results.cells import Cell
from batch_sender.results.table import ResultTable
from batch_sender.results.tally import Tally
from batch_sender.sentences import describe_pause
from batch_sender.sentences.hours import hours_in_words, zone_in_words
from batch_sender.sentences.looks import estimate_of
from batch_sender.timing import windows

ACCEPTED: Final = N_(
    "Accepted means that CleverChat has taken the message into its queue. Whether it reached the "
    "phone shows only in WhatsApp; CleverChat's queue sends about one message every 3 seconds."
)


def standing(table: ResultTable) -> tuple[str, bool]:
    """Say whether this is the end and, if not, how to get there; and whether it must be seen."""
    batch = table.batch
    go_on = language.command("resume", batch.id)
    match batch.state:
        case BatchState.FINISHED:
            return _("The batch is finished."), False
        case BatchState.CANCELLED:
            return _("The batch was cancelled. What had not left stays unsent."), False
        case BatchState.PAUSED if batch.paused_because:
            why = describe_pause(
                batch.paused_because, batch=batch.id, waits=batch.waits, about=batch.paused_about
            )
            return _("The batch is not finished: it is paused.") + f" {why}", True
        case BatchState.PAUSED | BatchState.RUNNING:
            told = _("The batch is not finished. To go on with it: {command}")
            return told.format(command=go_on), True
        case BatchState.CHECKED if batch.started_at:
            told = _("Rows wait to be sent again. To send them: {command}")
            return told.format(command=go_on), True
        case _:
            return _("The list was only checked; nothing has been sent."), False


def went_on(table: ResultTable, tally: Tally) -> str | None:
    """Say that the batch went on while its rows were read, if it did."""
    if tally.counts == table.batch.counts:
        return None
    told = _("The batch went on while this was being written. For the newest state: {command}")
    return told.format(command=language.command("report", table.batch.id))


def about(table: ResultTable, tally: Tally) -> Iterator[tuple[str, Cell]]:
    """Yield labels and values; what is not known is left out."""
    batch, settings = table.batch, table.batch.settings
    told: list[tuple[str, Cell]] = [
        (_("profile"), table.profile),
        (_("contact list"), batch.list_name),
        (_("sheet"), batch.sheet),
        (_("hidden rows, left out"), batch.hidden or None),
        (_("rows chosen by"), "\n".join(settings.get("where") or ())),
        *_texts(batch),
        (_("media"), settings.get("media")),
        (_("purpose"), settings.get("purpose")),
        (_("opt-outs honoured"), tally.opt_outs or None),
        (_("new people"), batch.new_people),
        (_("new people, by a look at the phone (an estimate)"), estimate_of(batch)),
        (_("connection"), ", ".join(each.name for each in batch.connections) or batch.connection),
        (_("API"), _host(batch)),
        (_("who"), batch.who),
        (_("made on"), table.local(batch.created_at)),
        (_("first message"), table.local(batch.started_at)),
        (_("end"), table.local(batch.ended_at)),
        (_("duration"), _lasted(table)),
        (_("sending hours"), _hours(batch)),
        (_("pace asked for"), _asked_pace(settings.get("gap"))),
        (_("pace reached"), _reached_pace(tally)),
        (_("people removed on"), table.local(batch.purged_at)),
        (_("times shown in"), zone_in_words(table.zone)),
        (_("program"), f"batch-sender {batch.version}"),
    ]
    yield from ((label, value) for label, value in told if value is not None and value != "")


def _texts(batch: BatchRecord) -> Iterator[tuple[str, Cell]]:
    if not batch.variants:
        yield _("message"), batch.template
    for variant in batch.variants:
        yield _("message {variant}").format(variant=variant.name), variant.text


def _hours(batch: BatchRecord) -> str | None:
    if not batch.settings:
        return None
    # To this machine itself, as in a rehearsal, no hours apply unless they are asked for.
    usual = "always" if is_loopback(_host(batch) or "") else windows.DEFAULT_WINDOW
    return hours_in_words(batch.settings.get("window") or usual)


def _host(batch: BatchRecord) -> str | None:
    """Name the host alone: the journal has it with its port, and without a scheme."""
    address = batch.address or ""
    return urlsplit(address if "//" in address else f"//{address}").hostname


def _asked_pace(gap: float | None) -> str | None:
    if gap is None:
        return None
    if not gap:
        return _("none")
    return _("one call each {gap} s").format(gap=number(gap))


def _reached_pace(tally: Tally) -> str | None:
    """Messages a minute, from the first that came to rest to the last."""
    counts = tally.counts
    answered = counts.accepted + counts.rejected + counts.unknown + counts.failed
    if tally.first is None or tally.last is None or answered < 2:
        return None
    minutes = (tally.last - tally.first) / timedelta(minutes=1)
    if not minutes:
        return None
    return _("{n} messages a minute").format(n=number(round((answered - 1) / minutes, 1)))


def _lasted(table: ResultTable) -> str | None:
    batch = table.batch
    if batch.started_at is None or batch.ended_at is None:
        return None
    return span(batch.ended_at - batch.started_at)


def span(length: timedelta) -> str:
    """Hours and minutes; seconds only for what took less than an hour."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days = ngettext("{n} day", "{n} days", hours // 24).format(n=hours // 24)
    parts = [
        (days, hours >= 24),
        (f"{hours % 24} h", hours > 0),
        (f"{minutes} min", hours or minutes),
        (f"{seconds} s", not hours),
    ]
    return " ".join(text for text, shown in parts if shown)
