"""Make of a batch in the making what the other rooms judge: its values, its texts, its request."""

from typing import Any, Final

from batch_sender.compose.errors import TooManyTexts
from batch_sender.compose.variants import NAMES
from batch_sender.config import options
from batch_sender.judge.request import Request
from batch_sender.language import _
from batch_sender.models import MessageText
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations import text_files
from batch_sender.operations.option_values import under_profile
from batch_sender.operations.requests import settings_of
from batch_sender.web.drafts import Draft
from batch_sender.web.site import Site

_NOT_GIVEN: Final = {each.name: None for each in options.SEND}


def request_of(site: Site, draft: Draft) -> Request:
    """Gather what is to be judged of a draft: its list, texts and settings, over the profile's own.

    Without a text it can be judged no further than its columns.

    Raises:
        OptionError: a value cannot be meant.
        TemplateError: a text is a list of contacts.
    """
    first, *others = texts_of(draft)
    return Request(
        list_path=site.drafts.list_path(draft),
        text=first.text,
        origin=first.origin,
        others=tuple(others),
        settings=settings_of(values_of(site, draft)),
        who=site.who,
    )


def values_of(site: Site, draft: Draft) -> dict[str, Any]:
    """Return the values of all options, by their names: the draft's own over the profile's defaults.

    Those of how it is sent (connection, proof, canary …) are among them; None: not given.

    Raises:
        BatchFileError: the profile's defaults cannot be used.
    """
    given = {**_NOT_GIVEN, **draft.values, "text": list(draft.texts)}
    laid = dict(under_profile(given, site.workspace))
    if draft.values.get("no_media"):  # said on the page: the profile's file does not go along
        laid["media"] = None
    return laid


def is_for_workers(site: Site, draft: Draft) -> bool:
    """Say whether a draft's batch is handed over to the workers."""
    return site.senders.hands_all_over or bool(values_of(site, draft)["workers"])


def texts_of(draft: Draft) -> tuple[MessageText, ...]:
    """Return a draft's texts, called as the page calls them; an empty one where there is none yet.

    Raises:
        TemplateIsList: one of them is a list of contacts.
        TooManyTexts: there are more than names for them.
    """
    several = draft.texts or ("",)
    if len(several) > len(NAMES):
        raise TooManyTexts(number=len(several), most=len(NAMES))
    texts = [
        MessageText(text=text, origin=origin_of(place, len(several)))
        for place, text in enumerate(several)
    ]
    for each in texts:
        text_files.refuse_list(each.text, each.origin)
    return tuple(texts)


def origin_of(place: int, many: int) -> str:
    """Say which text of a batch is meant: "Text B", or "The text" where there is one alone."""
    return _("The text") if many == 1 else _("Text {name}").format(name=NAMES[place])


def named_as_sent(err: BatchSenderError, name: str) -> BatchSenderError:
    """Return an error that names a list as its sender does, not by where it lies with us."""
    return type(err)(**{**err.details, "path": name}) if "path" in err.details else err
