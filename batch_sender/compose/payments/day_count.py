"""Read the due day of a boleto: four digits that count days, and began anew when they were used up.

The count began on 1997-10-07 with 0, and only 1000 to 9999 mean a day. 9999 was 2025-02-21, and
2025-02-22 is 1000 again (FEBRABAN, Comunicado 082/2012): a number means a day in each 9,000.
"""

from datetime import date, timedelta
from typing import Final

_BASE: Final = date(1997, 10, 7)
_FIRST: Final = 1000
_ROUND: Final = 9000
_AHEAD: Final = 5500
"""Days from today up to which a boleto may be due, as FEBRABAN's notice has it: what would be later is
9,000 days earlier. It lets boletos be up to 3,000 days old; the 499 beyond count as past, too."""


def factor_of(due: date) -> int:
    """Return the four digits that stand for a due day."""
    return ((due - _BASE).days - _FIRST) % _ROUND + _FIRST


def due_day(factor: int, *, today: date) -> date:
    """Return the one day meant that lies from 3,499 days before `today` to 5,500 after it."""
    latest = today + timedelta(days=_AHEAD)
    rounds = ((latest - _BASE).days - factor) // _ROUND
    return _BASE + timedelta(days=factor + rounds * _ROUND)
