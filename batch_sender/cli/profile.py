"""`profile add|list`: clients that are kept apart."""

from batch_sender.cli import in_force, output
from batch_sender.language import _
from batch_sender.operations.profiles import Profile, add_profile, list_profiles


def add(name: str) -> int:
    """Make a profile."""
    for line in _told(add_profile(in_force.workspace(), name)):
        output.say(line)
    return 0


def _told(made: Profile) -> tuple[str, ...]:
    return (
        _("Profile {name}: {folder}").format(name=made.name, folder=made.folder),
        _("Its texts go into: {folder}").format(folder=made.templates),
        _(
            "What should hold for all its batches, with the keys of a batch file, goes into: {file}"
        ).format(file=made.defaults),
        _("Save its connection with: batch-sender --profile {name} connection add NAME").format(
            name=made.name
        ),
    )


def list_all(*, as_json: bool) -> int:
    """List the profiles."""
    known = list_profiles(in_force.workspace())
    if as_json:
        listed = [{"name": each.name, "folder": str(each.folder)} for each in known]
        output.say_json({"profiles": listed})
        return 0
    if not known:
        output.say(_("No profile yet. Make one with: batch-sender profile add NAME"))
    for each in known:
        output.say(f"{each.name}  {each.folder}")
    return 0
