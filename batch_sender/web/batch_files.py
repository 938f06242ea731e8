"""Batch files on the page: which there are, what one asks for, its list judged to look at, a draft as one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NoReturn

from batch_sender.automation import batch_files
from batch_sender.automation.batch_files import BatchFileReader, Filed
from batch_sender.automation.orders import Order
from batch_sender.automation.schedulable import refuse_what_needs_a_person
from batch_sender.config import options
from batch_sender.config.batch_file_text import as_batch_file
from batch_sender.judge.progress import Progress
from batch_sender.language import N_, _
from batch_sender.load import inbox
from batch_sender.operations.check import check
from batch_sender.operations.errors import ScheduleNotPossible
from batch_sender.sentences.hours import hours_in_words
from batch_sender.timing.windows import DEFAULT_WINDOW
from batch_sender.web.drafts import Draft
from batch_sender.web.errors import NoListYet
from batch_sender.web.site import Site

_MOST_KNOWN: Final = 50
_FOR_A_PERSON: Final = frozenset({"proof", "yes", "journal", "as_json"})
"""Options that say nothing of what is sent, or wait for somebody."""

ALL_ROWS: Final = N_("rows with problems are left out, the others are sent")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderstoodFile:
    """What a batch file asks for. `facts`: what of it is said in a line, each with what it is."""

    path: Path
    facts: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]


def read(site: Site, path: Path) -> Filed:
    """Read a batch file as the service beside the page does.

    Raises:
        BatchFileError, SettingsError: the file, or what it says, cannot be used.
    """
    reader = BatchFileReader(
        workspace=site.workspace, who=site.who, here=path.parent, now=site.clock.now()
    )
    return batch_files.read(path, reader)


def read_to_run(site: Site, path: Path) -> Filed:
    """Read a batch file that is to run by itself, from this journal.

    Raises:
        ScheduleNotPossible: something in it waits for a person, or it names another journal.
    """
    filed = read(site, path)
    refuse_what_needs_a_person(filed.order, proof=filed.options.proof, now=site.clock.now())
    if filed.journal and not _is_same(filed.journal, str(site.workspace.journal)):
        raise ScheduleNotPossible(
            path=path.name, why=_("it names another journal than this page's")
        )
    return filed


def _is_same(one: str, other: str) -> bool:
    return one == other or Path(one).resolve() == Path(other).resolve()


def known(site: Site) -> list[Path]:
    """Return the batch files that schedules have, and those beside them, by name."""
    scheduled = {Path(each.batch_file) for each in site.journal.schedules.every()}
    folders = {each.parent for each in scheduled}
    if site.workspace.folder is not None:
        folders.add(site.workspace.folder)
    found = scheduled.union(*(_in_folder(each) for each in folders))
    return sorted(found, key=lambda each: (each.name.casefold(), each))[:_MOST_KNOWN]


def _in_folder(folder: Path) -> set[Path]:
    own = {"connections.toml", "defaults.toml"}
    try:
        return {each for each in folder.glob("*.toml") if each.name not in own and each.is_file()}
    except OSError:
        return set()


def understood(filed: Filed) -> UnderstoodFile:
    """Say what a batch file asks for."""
    order = filed.order
    return UnderstoodFile(
        path=order.batch_file,
        facts=tuple((_(label), said) for label, said in _facts(order) if said),
        texts=tuple(each.text for each in order.request.texts),
    )


def _facts(order: Order) -> Iterator[tuple[str, str]]:
    settings = order.request.settings
    wanted = N_("Lists") if order.is_pattern else N_("List")
    yield wanted, str(order.lists_in / order.wanted)
    yield N_("Connection"), ", ".join(order.connection) or _("the only one that is saved")
    yield N_("Column of the payment line"), settings.payment_column or ""
    yield N_("Hours"), hours_in_words(settings.window or DEFAULT_WINDOW)
    yield N_("Not sent after"), settings.expires or ""
    yield N_("Rows with problems"), _problem_rows(order)
    yield N_("Sent first"), str(order.canary or "")
    yield N_("Results"), str(order.folder / order.out) if order.out else _("beside the batch file")
    yield N_("The list goes afterwards to"), str(order.move_to or "")


def _problem_rows(order: Order) -> str:
    if order.problem_rows.most is None:
        return _(ALL_ROWS)
    told = _("nothing is sent where more than {n} of the rows have one")
    return told.format(n=order.problem_rows)


def judge_one(site: Site, order: Order, progress: Progress) -> int:
    """Judge the list of a batch file, of several the first one; nothing leaves.

    Raises:
        NoListYet: the pattern finds none.
        BatchSenderError: it cannot be judged.
    """
    path = order.lists_in / order.wanted
    if order.is_pattern:
        path = next(iter(inbox.found_by(order.wanted, order.lists_in)), None) or _none(order)
    request = replace(order.request, list_path=path)
    return check(site.journal, request, site.caller, progress=progress).batch.id


def _none(order: Order) -> NoReturn:
    raise NoListYet(wanted=order.wanted)


def text_of(draft: Draft, place: Path) -> str:
    """Write what was put together for a batch as a batch file, to lie beside the list and its files.

    `place`: where the draft lies; a file in there is named as it lies beside the batch file.
    """
    keys = {option.name: option.key for option in options.SEND if option.name not in _FOR_A_PERSON}
    chosen = {
        keys[name]: _beside(value, place) for name, value in draft.values.items() if name in keys
    }
    texts = draft.texts[0] if len(draft.texts) == 1 else list(draft.texts)
    return as_batch_file({"list": draft.list_name, "text": texts, **chosen})


def _beside(value: object, place: Path) -> object:
    if isinstance(value, str | Path) and Path(value).is_relative_to(place):
        return Path(value).name
    return value
