"""Tell which country a cell names, and the code that its numbers begin with."""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

import phonenumbers
from babel import Locale

from batch_sender.models import column_key

BRAZIL: Final = "55"
_LANGUAGES: Final = ("pt", "en", "es")
_OTHER_NAMES: Final = {
    **dict.fromkeys(
        ("bra", "brasileira", "brasileiro", "brazilian", "republicafederativadobrasil"), "BR"
    ),
    **dict.fromkeys(("eua", "usa", "estadosunidosdaamerica", "unitedstatesofamerica"), "US"),
    **dict.fromkeys(("uk", "inglaterra", "england", "grabretanha", "escocia", "scotland"), "GB"),
    **dict.fromkeys(("holanda", "holland"), "NL"),
}


@lru_cache(maxsize=1024)
def calling_code(name: str) -> str | None:
    """Return the country code of a country by its name in Portuguese, English or Spanish, or its ISO code."""
    return _calling_codes().get(column_key(name))


@cache
def _calling_codes() -> dict[str, str]:
    codes = {region: phonenumbers.country_code_for_region(region) for region in _regions()}
    named = {key: str(codes[region]) for key, region in _names() if codes.get(region)}
    return {**named, **{region.casefold(): str(code) for region, code in codes.items()}}


def _regions() -> Iterator[str]:
    yield from phonenumbers.SUPPORTED_REGIONS


def _names() -> Iterator[tuple[str, str]]:
    for language in _LANGUAGES:
        for region, name in Locale(language).territories.items():
            yield column_key(name), region
    yield from _OTHER_NAMES.items()
