"""Turn a draft into what is to be judged."""

from batch_sender.judge.request import Request
from batch_sender.language import _
from batch_sender.models import MessageText
from batch_sender.operations import requests
from batch_sender.web.drafts import Draft
from batch_sender.web.site import Site


def request_of(site: Site, draft: Draft) -> Request:
    """Gather what a draft says: its list, its texts, its settings.

    Raises:
        OptionError: a value cannot be meant.
    """
    origin = _("the message text")
    first, *others = (MessageText(text=each, origin=origin) for each in draft.texts or ("",))
    return Request(
        list_path=site.drafts.list_path(draft),
        text=first.text,
        origin=first.origin,
        settings=requests.settings_of(draft.values),
        who=site.who,
        others=tuple(others),
    )
