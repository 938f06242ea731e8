"""The results of a batch to take home: written for whoever asks, sent, and removed again."""

import shutil
import tempfile
from pathlib import Path
from typing import Final

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from batch_sender import results
from batch_sender.config.batch_settings import settings_of
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations import not_reached
from batch_sender.operations.results import own_name
from batch_sender.web.batch_view import batch_page
from batch_sender.web.errors import ResultsUnknown
from batch_sender.web.site import Site, site_of

_ENDINGS: Final = {
    "workbook": ".xlsx",
    "csv": ".csv",
    "lines": ".jsonl",
    "page": ".html",
    "page-with-people": ".html",
}
"""The endings of the files, by the last part of their address."""

_NOT_REACHED: Final = {"not-reached": ".xlsx", "not-reached-csv": ".csv"}
"""The same of the file of who was not reached."""


def download(request: Request) -> Response:
    """Write the results as they stand now, and send them under the name that they have elsewhere."""
    site, batch_id = site_of(request), request.path_params["batch"]
    folder = Path(tempfile.mkdtemp(prefix="batch-sender-"))  # only its owner opens it
    try:
        path = _written(site, batch_id, request.path_params["kind"], folder)
    except BatchSenderError as err:
        shutil.rmtree(folder, ignore_errors=True)
        return batch_page(request, batch_id, fault=err)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    removed = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    # As something to save, whatever it is: a page of results is none of ours.
    return FileResponse(
        path, media_type="application/octet-stream", filename=path.name, background=removed
    )


def _written(site: Site, batch_id: int, kind: str, folder: Path) -> Path:
    """Write the results into a folder; nobody else has to know where.

    Raises:
        ResultsUnknown: there is no such kind. ResultsError: they cannot be written.
        BatchPurged: nobody is known any more who was not reached.
    """
    batch = site.journal.batches.one(batch_id)
    if kind in _NOT_REACHED:
        name = not_reached.own_name(batch).with_suffix(_NOT_REACHED[kind]).name
        return not_reached.write_not_reached(site.journal, batch_id, folder / name).path
    if kind not in _ENDINGS:
        raise ResultsUnknown
    return results.write_results(
        folder / own_name(batch).with_suffix(_ENDINGS[kind]).name,
        batch=batch,
        rows=site.journal.messages.rows(batch_id),
        show_time_in=settings_of(site.journal.batches, batch_id).calendar.zone,
        with_people=kind == "page-with-people",
        profile=site.workspace.profile,
    )


ROUTES: Final = (Route("/batches/{batch:int}/results/{kind}", download),)
