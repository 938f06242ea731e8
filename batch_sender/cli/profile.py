"""`profile add|list`: clients that are kept apart."""

from batch_sender import profiles
from batch_sender.cli import in_force, talk
from batch_sender.errors import ProfileNotWritable
from batch_sender.language import _


def add(name: str) -> int:
    """Make a profile."""
    try:
        where = profiles.make(name, in_force.workspace().variables)
    except OSError as err:
        raise ProfileNotWritable(name=name, why=err.strerror or type(err).__name__) from err
    talk.say(_("Profile {name}: {folder}").format(name=name, folder=where))
    talk.say(
        _(
            "Its texts go into {folder}; what should hold for all its batches, into {defaults}, "
            "with the keys of a batch file."
        ).format(folder=where / "templates", defaults=where / "defaults.toml")
    )
    talk.say(
        _("Save its connection with: batch-sender --profile {name} connection add NAME").format(
            name=_quoted(name)
        )
    )
    return 0


def list_all(*, as_json: bool) -> int:
    """List the profiles."""
    known = profiles.known(in_force.workspace().variables)
    if as_json:
        listed = [
            {"name": name, "folder": str(profiles.folder(name, in_force.workspace().variables))}
            for name in known
        ]
        talk.say_json({"profiles": listed})
    elif not known:
        talk.say(_("No profile yet. Make one with: batch-sender profile add NAME"))
    for name in () if as_json else known:
        talk.say(f"{name}  {profiles.folder(name, in_force.workspace().variables)}")
    return 0


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
