"""What to do at a command line about the errors of `timing`."""

from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_

REMEDIES: Final[Mapping[str, str]] = {
    "BadRate": N_("Write calls per minute or hour, such as --rate 20/min, or --rate off."),
    "BadWindow": N_(
        'Write days and hours, such as --window "mon-sat 8:00-20:00", or --window always.'
    ),
    "BadPersonLimit": N_("Write messages and hours or days, such as --max-per-person 3/7d."),
    "BadWarmUp": N_("Write the first day, the second and so on, such as --warm-up 20,50,100,200."),
    "BadNewCap": N_("Write people a day, such as --new-cap 30/day, or for a new number 20,30,50."),
    "BadDueMoment": N_('Write them like this: --at "2026-12-01 09:00" or --at "01/12/2026 09:00".'),
    "BadLatePolicy": N_('Write --late skip, --late run, or --late "run-if-within 2h".'),
}
"""By the name of the error's class."""
