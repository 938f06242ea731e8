"""What the check-up found, in words: a sentence for each symptom, with its details named."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from batch_sender.language import N_, _
from batch_sender.sentences.moments import duration

_MEGABYTE: Final = 1_000_000
_JOURNAL: Final = N_("Journal: {location}")

_SAID: Final[Mapping[str, str]] = {
    "journal_missing": N_("There is no journal {location} yet."),
    "journal_usable": _JOURNAL,
    "journal_not_right": N_("{journal}: something in it is not right."),
    "disk_free": N_("Free on the journal's disk: {free} MB"),
    "files_open_to_all": N_(
        "Everybody on this machine may read files with people in them: {n}, such as {path}"
    ),
    "store_unreadable": N_(
        "The files of {wanted} lie in an object store ({place}), and what reads one is not installed."
    ),
    "no_time_zones": N_("This machine knows no time zones."),
    "machine_clock": N_("This machine's clock: {here} ({zone}); in {brazil_zone} it is {brazil}."),
    "server_clock": N_("The clock differs from that of {address} by {off}."),
    "connections_file": N_("Connections file: {path} ({n} saved)"),
    "connection_answers": N_("Connection {name}: {address} answers and knows the token."),
    "batch_file_readable": N_("Batch file {file} can be read."),
    "list_missing": N_("{file}: its list {list} is not there now."),
    "schedules_not_run": N_("A schedule is due since more than 15 minutes, and nothing runs it."),
    "clock_went_back": N_(
        "Schedule {schedule} was looked at until {moment}, which has not come yet: this machine's "
        "clock was ahead then, or is behind now."
    ),
    "schedule_failed": N_("Schedule {schedule} could not start at {moment}: {message}"),
}
_OTHER_ZONE: Final = N_(
    "Sending hours and schedules count in {zone} unless they name another; cron and the "
    "Task Scheduler count in this machine's own."
)


def describe_finding(symptom: str, details: Mapping[str, Any]) -> str:
    """Say what was found, by the code of its symptom."""
    told = _(_SAID[symptom]).format(**details_in_words(symptom, details))
    if symptom == "machine_clock" and _is_elsewhere(details):
        return f"{told} {_(_OTHER_ZONE).format(**details)}"
    return told


def details_in_words(symptom: str, details: Mapping[str, Any]) -> dict[str, Any]:
    """Return the details of a symptom as its sentences name them."""
    return _IN_WORDS.get(symptom, dict)(details)


def _journal_in_words(details: Mapping[str, Any]) -> dict[str, Any]:
    return {"journal": _(_JOURNAL).format(**details)}


def _disk_in_words(details: Mapping[str, Any]) -> dict[str, Any]:
    return {"free": details["bytes"] // _MEGABYTE}


def _files_in_words(details: Mapping[str, Any]) -> dict[str, Any]:
    return {"n": len(details["paths"]), "path": details["paths"][0]}


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
    return {"address": details["address"], "off": duration(details["off"])}


def _file_in_words(details: Mapping[str, Any]) -> dict[str, Any]:
    return {"path": details["path"], "n": details["saved"]}


def _connection_in_words(details: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": details["name"] or "BATCH_SENDER_URL", "address": details["address"]}


def _failed_in_words(details: Mapping[str, Any]) -> dict[str, Any]:
    return {**details, "moment": details["local"]}


def _gone_back_in_words(details: Mapping[str, Any]) -> dict[str, Any]:
    return {"schedule": details["schedule"], "moment": f"{details['looked_until']:%Y-%m-%d %H:%M}"}


_IN_WORDS: Final[Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    "journal_not_right": _journal_in_words,
    "disk_free": _disk_in_words,
    "files_open_to_all": _files_in_words,
    "machine_clock": _clock_in_words,
    "server_clock": _server_clock_in_words,
    "connections_file": _file_in_words,
    "connection_answers": _connection_in_words,
    "clock_went_back": _gone_back_in_words,
    "schedule_failed": _failed_in_words,
}
