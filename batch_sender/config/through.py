"""The connections that a batch is to leave through, by name, each with its share of the rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from batch_sender.config import connections
from batch_sender.config.connections import Connection, fingerprint
from batch_sender.config.errors import BadConnectionWeight, ConnectionTwice, SameConnection

MOST_WEIGHT: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Through:
    """A connection, and its share of the rows beside the others': twice the weight, twice as many."""

    connection: Connection
    weight: int = 1


def choose_all(
    names: Sequence[str], *, path: Path, environment: Mapping[str, str]
) -> tuple[Through, ...]:
    """Return the connections of these names, such as "vendas1" and "vendas2=2"; without one the usual one.

    Raises:
        ConnectionNotFound, NoConnection, ConnectionNotChosen: each says what to do.
        BadConnectionWeight: a weight is none. ConnectionTwice, SameConnection: two are the same.
    """
    if not names:
        chosen = connections.choose(None, path=path, environment=environment)
        return (Through(connection=chosen),)
    parted = [named_and_weight(each) for each in names]
    for place, (name, _weight) in enumerate(parted):
        if name in {earlier for earlier, _its in parted[:place]}:
            raise ConnectionTwice(name=name)
    found = [
        Through(
            connection=connections.choose(name, path=path, environment=environment), weight=weight
        )
        for name, weight in parted
    ]
    refuse_same([each.connection for each in found])
    return tuple(found)


def named_and_weight(written: str) -> tuple[str, int]:
    """Read "vendas2=2"; a name holds no =, and without one the weight is 1.

    Raises:
        BadConnectionWeight: what stands behind the = is no whole number from 1 to 100.
    """
    name, sign, weight = (part.strip() for part in written.partition("="))
    if not sign:
        return name, 1
    refuse_bad_weight(name, weight)
    return name, int(weight)


def refuse_bad_weight(name: str, weight: str) -> None:
    """See that a weight is a whole number that a share can be reckoned by.

    Raises:
        BadConnectionWeight: it is none.
    """
    if not re.fullmatch(r"[0-9]{1,3}", weight) or not 1 <= int(weight) <= MOST_WEIGHT:
        raise BadConnectionWeight(name=name, weight=weight, most=MOST_WEIGHT)


def written(name: str, weight: int) -> str:
    """Write a name and its weight as `named_and_weight` reads them."""
    return name if weight == 1 else f"{name}={weight}"


def refuse_same(several: Sequence[Connection]) -> None:
    """See that no two of these are one connection: one number would get the shares of both.

    Raises:
        SameConnection: two have the same address and token.
    """
    seen: dict[str, Connection] = {}
    for each in several:
        other = seen.setdefault(fingerprint(each, b""), each)
        if other is not each:
            raise SameConnection(one=other.name or other.address, other=each.name or each.address)
