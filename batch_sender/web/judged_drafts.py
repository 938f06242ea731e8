"""Judge the list of a draft beside the requests, and take back what it was judged into before."""

from dataclasses import replace
from typing import Final

from batch_sender.journal.errors import BatchBusy, StateConflict, UnknownBatch
from batch_sender.judge.progress import Progress
from batch_sender.load.errors import SheetNotFound, SheetNotPossible
from batch_sender.models import BatchRecord, BatchState
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations.check import check
from batch_sender.operations.preview import preview
from batch_sender.web.drafts import Draft
from batch_sender.web.errors import DraftChanged, DraftGone
from batch_sender.web.requests_of_drafts import request_of
from batch_sender.web.site import Site

_OF_ANOTHER_FILE: Final = ("sheet", "header_row")
"""What was chosen for the file before, and may not be there in a mended one."""


def batch_of(site: Site, draft: Draft) -> BatchRecord | None:
    """Return what a draft was judged into last; None where that is not there any more."""
    if draft.batch is None:
        return None
    try:
        return site.journal.batches.one(draft.batch)
    except UnknownBatch:
        return None


def has_begun(batch: BatchRecord) -> bool:
    """Say whether a batch was begun, or ended, by this page or any other door."""
    return batch.started_at is not None or batch.state is not BatchState.CHECKED


def is_current(site: Site, draft: Draft, batch: BatchRecord) -> bool:
    """Say whether a batch is what the draft says now: the same list, texts and settings."""
    try:
        request = request_of(site, draft)
    except BatchSenderError:
        return False
    return (
        batch.list_path == request.list_path.absolute()
        and [each.text for each in request.texts] == _texts(batch)
        and dict(batch.settings) == request.settings.model_dump(mode="json")
    )


def _texts(batch: BatchRecord) -> list[str]:
    return [each.text for each in batch.variants] or [batch.template]


def judge(site: Site, draft: Draft, *, mended: bool = False) -> None:
    """Judge a draft's list in the background; what it was judged into before is taken back then.

    `mended`: the list came back mended, in a workbook that may name its sheets otherwise.
    """
    draft = site.drafts.one(draft.id)  # as it lies on disk: what is compared with it in the end

    def work(progress: Progress) -> int:
        nonlocal draft
        try:
            return _judged(site, draft, progress)
        except (SheetNotFound, SheetNotPossible):
            if not mended:
                raise
            new = draft.chosen(**dict.fromkeys(_OF_ANOTHER_FILE))
            site.drafts.put(new, instead_of=draft)
            draft = site.drafts.one(draft.id)
            return _judged(site, draft, progress)

    site.judgings.begin(draft.id, work, done=lambda batch: _keep(site, draft, batch))


def look_again(site: Site, draft: Draft, batch: BatchRecord) -> None:
    """Gather in the background what there is to see of a judged batch, after a new start of the page."""

    def work(_progress: Progress) -> int:
        site.checks.keep(preview(site.journal, batch, now=site.clock.now()))
        return batch.id

    site.judgings.begin(draft.id, work, done=lambda _batch: None)


def take_back_replaced(site: Site, draft: Draft) -> None:
    """Take back what a draft was judged into before; what was begun since stays as it is."""
    found = site.drafts.replaced(draft)
    if found:
        rest = [number for number in found if not _take_back(site, number)]
        site.drafts.keep_replaced(draft, rest)


def _judged(site: Site, draft: Draft, progress: Progress) -> int:
    request = request_of(site, draft)
    done = check(site.journal, request, site.caller, progress=progress)
    warnings, now = done.text_warnings, site.clock.now()
    site.checks.keep(preview(site.journal, done.batch, warnings=warnings, now=now))
    return done.batch.id


def _keep(site: Site, judged: Draft, batch_id: int) -> None:
    """Note what a draft was judged into, unless it says something else by now.

    Raises:
        DraftChanged, DraftGone: it does, or it is not there any more; the batch is taken back.
    """
    try:
        site.drafts.put(replace(judged, batch=batch_id), instead_of=judged)
    except (DraftChanged, DraftGone):
        _take_back(site, batch_id)
        raise
    take_back_replaced(site, judged)


def _take_back(site: Site, batch_id: int) -> bool:
    """Take a batch back that was never begun; say whether that is settled."""
    try:
        site.journal.batches.withdraw(batch_id, who=site.who)
    except BatchBusy:
        return False  # somebody looks at it, or sends it: the next time it is known which
    except (StateConflict, UnknownBatch):
        pass  # begun meanwhile, at another door; or gone already, as this was cut short
    return True
