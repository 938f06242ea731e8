"""What the HTTP API answers about workers."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from batch_sender.web.api.shapes import BodyShape, Count

Names = list[str]


class WorkerShape(BodyShape):
    """A worker as it was at its last beat, by the clock of the journal's server."""

    id: str
    host: str
    pid: int
    version: str
    alive: bool = Field(description="It has beaten in the last 20 seconds.")
    lanes: Names = Field(description="The connections it sends through just now.")
    most_lanes: Count
    calls: Count = Field(description="Since it began.")
    calls_a_minute: Annotated[float, Field(ge=0)]
    started_at: datetime
    beat_at: datetime


class WaitingConnectionShape(BodyShape):
    """A connection with messages to send that no living worker holds. `known`: one of them has its token."""

    connection: str
    known: bool


class LeftBehindShape(BodyShape):
    """Messages that were on their way through a connection that no living worker holds."""

    connection: str
    messages: Count


class WorkersShape(BodyShape):
    """The workers, the living first, and what is to be seen to."""

    workers: list[WorkerShape]
    waiting: list[WaitingConnectionShape]
    left_behind: list[LeftBehindShape]
