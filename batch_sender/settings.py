"""Flags and environment go in; one frozen Settings comes out, which the batch keeps."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Literal, Self

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from batch_sender import pacing
from batch_sender.errors import BadSetting, QueueIdMissing
from batch_sender.language import _

MOST_CHARACTERS: Final = 4096
"""WhatsApp's own limit for a text."""

_TEN_YEARS: Final = 10 * 366 * 24.0  # hours


class Settings(BaseModel):
    """How a list is judged and sent. Kept with the batch, so that `resume` needs no flags.

    `gap`: seconds between two calls, 0 without a pace; `window`: as `pacing.parse_window` reads
    it; `repeat_hours`: how long a message counts as said already.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    phone_column: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = Field(default=None, ge=1)
    limit: int | None = Field(default=None, ge=1)
    duplicates: Literal["skip", "send"] = "skip"
    media: str | None = None
    media_name: str | None = None
    media_folder: Path | None = None
    open_ticket: bool = False
    queue_id: int | None = Field(default=None, ge=1)
    max_characters: int = Field(default=MOST_CHARACTERS, ge=1)
    gap: float = Field(default=pacing.DEFAULT_GAP, ge=0, allow_inf_nan=False)
    window: str | None = None
    concurrency: int = Field(default=1, ge=1, le=32)
    repeat_hours: float = Field(default=24, gt=0, le=_TEN_YEARS)
    allow_repeat: bool = False

    @model_validator(mode="after")
    def _ticket_needs_queue(self) -> Self:
        if self.open_ticket and self.queue_id is None:
            raise QueueIdMissing
        if self.window is not None:
            pacing.parse_window(self.window)
        return self

    @property
    def repeat_after(self) -> timedelta | None:
        """How long a message counts as said already; None where repeats are allowed."""
        return None if self.allow_repeat else timedelta(hours=self.repeat_hours)

    def window_for(self, *, local: bool) -> pacing.Window | None:
        """Return the sending window, None for always: to this machine itself none applies."""
        if self.window is None and local:
            return None
        return pacing.parse_window(self.window or pacing.DEFAULT_WINDOW)


def from_flags(flags: Mapping[str, Any]) -> Settings:
    """Make settings of the flags that were given; None stands for "not given".

    Raises:
        FlagError: a value is none that the setting can have.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as err:
        first = err.errors()[0]
        flag = "--" + str(first["loc"][0]).replace("_", "-")
        raise BadSetting(setting=flag, value=first["input"], allowed=_allowed(first)) from err


def _allowed(fault: Mapping[str, Any]) -> str:
    """Say in words what pydantic would have taken."""
    match fault.get("ctx"):
        case {"ge": least}:
            return _("{n} or more").format(n=least)
        case {"le": most}:
            return _("{n} or less").format(n=most)
        case {"expected": values}:
            return str(values).replace(" or ", ", ")
    return str(fault["msg"]).removeprefix("Input should be ")


def journal_location(flag: str | None, environment: Mapping[str, str]) -> str | Path:
    """Return where the journal lies: `--journal`, BATCH_SENDER_JOURNAL, the user's data folder."""
    return (
        flag
        or environment.get("BATCH_SENDER_JOURNAL")
        or platformdirs.user_data_path("batch-sender", appauthor=False) / "journal.sqlite3"
    )
