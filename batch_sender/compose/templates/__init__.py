"""Message texts: which column each placeholder means, and what a row's cells make of the text.

braces         `{nome}`, `{{ Valor (R$) }}`: rewritten into what Jinja's parser reads
placeholders   which column a name means
evaluation     Jinja's tree as functions of a row's cells (pieces); expressions: what stands between
               braces; refusals: what it may not hold
filters        what can be done to a value; locale_format: what hangs on the language (money, days);
               first_names: by which name a person is greeted
values         text → the number, day or time it shows; natural: cells that are shown otherwise than written
syntax_errors  Jinja's complaints in plain words
"""

from batch_sender.compose.templates.natural import shown_naturally
from batch_sender.compose.templates.placeholders import unknown_in_all
from batch_sender.compose.templates.template import (
    MAX_CHARS,
    Template,
    Voice,
    compile_template,
    has_server_placeholder,
)

__all__ = [
    "MAX_CHARS",
    "Template",
    "Voice",
    "compile_template",
    "has_server_placeholder",
    "shown_naturally",
    "unknown_in_all",
]
