"""Write the results of a batch as it stands, and answer with the file."""

import shutil
import tempfile
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from batch_sender import results
from batch_sender.config.batch_settings import settings_of
from batch_sender.operations.results import own_name
from batch_sender.web.api.batches import RESULTS, number_of
from batch_sender.web.api.errors import AddressUnknown
from batch_sender.web.api.shapes import PageOfPeopleQuery
from batch_sender.web.api.table import ApiRequest
from batch_sender.web.api.uploads import place_of


def download(asked: ApiRequest) -> Response:
    """Answer with the results; what is written for it is removed when it has gone out."""
    ending = asked.request.path_params["format"]
    if ending not in RESULTS:
        raise AddressUnknown(path=asked.request.url.path)
    batch = asked.journal.batches.one(number_of(asked))
    name = own_name(batch).with_suffix(f".{ending}").name
    place = place_of(asked.site)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(dir=place, prefix="results-"))
    try:
        written = results.write_results(
            folder / name,
            batch=batch,
            rows=asked.journal.messages.rows(batch.id),
            show_time_in=settings_of(asked.journal.batches, batch.id).calendar.zone,
            with_people=asked.wished(PageOfPeopleQuery).with_people == "true",
            profile=asked.site.workspace.profile,
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    gone = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(written, media_type=RESULTS[ending], filename=name, background=gone)
