"""Say in plain words what Jinja complains about in a message text."""

import re
from typing import Final

from jinja2 import TemplateSyntaxError

from batch_sender.compose.errors import TemplateMalformed
from batch_sender.language import N_, _

_END_OF_PLACEHOLDER: Final = "end of print statement"
_END_OF_TAG: Final = "end of statement block"

# Jinja's own wording (parser.py, lexer.py of 3.1) on the left. The first that fits is taken.
_WORDINGS: Final = (
    (
        r"Unexpected end of template.*innermost block that needs to be closed is '(?P<tag>\w+)'",
        N_("the tag {{% {tag} %}} is never closed: its {{% end{tag} %}} is missing"),
    ),
    (
        r"Encountered unknown tag '(?P<tag>\w+)'.*that needs to be closed is '(?P<open>\w+)'",
        N_("the tag {{% {tag} %}} does not belong here: {{% {open} %}} is still open"),
    ),
    (
        r"Encountered unknown tag '(?P<tag>end\w+|else|elif)'",
        N_("the tag {{% {tag} %}} closes or continues something that was never opened"),
    ),
    (r"Encountered unknown tag '(?P<tag>\w+)'", N_("there is no tag {{% {tag} %}}")),
    (r"tag name expected", N_("between {{% and %}} the name of a tag is missing")),
    (r"Missing end of comment tag", N_("a comment begins with {{# and never ends with #}}")),
    (r"Missing end of raw directive", N_("a {{% raw %}} is never closed with {{% endraw %}}")),
    (
        rf"Expected an expression, got '(?:{_END_OF_PLACEHOLDER}|{_END_OF_TAG})'",
        N_("braces with nothing between them, or something is missing before their end"),
    ),
    (
        rf"unexpected end of template|got 'end of template'|unexpected '}}'|"
        rf"expected token '(?:{_END_OF_PLACEHOLDER}|{_END_OF_TAG})', got '}}'",
        N_("braces that are opened are not closed in the same way"),
    ),
    (
        rf"expected token '(?:{_END_OF_PLACEHOLDER}|{_END_OF_TAG})', got '(?P<found>.*)'",
        N_(
            "“{found}” was not expected there; inside braces stands one name, with filters behind |"
        ),
    ),
    (
        r"unexpected char (?P<found>'.*?'|\".*?\") at \d+",
        N_("the character {found} cannot stand between braces, or a quote is not closed"),
    ),
    (r"unexpected '(?P<found>.+?)'", N_("“{found}” was not expected there")),
    (r"got '(?P<found>.+?)'", N_("“{found}” was not expected there")),
)


def malformed(err: TemplateSyntaxError, origin: str) -> TemplateMalformed:
    """Say where `err` lies in the text of `origin` and what is wrong there."""
    return TemplateMalformed(origin=origin, line=err.lineno, what=_plain(err.message or ""))


def _plain(complaint: str) -> str:
    for pattern, wording in _WORDINGS:
        if found := re.search(pattern, complaint, re.DOTALL):
            return _(wording).format(**found.groupdict())
    return _("this cannot be understood ({complaint})").format(complaint=complaint)
