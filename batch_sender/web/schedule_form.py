"""The form of a new schedule: what was typed, what it means, and which field is at fault."""

from dataclasses import asdict, dataclass, field, fields
from datetime import time
from pathlib import Path
from typing import Final, Self
from zoneinfo import available_timezones

from starlette.datastructures import FormData

from batch_sender.automation.batch_files import Filed
from batch_sender.config.errors import BatchFileMissing
from batch_sender.language import N_, _
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations.schedules import ScheduleOptions, timing_of
from batch_sender.sentences.schedules import LAST_DAY, cron_of
from batch_sender.timing.due_times import DEFAULT_LATE, Timing
from batch_sender.timing.errors import BadLatePolicy, BadZone
from batch_sender.timing.windows import DEFAULT_ZONE
from batch_sender.web import batch_files
from batch_sender.web.forms import text, texts
from batch_sender.web.site import Site

ZONES: Final[tuple[tuple[str, str], ...]] = (
    ("America/Sao_Paulo", N_("Brasília")),
    ("America/Manaus", "Manaus"),
    ("America/Rio_Branco", "Rio Branco"),
    ("America/Noronha", "Fernando de Noronha"),
)
"""The zones of Brazil, and what their clocks are called after."""

LATE: Final[tuple[tuple[str, str], ...]] = (
    ("run-if-within 30min", N_("Begin up to 30 minutes later, otherwise leave it out")),
    ("run-if-within 2h", N_("Begin up to 2 hours later, otherwise leave it out")),
    ("run-if-within 8h", N_("Begin up to 8 hours later, otherwise leave it out")),
    ("skip", N_("Leave it out")),
    ("run", N_("Begin as soon as the program runs again, however late")),
)
_WORKING_DAYS: Final = ("1", "2", "3", "4", "5")
_FIELDS: Final = {"week": "time", "month": "month_time", "once": "moment", "cron": "cron"}
"""The field that says when, by the way that was chosen."""


class FieldFault(Exception):
    """A field cannot be meant as it was filled in."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.name, self.sentence = name, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleForm:
    """What was typed in. `file`: one of those known, or "" where its path was typed into `path`."""

    file: str = ""
    path: str = ""
    when: str = "week"
    days: tuple[str, ...] = _WORKING_DAYS
    time: str = "09:00"
    month_day: str = "1"
    month_time: str = "09:00"
    moment: str = ""
    cron: str = ""
    zone: str = DEFAULT_ZONE
    late: str = DEFAULT_LATE

    @classmethod
    def of(cls, form: FormData) -> Self:
        """Read what was posted."""
        typed = {each.name: text(form, each.name) for each in fields(cls) if each.name != "days"}
        return cls(**typed, days=texts(form, "days"))

    def as_fields(self) -> list[tuple[str, str]]:
        """Return it as a form posts it, to be carried along in hidden fields."""
        typed = asdict(self)
        days = typed.pop("days")
        return [*typed.items(), *(("days", day) for day in days)]

    def batch_file(self) -> Path:
        """Return the batch file that is meant.

        Raises:
            FieldFault: none was chosen, or its path does not begin at the top.
        """
        written = self.file or self.path.strip("\"'")  # as Windows copies a path
        if not written:
            raise FieldFault("path", _("Choose a batch file, or write where it is."))
        path = Path(written).expanduser()
        if not path.is_absolute():
            raise FieldFault(
                "path", _("Write the whole path, from the disk or the first folder on.")
            )
        return path

    def options(self) -> ScheduleOptions:
        """Return when it is meant to run.

        Raises:
            FieldFault: a time or a day is missing.
        """
        zone, late = self.zone, self.late
        match self.when:
            case "week" | "month":
                return ScheduleOptions(cron=self._cron(), zone=zone, late=late)
            case "once":
                at = self._needed("moment").replace("T", " ")
                return ScheduleOptions(at=at, zone=zone, late=late)
        return ScheduleOptions(cron=self._needed("cron"), zone=zone, late=late)

    def _cron(self) -> str:
        at = _time(self, _FIELDS[self.when])
        hour, minute = str(at.hour), str(at.minute)
        if self.when == "month":
            if self.month_day != LAST_DAY and not self.month_day.isdecimal():
                raise FieldFault("month_day", _("Choose a day of the month."))
            return cron_of(minute, hour=hour, of_month=self.month_day)
        if not self.days:
            raise FieldFault("days", _("Choose one day at least."))
        return cron_of(minute, hour=hour, days=",".join(sorted(self.days)))

    def _needed(self, name: str) -> str:
        typed = str(getattr(self, name))
        if not typed:
            raise FieldFault(name, _("Fill this in, or choose another way to say when."))
        return typed


def _time(form: ScheduleForm, name: str) -> time:
    try:
        return time.fromisoformat(getattr(form, name))
    except ValueError as err:
        raise FieldFault(name, _("Write a time of day, such as 09:00.")) from err


@dataclass(frozen=True, slots=True, kw_only=True)
class MeantSchedule:
    """What a form means: a batch file and when it is due, or what is wrong, by field."""

    filed: Filed | None = None
    timing: Timing | None = None
    faults: dict[str, str] = field(default_factory=dict)


def understand(site: Site, form: ScheduleForm) -> MeantSchedule:
    """Say what a form means; each fault is told at its field, the others besides."""
    faults: dict[str, str] = {}
    filed = timing = None
    try:
        filed = _filed(site, form)
    except FieldFault as fault:
        faults[fault.name] = fault.sentence
    try:
        timing = _timing(site, form)
    except FieldFault as fault:
        faults[fault.name] = fault.sentence
    return MeantSchedule(filed=filed, timing=timing, faults=faults)


def _filed(site: Site, form: ScheduleForm) -> Filed:
    path = form.batch_file()
    try:
        return batch_files.read_to_run(site, path)
    except BatchFileMissing as err:
        raise FieldFault("path", err.message) from err
    except BatchSenderError as err:
        raise FieldFault("path", str(err)) from err


def _timing(site: Site, form: ScheduleForm) -> Timing:
    options = form.options()
    try:
        return timing_of(options, now=site.clock.now())
    except BadZone as err:
        raise FieldFault("zone", str(err)) from err
    except BadLatePolicy as err:
        raise FieldFault("late", str(err)) from err
    except BatchSenderError as err:
        raise FieldFault(_FIELDS.get(form.when, "cron"), str(err)) from err


def other_zones() -> list[str]:
    """Return the names of the zones outside Brazil that this machine knows."""
    return sorted(available_timezones() - {key for key, _name in ZONES})
