"""A woven text of nothing but words and cells goes in; what fills it without Jinja's machinery comes out.

Most texts are such, and most rows fill them without a question. Whatever asks one (an empty cell, an
endless one) is left to Jinja, which gives the same text for all others (tests), at twice the time.
"""

from collections.abc import Callable, Sequence
from typing import Final, Self

from jinja2 import nodes

from batch_sender.greeting import written
from batch_sender.templates import natural, woven
from batch_sender.templates.blanks import is_blank
from batch_sender.templates.filling import LONGEST_CELL
from batch_sender.templates.habits import Habits

_MOST_PIECES: Final = 200
"""So few weigh nothing worth counting (see `filling.STEPS`)."""

Show = Callable[[str], str]


class Straight:
    """Words with places between them, each for the cell of one column."""

    def __init__(self, words: Sequence[str], cells: Sequence[tuple[int, int, Show]]) -> None:
        """`words`: the text with "" at each place; `cells`: a place, its column, what shows it."""
        self._words = list(words)
        self._cells = tuple(cells)

    @classmethod
    def of(cls, tree: nodes.Template, habits: Habits, greeting: str) -> Self | None:
        """Take a woven tree apart; None where it holds anything but words, cells and the greeting."""
        words: list[str] = []
        cells: list[tuple[int, int, Show]] = []
        shows = {
            woven.SHOWN_CELL: natural.of_cells(habits),
            woven.SHOWN_AMOUNT: natural.of_amounts(habits),
        }
        for output in tree.body:
            if not isinstance(output, nodes.Output):
                return None
            for node in output.nodes:
                match node:
                    case nodes.TemplateData(data=data):
                        words.append(data)
                    case nodes.Filter(name=woven.GREETING, node=nodes.Const(value=letters)):
                        words.append(written(greeting, letters))
                    case nodes.Filter(
                        name=(woven.SHOWN_CELL | woven.SHOWN_AMOUNT) as piece,
                        node=nodes.Filter(name=woven.NEEDED_CELL, node=nodes.Const(value=column)),
                    ):
                        cells.append((len(words), column, shows[piece]))
                        words.append("")
                    case _:
                        return None
        return cls(words, cells) if len(words) <= _MOST_PIECES else None

    def fill(self, cells: Sequence[str]) -> str | None:
        """Return the text for a row's cells; None where Jinja has to say what is wrong with them."""
        pieces = self._words.copy()
        for place, column, show in self._cells:
            cell = cells[column] if column < len(cells) else ""
            if is_blank(cell) or len(cell) > LONGEST_CELL:
                return None
            pieces[place] = show(cell)
        return "".join(pieces)
