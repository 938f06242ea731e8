"""Through which connections a batch leaves, as a form has it: each ticked by itself, with a weight beside it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData

from batch_sender.config.errors import BadConnectionWeight
from batch_sender.config.through import named_and_weight, written
from batch_sender.web.forms import text, texts


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionField:
    """One connection to tick. `weight`: what stands beside it, as it was typed."""

    name: str
    called: str
    ticked: bool
    weight: str


def connections_in(form: FormData) -> tuple[str, ...]:
    """Read which are ticked: "vendas1", or with its weight "vendas2=2", as it was typed.

    Weights count only where there are several.
    """
    names = texts(form, "through")
    if len(names) < 2:
        return names
    return tuple(_written(name, text(form, f"weight:{name}")) for name in names)


def _written(name: str, weight: str) -> str:
    if weight in {"", "1"}:
        return name
    plain = re.fullmatch(r"0*([0-9]{1,3})", weight)
    return written(name, int(plain[1])) if plain else f"{name}={weight}"


def connection_fields(
    known: Iterable[tuple[str, str]], chosen: Sequence[str]
) -> list[ConnectionField]:
    """Return the fields of the connections there are (name, what it is called), as they are chosen."""
    weights = dict(map(_parted, chosen))
    return [
        ConnectionField(
            name=name, called=called, ticked=name in weights, weight=weights.get(name, "1")
        )
        for name, called in known
    ]


def _parted(each: str) -> tuple[str, str]:
    try:
        name, weight = named_and_weight(each)
    except BadConnectionWeight:
        name, _sign, typed = each.partition("=")
        return name, typed
    return name, str(weight)
