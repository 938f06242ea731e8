"""A message text and a header go in; a template that fills itself from a row's cells comes out.

placeholders   `{nome}`, `{{ Valor (R$) }}`: which column each one means
weaving        Jinja's tree, cut down to the tags of message texts; expressions: what is in braces
woven          the pieces put into that tree: a cell, a loop's turn, a call
sandbox        where it runs; filling: one row on its way, with a bound on steps and on sizes
filters        what can be done to a value; habits: what hangs on the language (money, days, plurals)
values         text → the number, day or time it shows; natural: cells that are shown otherwise than written
faults         Jinja's complaints in plain words
"""

from batch_sender.templates.natural import shown_naturally
from batch_sender.templates.template import (
    Template,
    Voice,
    compile_template,
    has_server_placeholder,
)

__all__ = [
    "Template",
    "Voice",
    "compile_template",
    "has_server_placeholder",
    "shown_naturally",
]
