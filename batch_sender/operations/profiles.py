"""Profiles: clients that are kept apart, each with a journal, connections and texts of its own."""

from dataclasses import dataclass
from pathlib import Path

from batch_sender.config import profiles
from batch_sender.config.errors import ProfileNotWritable
from batch_sender.config.workspace import Workspace
from batch_sender.models.system_words import said_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A client's name, and the folder that holds all that is the client's."""

    name: str
    folder: Path

    @property
    def templates(self) -> Path:
        """Where the client's texts go."""
        return self.folder / "templates"

    @property
    def defaults(self) -> Path:
        """The file of what holds for all the client's batches."""
        return self.folder / "defaults.toml"


def add_profile(workspace: Workspace, name: str) -> Profile:
    """Make a profile; one that is there already stays as it is.

    Raises:
        ProfileNameInvalid: it cannot be named so. ProfileNotWritable: its folder cannot be made.
    """
    try:
        return Profile(name=name, folder=profiles.make(name, workspace.variables))
    except OSError as err:
        raise ProfileNotWritable(name=name, why=said_of(err)) from err


def list_profiles(workspace: Workspace) -> list[Profile]:
    """Return the profiles there are, by name."""
    return [
        Profile(name=name, folder=profiles.folder(name, workspace.variables))
        for name in profiles.known(workspace.variables)
    ]
