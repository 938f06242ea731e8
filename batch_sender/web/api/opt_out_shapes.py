"""What stands in the bodies and query strings about the opt-out list."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from batch_sender.web.api.shapes import BodyShape, Count, Number


class NumbersBody(BodyShape):
    """Phone numbers in any notation."""

    numbers: list[Number] = Field(min_length=1, max_length=5000)


class OptOutsQuery(BodyShape):
    """Which part of the opt-out list, oldest first."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 200
    after: Annotated[int, Field(ge=0, le=2_147_483_647)] = Field(
        default=0, description="So many are left out: the last answer's `next`."
    )


class OptOutShape(BodyShape):
    """Somebody who must not be written to."""

    number: str
    source: str
    source_date: str | None
    added_at: datetime
    who: str


class OptOutsShape(BodyShape):
    """A part of the opt-out list; `next` goes on behind it."""

    opt_outs: list[OptOutShape]
    next: int | None


class OptOutsAddedShape(BodyShape):
    """How many are new on the list, and how many were on it already."""

    added: Count
    already: Count


class OptOutsRemovedShape(BodyShape):
    """How many may be written to again."""

    removed: Count
