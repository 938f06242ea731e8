"""Conditions by which rows of a list are chosen: `cidade = Recife and valor > 100`.

lexemes     what is typed, taken apart into words, signs and texts in quotation marks
operands    which words are a column, which a value, which `and`; written down for Jinja's parser
kinds       what a column holds (numbers, dates, times of day, texts), and how each is read and compared
columns     what the columns of one list hold
compiling   Jinja's tree as a function of a row's cells, by the evaluator of the message texts
conditions  which rows of a list hold them all
"""

from batch_sender.compose.conditions.columns import ListColumns
from batch_sender.compose.conditions.conditions import Conditions

__all__ = ["Conditions", "ListColumns"]
