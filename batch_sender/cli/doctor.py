"""`doctor`: what was found of all that sending needs, said with what to do about it."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from batch_sender.cli import batch_files, context, in_force, output, wording
from batch_sender.language import N_, _
from batch_sender.operations.doctor import Diagnosis, Severity, Surroundings, Symptom
from batch_sender.operations.doctor import doctor as look_at_everything

_MEGABYTE: Final = 1_000_000
_MOST_AT_ONCE: Final = 100  # files in a line that is to be copied
_MARKS: Final = {Severity.GOOD: "✓", Severity.LOOK: "!", Severity.BAD: "✗"}
_JOURNAL: Final = N_("Journal: {location}")

_SAID: Final[Mapping[Symptom, str]] = {
    Symptom.JOURNAL_MISSING: N_("There is no journal {location} yet."),
    Symptom.JOURNAL_USABLE: _JOURNAL,
    Symptom.JOURNAL_NOT_RIGHT: N_("{journal}: something in it is not right."),
    Symptom.DISK_FREE: N_("Free on the journal's disk: {free} MB"),
    Symptom.FILES_OPEN_TO_ALL: N_(
        "Everybody on this machine may read files with people in them: {n}, such as {path}"
    ),
    Symptom.NO_TIME_ZONES: N_("This machine knows no time zones."),
    Symptom.MACHINE_CLOCK: N_(
        "This machine's clock: {here} ({zone}); in {brazil_zone} it is {brazil}."
    ),
    Symptom.SERVER_CLOCK: N_("The clock differs from that of {address} by {off}."),
    Symptom.CONNECTIONS_FILE: N_("Connections file: {path} ({n} saved)"),
    Symptom.CONNECTION_ANSWERS: N_("Connection {name}: {address} answers and knows the token."),
    Symptom.BATCH_FILE_READABLE: N_("Batch file {file} can be read."),
    Symptom.LIST_MISSING: N_("{file}: its list {list} is not there now."),
    Symptom.SCHEDULES_NOT_RUN: N_(
        "A schedule is due since more than 15 minutes, and nothing runs it."
    ),
    Symptom.CLOCK_WENT_BACK: N_(
        "Schedule {schedule} was looked at until {moment}, which has not come yet: this machine's "
        "clock was ahead then, or is behind now."
    ),
    Symptom.SCHEDULE_FAILED: N_("Schedule {schedule} could not start at {moment}: {message}"),
}
_OTHER_ZONE: Final = N_(
    "Sending hours and schedules count in {zone} unless they name another; cron and the "
    "Task Scheduler count in this machine's own."
)
_REMEDIES: Final[Mapping[Symptom, str]] = {
    Symptom.JOURNAL_MISSING: N_(
        "The first list makes it. If you have one: --journal, or BATCH_SENDER_JOURNAL."
    ),
    Symptom.JOURNAL_NOT_RIGHT: N_("See what it is with: batch-sender journal check"),
    Symptom.DISK_FREE: N_("Free some space, or move the journal to another disk."),
    Symptom.FILES_OPEN_TO_ALL: N_("Close them to all others with: {command}"),
    Symptom.NO_TIME_ZONES: N_("Install them with: pip install tzdata"),
    Symptom.SERVER_CLOCK: N_("Let this machine set its clock by the network (NTP)."),
    Symptom.LIST_MISSING: N_("It must be there when the schedule is due."),
    Symptom.SCHEDULES_NOT_RUN: N_(
        "Start batch-sender serve --no-page, or let cron start batch-sender run-due."
    ),
    Symptom.CLOCK_WENT_BACK: N_(
        "Let this machine set its clock by the network (NTP). serve, or the next run-due, then takes "
        "back what was written down as missed for that time."
    ),
}


def doctor(*, as_json: bool) -> int:
    """Look at everything; end with 1 if something is in the way, 3 if something is to be looked at."""
    around = Surroundings(
        workspace=in_force.workspace(),
        open_journal=context.open_journal,
        read_batch_file=batch_files.order_of,
    )
    found = look_at_everything(around)
    if as_json:
        listed = [_as_json(each) for each in found]
        output.say_json({"profile": in_force.profile(), "findings": listed})
    else:
        _show(found)
    levels = {each.severity for each in found}
    return 1 if Severity.BAD in levels else 3 if Severity.LOOK in levels else 0


def _as_json(found: Diagnosis) -> dict[str, str]:
    return {
        "what": found.what,
        "level": found.severity,
        "message": _told(found),
        "next": _remedy(found),
    }


def _show(found: Sequence[Diagnosis]) -> None:
    if profile := in_force.profile():
        output.say(_("Profile: {profile}").format(profile=profile))
    for each in found:
        output.say(f"{_MARKS[each.severity]} {_told(each)}")
        for line in _remedy(each).splitlines():
            output.say(f"  → {line}")
    if all(each.severity is Severity.GOOD for each in found):
        output.say(_("All is in order."))


def _told(found: Diagnosis) -> str:
    if found.error is not None:
        return found.error.message
    if found.symptom is None:
        return found.what
    in_words = _IN_WORDS.get(found.symptom, dict)
    told = _(_SAID[found.symptom]).format(**in_words(found.details))
    if found.symptom is Symptom.MACHINE_CLOCK and _is_elsewhere(found.details):
        return f"{told} {_(_OTHER_ZONE).format(**found.details)}"
    return told


def _remedy(found: Diagnosis) -> str:
    if found.error is not None:
        return found.error.next
    if found.symptom is None or found.severity is Severity.GOOD:
        return ""
    remedy = _REMEDIES.get(found.symptom)
    in_words = _IN_WORDS.get(found.symptom, dict)
    return _(remedy).format(**in_words(found.details)) if remedy else ""


# ── details as the sentences name them ────────────────────────────────────────────────────────


def _journal_in_words(details: Mapping[str, Any]) -> dict[str, Any]:
    return {"journal": _(_JOURNAL).format(**details)}


def _disk_in_words(details: Mapping[str, Any]) -> dict[str, Any]:
    return {"free": details["bytes"] // _MEGABYTE}


def _files_in_words(details: Mapping[str, Any]) -> dict[str, Any]:
    paths = details["paths"]
    some = shlex.join(map(str, paths[:_MOST_AT_ONCE]))
    return {"n": len(paths), "path": paths[0], "command": f"chmod go-rwx {some}"}


def _clock_in_words(details: Mapping[str, Any]) -> dict[str, Any]:
    here, there = details["here"], details["there"]
    return {
        "here": f"{here:%H:%M}",
        "zone": here.tzname(),
        "brazil_zone": details["zone"],
        "brazil": f"{there:%H:%M}",
    }


def _is_elsewhere(details: Mapping[str, Any]) -> bool:
    return bool(details["here"].utcoffset() != details["there"].utcoffset())


def _server_clock_in_words(details: Mapping[str, Any]) -> dict[str, Any]:
    return {"address": details["address"], "off": wording.duration(details["off"])}


def _file_in_words(details: Mapping[str, Any]) -> dict[str, Any]:
    return {"path": details["path"], "n": details["saved"]}


def _connection_in_words(details: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": details["name"] or "BATCH_SENDER_URL", "address": details["address"]}


def _failed_in_words(details: Mapping[str, Any]) -> dict[str, Any]:
    return {**details, "moment": details["local"]}


def _gone_back_in_words(details: Mapping[str, Any]) -> dict[str, Any]:
    return {"schedule": details["schedule"], "moment": f"{details['looked_until']:%Y-%m-%d %H:%M}"}


_IN_WORDS: Final[Mapping[Symptom, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    Symptom.JOURNAL_NOT_RIGHT: _journal_in_words,
    Symptom.DISK_FREE: _disk_in_words,
    Symptom.FILES_OPEN_TO_ALL: _files_in_words,
    Symptom.MACHINE_CLOCK: _clock_in_words,
    Symptom.SERVER_CLOCK: _server_clock_in_words,
    Symptom.CONNECTIONS_FILE: _file_in_words,
    Symptom.CONNECTION_ANSWERS: _connection_in_words,
    Symptom.CLOCK_WENT_BACK: _gone_back_in_words,
    Symptom.SCHEDULE_FAILED: _failed_in_words,
}
