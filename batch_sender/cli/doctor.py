"""`doctor`: what was found of all that sending needs, said with what to do about it."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Any, Final

from batch_sender.cli import batch_files, context, in_force, output
from batch_sender.language import N_, _
from batch_sender.operations.doctor import Diagnosis, Severity, Surroundings, Symptom
from batch_sender.operations.doctor import doctor as look_at_everything
from batch_sender.sentences.findings import describe_finding

_MOST_AT_ONCE: Final = 100  # files in a line that is to be copied
_MARKS: Final = {Severity.GOOD: "✓", Severity.LOOK: "!", Severity.BAD: "✗"}
_REMEDIES: Final[Mapping[Symptom, str]] = {
    Symptom.JOURNAL_MISSING: N_(
        "The first list makes it. If you have one: --journal, or BATCH_SENDER_JOURNAL."
    ),
    Symptom.JOURNAL_NOT_RIGHT: N_("See what it is with: batch-sender journal check"),
    Symptom.DISK_FREE: N_("Free some space, or move the journal to another disk."),
    Symptom.FILES_OPEN_TO_ALL: N_("Close them to all others with: {command}"),
    Symptom.STORE_UNREADABLE: N_('Install it with: pip install "batch-sender[s3]"'),
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
    return describe_finding(found.symptom, found.details)


def _remedy(found: Diagnosis) -> str:
    if found.error is not None:
        return found.error.next
    if found.symptom is None or found.severity is Severity.GOOD:
        return ""
    told = _(_REMEDIES.get(found.symptom, ""))
    return told.format(command=_closing(found)) if told else ""


def _closing(found: Diagnosis) -> str:
    """The line that closes files to everybody else, to be copied."""
    paths: Any = found.details.get("paths", ())
    return f"chmod go-rwx {shlex.join(map(str, paths[:_MOST_AT_ONCE]))}"
