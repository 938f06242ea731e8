"""The settings a batch is judged and sent with: validated, immutable, kept in the journal."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_serializer,
    field_validator,
    model_validator,
)

from batch_sender.config.errors import BadExpiry, BadSetting, QueueIdMissing
from batch_sender.config.store_addresses import read_address
from batch_sender.language import _
from batch_sender.models.area_codes import is_ddd
from batch_sender.models.errors import OptionName
from batch_sender.models.places import Place, StoreAddress, is_address
from batch_sender.timing import limits, rates, windows
from batch_sender.timing.greeting import Greeter
from batch_sender.timing.holidays import is_holiday
from batch_sender.timing.moments import parse_moment

_TEN_YEARS: Final = 10 * 366 * 24.0  # hours

_NO_ROW: Final = frozenset({"none", "nenhuma", "nenhum"})

LOOK_AFTER: Final = 25
"""Numbers were barred from new chats after 30 to 40 messages to new people (docs/measured.md)."""

_BatchNumber = Annotated[int, Field(ge=1)]


class Settings(BaseModel):
    """How a list is judged and sent. Kept with the batch, so that `resume` needs no flags.

    `header_row`: "none" where no row names the columns; `map`: pairs of a field and the column it is
    read from; `ddd`: for numbers that have none;
    `consent_column`: where a row needs a yes; `where`: conditions that a row has to hold, all of them.
    `gap`: seconds between two calls, 0 without a pace; `window`: as `windows.parse_window` reads
    it; `repeat_hours`: how long a message counts as said already; `canary`: so many messages
    leave first, then a person is asked; `look_after`: after so many accepted new people somebody is to
    look at the phone, 0 never; `look_unanswered`: what the batch does meanwhile where nobody is there to be
    asked; `duplicates` None: skip, or ask where somebody is there;
    `payment_column`: whose cell follows as a message of its own;
    `key`: the column that tells two messages apart; `purpose`: why these people may be written
    to, kept for the results;
    `max_per_person`, `warm_up`, `new_cap`: as `limits` reads them; `expires`: as `parse_moment` does;
    `message_lang`: in which language the texts write amounts, days and greetings.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    phone_column: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quotes: Literal["strict", "letters"] = "strict"
    header_row: int | Literal["none"] | None = None
    hidden_rows: Literal["skip", "send"] = "skip"
    map: tuple[tuple[str, str], ...] = ()
    ddd: str | None = None
    fixed_lines: Literal["send", "skip"] = "send"
    consent_column: str | None = None
    overdue: Literal["skip", "send"] = "skip"
    where: tuple[str, ...] = ()
    limit: int | None = Field(default=None, ge=1)
    canary: int | None = Field(default=None, ge=1)
    look_after: int | None = Field(default=None, ge=0)
    look_unanswered: Literal["go-on", "wait"] = "go-on"
    duplicates: Literal["skip", "send"] | None = None
    media: str | None = None
    media_name: str | None = None
    media_folder: Path | StoreAddress | None = None
    media_check: bool = False
    no_media: bool = False
    open_ticket: bool = False
    queue_id: int | None = Field(default=None, ge=1)
    payment_column: str | None = None
    message_lang: Literal["pt-BR", "en"] = "pt-BR"
    gap: float = Field(default=rates.DEFAULT_GAP, ge=0, allow_inf_nan=False)
    window: str | None = None
    concurrency: int = Field(default=1, ge=1, le=32)
    repeat_hours: float = Field(default=24, gt=0, le=_TEN_YEARS)
    allow_repeat: bool = False
    key: str | None = None
    max_per_person: str | None = None
    not_in: tuple[_BatchNumber, ...] = ()
    accepted_in: tuple[_BatchNumber, ...] = ()
    expires: str | None = None
    expires_column: str | None = None
    daily_cap: int | None = Field(default=None, ge=1)
    warm_up: str | None = None
    new_cap: str | None = None
    skip_holidays: bool = False
    purpose: str | None = None

    @field_validator("map", mode="before")
    @classmethod
    def _as_pairs(cls, mapped: object) -> object:
        """Take a table, too, as a batch file writes it: `phone = "Celular"`, or a list of columns."""
        if not isinstance(mapped, Mapping):
            return mapped
        return [
            (field, column)
            for field, columns in mapped.items()
            for column in (columns if isinstance(columns, list) else [columns])
        ]

    @field_validator("where", mode="before")
    @classmethod
    def _as_several(cls, conditions: object) -> object:
        """Take a single condition, too."""
        return (conditions,) if isinstance(conditions, str) else conditions

    @field_validator("header_row", mode="before")
    @classmethod
    def _is_row(cls, row: object) -> object:
        """Take a row's number as a text, too, as a command line gives it, and none in both languages."""
        text = str(row).strip().casefold()
        if row is None or text in _NO_ROW:
            return None if row is None else "none"
        if text.isascii() and text.isdecimal() and int(text) > 0:
            return int(text)
        raise BadSetting(
            setting=OptionName("header_row"), value=row, allowed=_("1 or more, or none")
        )

    @field_validator("new_cap", mode="before")
    @classmethod
    def _is_plan(cls, plan: object) -> object:
        """Take a bare number, too, as a batch file may write it."""
        return str(plan) if isinstance(plan, int) and not isinstance(plan, bool) else plan

    @field_validator("media_folder", mode="before")
    @classmethod
    def _is_place(cls, folder: object) -> object:
        """Take an address in an object store, too, also one that a path has lost a slash of."""
        if isinstance(folder, str | Path) and is_address(str(folder)):
            return read_address(str(folder))
        return folder

    @field_serializer("media_folder", when_used="json-unless-none")
    def _place_as_text(self, folder: Place) -> str:
        return str(folder)

    @field_validator("ddd")
    @classmethod
    def _is_ddd(cls, ddd: str | None) -> str | None:
        if ddd is not None and not is_ddd(ddd):
            raise BadSetting(setting=OptionName("ddd"), value=ddd, allowed=_("a DDD, such as 11"))
        return ddd

    @model_validator(mode="after")
    def _can_be_meant(self) -> Self:
        if self.open_ticket and self.queue_id is None:
            raise QueueIdMissing
        if self.window is not None:
            windows.parse_window(self.window)
        # Read once now, so that what cannot be read is said before anything is judged.
        _unused = (self.person_limit, self.daily_plan, self.new_plan, self.expires_at)
        return self

    @property
    def repeat_after(self) -> timedelta | None:
        """How long a message counts as said already; None where repeats are allowed."""
        return None if self.allow_repeat else timedelta(hours=self.repeat_hours)

    @property
    def person_limit(self) -> limits.PersonLimit | None:
        """How often one person may be written to."""
        limit = self.max_per_person
        return None if limit is None else limits.parse_person_limit(limit)

    @property
    def daily_plan(self) -> limits.DailyPlan | None:
        """How many messages a day may leave through the connection."""
        if self.daily_cap is None and self.warm_up is None:
            return None
        warm_up = () if self.warm_up is None else limits.parse_warm_up(self.warm_up)
        return limits.DailyPlan(cap=self.daily_cap, warm_up=warm_up)

    @property
    def new_plan(self) -> limits.DailyPlan | None:
        """How many new people a day may be written to through the connection."""
        return None if self.new_cap is None else limits.parse_new_cap(self.new_cap)

    @property
    def calendar(self) -> windows.Window:
        """A window always open, in the zone whose clocks and dates count: the sending window's."""
        return windows.calendar_of(self.window)

    @property
    def greeter(self) -> Greeter:
        """Whoever greets by the hour: in the texts' language, by the clocks of the calendar."""
        return Greeter(zone=self.calendar.zone, language=self.message_lang)

    @property
    def expires_at(self) -> datetime | None:
        """When the batch expires (UTC)."""
        if self.expires is None:
            return None
        try:
            return parse_moment(self.expires, self.calendar.zone)
        except ValueError as err:
            raise BadExpiry(moment=self.expires) from err

    def look_after_for(self, *, local: bool) -> int:
        """Return after how many accepted new people somebody is to look at the phone; 0: never.

        What is sent to this machine itself arrives on no phone: there it has to be asked for.
        """
        usual = 0 if local else LOOK_AFTER
        return usual if self.look_after is None else self.look_after

    def window_for(self, *, local: bool) -> windows.Window | None:
        """Return the sending window, None for always: to this machine itself none applies."""
        text = self.window or ("always" if local else windows.DEFAULT_WINDOW)
        window = windows.parse_window(text)
        if not self.skip_holidays:
            return window
        return replace(window or self.calendar, shut_on=is_holiday)


def from_options(options: Mapping[str, Any]) -> Settings:
    """Make settings of the options that were given; None stands for "not given".

    Raises:
        OptionError: a value is none that the setting can have.
    """
    given = {name: value for name, value in options.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as err:
        first = err.errors()[0]
        option = OptionName(first["loc"][0])
        raise BadSetting(setting=option, value=first["input"], allowed=_allowed(first)) from err


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
