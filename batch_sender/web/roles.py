"""What each person may do on the page, and which role each of its addresses needs.

A role holds all that stands below it. An address that no rule names needs the highest role where something
is changed, and the lowest where it is only looked at: what is forgotten here is closed, not open.

Whoever may look sees whom messages went to, with numbers, texts and answers, and takes the results home:
reporting is what that role is for. Lists on their way, which nobody has sent yet, take the role to prepare.
A batch file may have a command run when its batch ends, so all that has to do with schedules is administered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from batch_sender.language import N_


class Role(StrEnum):
    """What somebody may do, from the least to all of it."""

    LOOK = "look"
    """See batches, results and lists."""
    PREPARE = "prepare"
    """Upload lists, write texts, judge them; nothing leaves."""
    SEND = "send"
    """Start, pause, go on, cancel, decide; let a proof leave; keep the list "Não enviar"."""
    ADMINISTER = "administer"
    """Connections, schedules, orders for every batch to come."""

    @property
    def label(self) -> str:
        """Its name as people read it, for the catalogues."""
        return _WORDS[self][0]

    @property
    def meaning(self) -> str:
        """What it may, in a sentence for the catalogues."""
        return _WORDS[self][1]


_WORDS: Final = {
    Role.LOOK: (N_("look"), N_("See batches, lists and results.")),
    Role.PREPARE: (N_("prepare"), N_("Prepare batches, too; nothing leaves.")),
    Role.SEND: (
        N_("send"),
        N_("Send, pause, cancel and decide, too, and keep the list “Do not send”."),
    ),
    Role.ADMINISTER: (N_("administer"), N_("Everything: connections and schedules, too.")),
}


_RANK: Final = {role: rank for rank, role in enumerate(Role)}


def allows(role: Role, needed: Role) -> bool:
    """Say whether somebody of a role may do what another role is needed for."""
    return _RANK[role] >= _RANK[needed]


READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Rule:
    """Which role an address needs. `pattern`: its parts; "*" stands for any one, "**" at the end for any more.

    `reading`: the role for a GET; `changing`: the one for whatever changes something.
    """

    pattern: str
    reading: Role
    changing: Role

    def fits(self, path: str) -> bool:
        """Say whether a path is meant."""
        wanted, given = self.pattern.split("/"), path.rstrip("/").split("/")
        if wanted[-1] == "**":
            wanted = wanted[:-1]
            given = given[: len(wanted)]
        return len(wanted) == len(given) and all(
            part in ("*", there) for part, there in zip(wanted, given, strict=True)
        )


_LOOK, _PREPARE, _SEND, _ADMINISTER = Role

RULES: Final[Sequence[Rule]] = (
    Rule("/new/*/send/**", _PREPARE, _SEND),
    Rule("/new/**", _PREPARE, _PREPARE),
    Rule("/texts/**", _LOOK, _PREPARE),
    # A search is posted: what is looked for stands in no address.
    Rule("/batches/*/rows", _LOOK, _LOOK),
    Rule("/batches/**", _LOOK, _SEND),
    Rule("/stop", _ADMINISTER, _ADMINISTER),
    Rule("/optouts/search", _LOOK, _LOOK),
    Rule("/optouts/**", _LOOK, _SEND),
    Rule("/known/**", _LOOK, _SEND),
    Rule("/people", _LOOK, _LOOK),
    Rule("/people/**", _LOOK, _SEND),
    Rule("/doctor/**", _SEND, _SEND),  # it asks the API whether it knows the tokens
    Rule("/connections/**", _LOOK, _ADMINISTER),
    Rule("/schedules/**", _LOOK, _ADMINISTER),
    Rule("/account/**", _LOOK, _LOOK),
    Rule("/logout", _LOOK, _LOOK),
)
"""The first that fits counts, so the narrower ones stand first."""


def needed(method: str, path: str) -> Role:
    """Return the role that a request needs."""
    reading = method.upper() in READING
    for rule in RULES:
        if rule.fits(path):
            return rule.reading if reading else rule.changing
    return Role.LOOK if reading else Role.ADMINISTER
