"""The check-up on the page: what was found of all that sending needs, and what to do about it here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from batch_sender.automation.pulse import PulseState
from batch_sender.config.errors import BatchFileError
from batch_sender.gateway.errors import ConnectionFault
from batch_sender.journal import Journal, Memory
from batch_sender.language import N_, _
from batch_sender.models.errors import SettingsError
from batch_sender.operations.doctor import Diagnosis, Severity, Surroundings, Symptom, doctor
from batch_sender.sentences.findings import describe_finding
from batch_sender.timing.errors import ScheduleError
from batch_sender.web import batch_files
from batch_sender.web.site import Site

_REMEDIES: Final[Mapping[Symptom, str]] = {
    Symptom.JOURNAL_NOT_RIGHT: N_(
        "Copy the journal's file to a safe place, and ask whoever looks after the program to check it."
    ),
    Symptom.DISK_FREE: N_("Free some space on this disk."),
    Symptom.FILES_OPEN_TO_ALL: N_(
        "Ask whoever looks after this machine to let you alone read them."
    ),
    Symptom.STORE_UNREADABLE: N_('Install it with: pip install "batch-sender[s3]"'),
    Symptom.NO_TIME_ZONES: N_(
        "Ask whoever looks after the program to install the time zones (tzdata)."
    ),
    Symptom.SERVER_CLOCK: N_("Let this machine set its clock by the internet."),
    Symptom.LIST_MISSING: N_("It must be there when the schedule is due."),
    Symptom.SCHEDULES_NOT_RUN: N_(
        "Stop the program with the button on this page, and start it again."
    ),
    Symptom.CLOCK_WENT_BACK: N_(
        "Let this machine set its clock by the internet. The schedules' times then come by themselves."
    ),
    Symptom.SCHEDULE_FAILED: N_("The page of its batch file says what is wrong with it now."),
}

_SCHEDULES: Final = ("/schedules", N_("To the schedules"))
_CONNECTIONS: Final = ("/connections", N_("To the connections"))

_HEALTH: Final[Mapping[str, str]] = {
    PulseState.OK: N_("The program runs, and looks after schedules and batches."),
    PulseState.BUSY: N_("The program runs; it works on something large just now."),
    PulseState.NOT_LOOKING: N_(
        "The program answers, but does not look after schedules any more. Stop it, and start it again."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFinding:
    """One thing that was looked at. `remedy`: what to do; `page`: address and name of where, if any."""

    severity: Severity
    told: str
    remedy: str = ""
    page: tuple[str, str] | None = None


def findings(site: Site) -> list[ShownFinding]:
    """Look at everything: what is in the way first, then what wants a look, then what is good."""
    workspace = site.workspace
    around = Surroundings(
        workspace=workspace,
        open_journal=lambda: Journal(workspace.journal, memory=Memory(workspace.state)),
        read_batch_file=lambda path: batch_files.read_to_run(site, path).order,
    )
    order = (Severity.BAD, Severity.LOOK, Severity.GOOD)
    found = sorted(doctor(around), key=lambda each: order.index(each.severity))
    return [health(site.health()), *map(_shown, found)]


def health(told: Mapping[str, Any]) -> ShownFinding:
    """Say how the service beside the page is."""
    state = PulseState(told["state"])
    well = state is not PulseState.NOT_LOOKING
    return ShownFinding(severity=Severity.GOOD if well else Severity.BAD, told=_(_HEALTH[state]))


def _shown(found: Diagnosis) -> ShownFinding:
    if found.severity is Severity.GOOD:
        return ShownFinding(severity=found.severity, told=_told(found))
    page = _page(found)
    return ShownFinding(
        severity=found.severity,
        told=_told(found),
        remedy=_remedy(found),
        page=(page[0], _(page[1])) if page else None,
    )


def _page(found: Diagnosis) -> tuple[str, str] | None:
    """Return where it is put right, as far as that is on a page of ours."""
    match found.error:
        case BatchFileError() | ScheduleError():
            return _SCHEDULES
        case SettingsError() | ConnectionFault():
            return _CONNECTIONS
    return _SCHEDULES if found.what == "schedule" else None


def _told(found: Diagnosis) -> str:
    if found.error is not None:
        return found.error.message
    if found.symptom is None:
        return found.what
    return describe_finding(found.symptom, found.details)


def _remedy(found: Diagnosis) -> str:
    if found.error is not None:
        return found.error.next
    remedy = _REMEDIES.get(found.symptom) if found.symptom else None
    return _(remedy) if remedy else ""
