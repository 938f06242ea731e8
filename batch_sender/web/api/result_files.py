"""Write the results of a batch as it stands, or who was not reached, and answer with the file."""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from batch_sender import results
from batch_sender.config.batch_settings import settings_of
from batch_sender.operations import not_reached
from batch_sender.operations.results import own_name
from batch_sender.web.api.batches import NOT_REACHED, RESULTS, number_of
from batch_sender.web.api.errors import AddressUnknown
from batch_sender.web.api.shapes import PageOfPeopleQuery
from batch_sender.web.api.table import ApiRequest
from batch_sender.web.api.uploads import place_of


def download(asked: ApiRequest) -> Response:
    """Answer with the results."""
    media = _media(asked, RESULTS)
    batch = asked.journal.batches.one(number_of(asked))

    def write(path: Path) -> Path:
        return results.write_results(
            path,
            batch=batch,
            rows=asked.journal.messages.rows(batch.id),
            show_time_in=settings_of(asked.journal.batches, batch.id).calendar.zone,
            with_people=asked.wished(PageOfPeopleQuery).with_people == "true",
            profile=asked.site.workspace.profile,
        )

    return _answer(asked, own_name(batch), media, write)


def download_not_reached(asked: ApiRequest) -> Response:
    """Answer with those who were not reached."""
    media = _media(asked, NOT_REACHED)
    batch = asked.journal.batches.one(number_of(asked))

    def write(path: Path) -> Path:
        return not_reached.write_not_reached(asked.journal, batch.id, path).path

    return _answer(asked, not_reached.own_name(batch), media, write)


def _media(asked: ApiRequest, known: Mapping[str, str]) -> str:
    ending = asked.request.path_params["format"]
    if ending not in known:
        raise AddressUnknown(path=asked.request.url.path)
    return known[ending]


def _answer(
    asked: ApiRequest, name: Path, media: str, write: Callable[[Path], Path]
) -> FileResponse:
    """Answer with a file; what is written for it is removed when it has gone out."""
    place = place_of(asked.site)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(dir=place, prefix="results-"))
    called = name.with_suffix(f".{asked.request.path_params['format']}").name
    try:
        written = write(folder / called)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    gone = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(written, media_type=media, filename=called, background=gone)
