"""Every address of the HTTP API; its routes and its description are made of this table."""

from typing import Final

from batch_sender.web.api import (
    batches,
    doubt,
    judging,
    lists,
    looks,
    opt_outs,
    result_files,
    rows,
    sending,
    workers,
)
from batch_sender.web.api.opt_out_shapes import (
    NumbersBody,
    OptOutsAddedShape,
    OptOutsQuery,
    OptOutsRemovedShape,
    OptOutsShape,
)
from batch_sender.web.api.shapes import (
    BatchesQuery,
    BatchesShape,
    BatchShape,
    DecisionsBody,
    DoubtShape,
    JudgeBody,
    JudgingShape,
    ListShape,
    LookShape,
    PageOfPeopleQuery,
    ResumeBody,
    RetriedShape,
    RetryBody,
    RowsQuery,
    RowsShape,
    SeenBody,
    StartBody,
)
from batch_sender.web.api.table import Endpoint
from batch_sender.web.api.worker_shapes import WorkersShape
from batch_sender.web.roles import Role

_LISTS: Final = (
    Endpoint(
        method="POST",
        path="/lists",
        needs=Role.PREPARE,
        handler=lists.upload,
        summary="Upload a list: its content as the body, or in a form's field called file",
        files=True,
        answers={201: ListShape},
        problems=(413, 415),
    ),
    Endpoint(
        method="GET",
        path="/lists/{list}",
        needs=Role.PREPARE,
        handler=lists.show,
        summary="What is understood of an uploaded list",
        answers={200: ListShape},
        problems=(404,),
    ),
)

_CHECKING: Final = (
    Endpoint(
        method="POST",
        path="/batches",
        needs=Role.PREPARE,
        handler=judging.judge,
        summary="Check a list with its texts into a batch; nothing leaves",
        takes=JudgeBody,
        answers={201: BatchShape, 202: JudgingShape},
        problems=(404, 413, 415),
    ),
    Endpoint(
        method="GET",
        path="/checks/{check}",
        needs=Role.LOOK,
        handler=judging.show,
        summary="How far the check of a long list is, and which batch came of it",
        answers={200: JudgingShape},
        problems=(404,),
    ),
)

_LOOKING: Final = (
    Endpoint(
        method="GET",
        path="/batches",
        needs=Role.LOOK,
        handler=batches.every,
        summary="The batches, newest first",
        asks=BatchesQuery,
        answers={200: BatchesShape},
    ),
    Endpoint(
        method="GET",
        path="/batches/{batch:int}",
        needs=Role.LOOK,
        handler=batches.show,
        summary="How a batch stands",
        answers={200: BatchShape},
        problems=(404,),
    ),
    Endpoint(
        method="GET",
        path="/batches/{batch:int}/rows",
        needs=Role.LOOK,
        handler=rows.show,
        summary="What became of each row, some at a time",
        asks=RowsQuery,
        answers={200: RowsShape},
        problems=(404,),
    ),
    Endpoint(
        method="GET",
        path="/batches/{batch:int}/results.{format}",
        needs=Role.LOOK,
        handler=result_files.download,
        summary="The results as a file",
        asks=PageOfPeopleQuery,
        media=batches.RESULTS,
        problems=(404,),
    ),
    Endpoint(
        method="GET",
        path="/batches/{batch:int}/not-reached.{format}",
        needs=Role.LOOK,
        handler=result_files.download_not_reached,
        summary="Who was not reached (rejected, failed), as a file for a mail merge",
        media=batches.NOT_REACHED,
        problems=(404, 409),
    ),
)

_SENDING: Final = (
    Endpoint(
        method="POST",
        path="/batches/{batch:int}/start",
        needs=Role.SEND,
        handler=sending.start,
        summary="Start a batch, once for each Idempotency-Key; it names the number of messages",
        takes=StartBody,
        answers={202: BatchShape},
        problems=(404, 413, 415),
        idempotent=True,
    ),
    Endpoint(
        method="POST",
        path="/batches/{batch:int}/pause",
        needs=Role.SEND,
        handler=sending.pause,
        summary="Pause a batch; what is on its way arrives",
        answers={200: BatchShape},
        problems=(404,),
    ),
    Endpoint(
        method="POST",
        path="/batches/{batch:int}/resume",
        needs=Role.SEND,
        handler=sending.resume,
        summary="Let a batch go on that was started",
        takes=ResumeBody,
        answers={202: BatchShape},
        problems=(404, 413, 415),
    ),
    Endpoint(
        method="POST",
        path="/batches/{batch:int}/cancel",
        needs=Role.SEND,
        handler=sending.cancel,
        summary="End a batch for good; what has not left is skipped",
        answers={200: BatchShape},
        problems=(404,),
    ),
    Endpoint(
        method="POST",
        path="/batches/{batch:int}/retry",
        needs=Role.SEND,
        handler=sending.retry,
        summary="Put back what surely did not leave; a start sends it",
        takes=RetryBody,
        answers={200: RetriedShape},
        problems=(404, 413, 415),
    ),
    Endpoint(
        method="GET",
        path="/batches/{batch:int}/doubt",
        needs=Role.LOOK,
        handler=doubt.show,
        summary="The rows that may have left, or not",
        answers={200: DoubtShape},
        problems=(404,),
    ),
    Endpoint(
        method="POST",
        path="/batches/{batch:int}/doubt",
        needs=Role.SEND,
        handler=doubt.decide,
        summary="Decide over rows in doubt: they count as sent, or they are sent again",
        takes=DecisionsBody,
        answers={200: BatchShape},
        problems=(404, 413, 415),
    ),
    Endpoint(
        method="GET",
        path="/batches/{batch:int}/look",
        needs=Role.LOOK,
        handler=looks.show,
        summary="The new people whose chats somebody is to look at on the phone",
        answers={200: LookShape},
        problems=(404,),
    ),
    Endpoint(
        method="POST",
        path="/batches/{batch:int}/look",
        needs=Role.SEND,
        handler=looks.answer,
        summary="Say what was seen on the phone; a batch of which nothing was delivered is paused",
        takes=SeenBody,
        answers={200: BatchShape},
        problems=(404, 413, 415),
    ),
)

_PEOPLE: Final = (
    Endpoint(
        method="GET",
        path="/optouts",
        needs=Role.LOOK,
        handler=opt_outs.show,
        summary="The people who must not be written to, oldest first",
        asks=OptOutsQuery,
        answers={200: OptOutsShape},
    ),
    Endpoint(
        method="POST",
        path="/optouts",
        needs=Role.SEND,
        handler=opt_outs.add,
        summary="Put numbers on the list of people who must not be written to",
        takes=NumbersBody,
        answers={200: OptOutsAddedShape},
        problems=(413, 415),
    ),
    Endpoint(
        method="DELETE",
        path="/optouts",
        needs=Role.SEND,
        handler=opt_outs.remove,
        summary="Take numbers off that list: these people may be written to again",
        takes=NumbersBody,
        answers={200: OptOutsRemovedShape},
        problems=(404, 413, 415),
    ),
)

_WORKERS: Final = (
    Endpoint(
        method="GET",
        path="/workers",
        needs=Role.LOOK,
        handler=workers.show,
        summary="The workers of a journal in PostgreSQL, what waits for one, what dead ones left",
        answers={200: WorkersShape},
    ),
)

ENDPOINTS: Final = (*_LISTS, *_CHECKING, *_LOOKING, *_SENDING, *_PEOPLE, *_WORKERS)
