"""Tell a name or a link by which somebody is known elsewhere from a number that is written badly."""

import re
from typing import Final

_LONGEST: Final = 250

_NAMES: Final = (
    # @loja.da.ana: a name on WhatsApp, Instagram or another network.
    r"@(?=[\w.-]*[^\W\d_])[\w.-]{2,64}",
    # A person, a group, a channel as WhatsApp's servers call them: behind these no number is hidden.
    r"[\w.:-]+@(?:lid|hosted\.lid|g\.us|newsletter|broadcast|bot)",
    # BR.13491208655302741918: what a business knows a person by who hides their number.
    r"[a-z]{2}\.(?=\w*\d)[a-z0-9]{14,128}",
    # A link, with a scheme or by the ending of its server's name.
    r"[a-z][a-z+.-]*://\S+",
    r"(?:[\w-]+\.)+(?:com|net|org|br|me|ee|io|app|link|bio|gl|gle|ly|to|page|site|online)(?:[/?#]\S*)?",
)
_NAME: Final = re.compile("|".join(_NAMES), re.IGNORECASE)
# Such a link is one to a number, well written or not.
_TO_A_NUMBER: Final = re.compile(
    r"(?:[a-z]+://)?(?:wa\.me/|(?:(?:api|web)\.whatsapp\.com/)?send/?\?(?:\S*&)?phone=)\+?\d+(?:[?&]\S*)?",
    re.IGNORECASE,
)


def is_name(shown: str) -> bool:
    """Say whether a cell, as `readable` shows it, holds nothing but a name or a link."""
    if len(shown) > _LONGEST or _NAME.fullmatch(shown) is None:
        return False
    return _TO_A_NUMBER.fullmatch(shown) is None
