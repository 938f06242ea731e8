"""Upload a list, and say what is understood of it."""

import logging
from datetime import UTC, datetime
from typing import Any, Final

from batch_sender.config.settings import Settings
from batch_sender.judge.column_mapping import ColumnMapping
from batch_sender.load import ContactList, open_list
from batch_sender.load.errors import ListError
from batch_sender.web.api import problems
from batch_sender.web.api.errors import FileMissing, UploadGone
from batch_sender.web.api.shapes import ListShape
from batch_sender.web.api.table import ApiReply, ApiRequest
from batch_sender.web.api.uploads import lists_of
from batch_sender.web.drafts import KEPT, Draft, Drafts
from batch_sender.web.errors import DraftGone
from batch_sender.web.site import Site

_log: Final = logging.getLogger(__name__)
_SHOWN: Final = 3


def upload(asked: ApiRequest) -> ApiReply:
    """Keep a list and answer with its id and what is understood of it; one that cannot be read is not kept."""
    if asked.file is None:
        raise FileMissing
    lists = lists_of(asked.site)
    _remove_old(lists, now=asked.site.clock.now())
    draft = lists.begin()
    try:
        draft = lists.with_list(draft, asked.file.name, asked.file.path)
        shape = _understood(lists, draft)
    except BaseException:
        lists.remove(draft)
        raise
    return ApiReply(content=shape, status=201, headers={"Location": f"/api/v1/lists/{draft.id}"})


def show(asked: ApiRequest) -> ListShape:
    """Say what is understood of a list."""
    list_id = asked.request.path_params["list"]
    return _understood(lists_of(asked.site), list_of(asked.site, list_id))


def list_of(site: Site, list_id: str) -> Draft:
    """Return an uploaded list.

    Raises:
        UploadGone: there is none of that id any more.
    """
    lists = lists_of(site)
    try:
        found = lists.one(list_id)
    except DraftGone as err:
        raise UploadGone(list=list_id[:40]) from err
    if not lists.list_path(found).is_file():
        raise UploadGone(list=list_id)
    return found


def _understood(lists: Drafts, draft: Draft) -> ListShape:
    with open_list(lists.list_path(draft)) as contacts:
        columns, fault = _columns_of(contacts)
        return ListShape(
            list=draft.id,
            name=draft.list_name,
            kind=contacts.kind,
            columns=list(contacts.header),
            sample=[list(cells) for cells in contacts.sample(_SHOWN)],
            hidden=contacts.hidden,
            read_as={
                "sheet": contacts.sheet,
                "other_sheets": list(contacts.other_sheets),
                "header_row": contacts.header_row or None,
                "titles": list(contacts.titles),
                "encoding": contacts.encoding,
                "delimiter": contacts.delimiter,
                **columns,
            },
            problem=fault,
        )


def _columns_of(contacts: ContactList) -> tuple[dict[str, Any], dict[str, Any] | None]:
    try:
        return dict(ColumnMapping.of(contacts, Settings(), text="").told()), None
    except ListError as err:
        return {}, problems.told(err)


def _remove_old(lists: Drafts, *, now: datetime) -> None:
    for draft, saved in list(lists.every()):
        if now.astimezone(UTC) - saved > KEPT:
            lists.remove(draft)
