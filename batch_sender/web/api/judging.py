"""Check a list with its texts into a batch: at once where it is quick, else beside the request."""

import secrets
import threading
from typing import Final

from batch_sender.config import options
from batch_sender.journal import Journal
from batch_sender.judge.prepare import prepare
from batch_sender.judge.progress import Progress
from batch_sender.judge.request import Request
from batch_sender.language import _
from batch_sender.models.errors import BatchSenderError, UnforeseenFault
from batch_sender.operations import requests, text_files
from batch_sender.operations.option_values import under_profile
from batch_sender.timing.clock import Clock
from batch_sender.web.api import judging_options, problems
from batch_sender.web.api.batches import shape_of
from batch_sender.web.api.errors import JudgingGone
from batch_sender.web.api.lists import list_of
from batch_sender.web.api.shapes import JudgeBody, JudgingShape
from batch_sender.web.api.table import ApiReply, ApiRequest
from batch_sender.web.api.uploads import lists_of
from batch_sender.web.judging import Judged

PATIENCE: Final = 5.0
"""Seconds that a request waits for a list to be checked; a longer one is asked about."""


def judge(asked: ApiRequest) -> ApiReply:
    """Check a list; one that takes long goes on by itself."""
    check = _Check(asked.journal, _request(asked, asked.said(JudgeBody)), asked.site.clock)
    name = secrets.token_hex(8)
    asked.site.judgings.begin(name, check.work, done=lambda _batch: None)
    if not check.over.wait(PATIENCE):
        shape = _so_far(name, asked.site.judgings.of(name) or Judged())
        return ApiReply(content=shape, status=202, headers={"Location": f"/api/v1/checks/{name}"})
    if check.fault is not None:
        raise check.fault
    batch = asked.journal.batches.one(check.batch)
    location = {"Location": f"/api/v1/batches/{batch.id}"}
    return ApiReply(content=shape_of(asked, batch), status=201, headers=location)


def show(asked: ApiRequest) -> JudgingShape:
    """Tell how far a check is."""
    name = asked.request.path_params["check"]
    judged = asked.site.judgings.of(name)
    if judged is None:
        raise JudgingGone(check=name[:40])
    return _so_far(name, judged)


class _Check:
    """A list that is being checked, for the request that waits for it."""

    def __init__(self, journal: Journal, request: Request, clock: Clock) -> None:
        self._journal, self._request, self._clock = journal, request, clock
        self.over = threading.Event()
        self.batch = 0
        self.fault: BatchSenderError | None = None

    def work(self, heard: Progress) -> int:
        """Check it, and return the batch's number."""
        try:
            self.batch = prepare(
                self._journal, self._request, now=self._clock.now(), progress=heard
            )
        except Exception as err:
            self.fault = err if isinstance(err, BatchSenderError) else UnforeseenFault.of(err)
            raise
        finally:
            self.over.set()
        return self.batch


def _request(asked: ApiRequest, body: JudgeBody) -> Request:
    draft = list_of(asked.site, body.list)
    first, *others = text_files.typed(body.texts, origin=_("the message text"))
    given = {each.name: None for each in options.JUDGING} | judging_options.read(body.options)
    return Request(
        list_path=lists_of(asked.site).list_path(draft),
        text=first.text,
        origin=first.origin,
        others=tuple(others),
        settings=requests.settings_of(under_profile(given, asked.site.workspace)),
        who=asked.who,
    )


def _so_far(name: str, judged: Judged) -> JudgingShape:
    state = "judging" if not judged.is_over else "failed" if judged.fault else "checked"
    return JudgingShape(
        check=name,
        state=state,
        rows=judged.rows,
        sendable=judged.sendable,
        problems=dict(judged.problems),
        batch=judged.batch,
        problem=problems.told(judged.fault) if judged.fault else None,
    )
