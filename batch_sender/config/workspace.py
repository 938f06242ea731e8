"""Where one user's, or one client's, things lie: the journal, connections, texts and defaults.

A door reads the environment once, makes a `Workspace` of it and hands that on; nothing below a door
looks at `os.environ`, so that two users of one process never share what one of them has set.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from batch_sender.config import places, profiles
from batch_sender.config.errors import ProfileHasOwnJournal, ProfileMissing

_NOT_A_CLIENTS: Final = frozenset(
    f"BATCH_SENDER_{name}" for name in ("URL", "TOKEN", "NUMBER", "JOURNAL", "CONNECTIONS")
)
"""Variables that a profile puts out of force: they belong to whoever uses none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """The places of one user or of one client's profile.

    `journal`: a path or a database URL; `state`: where this machine remembers its journals;
    `variables`: the environment as it was read, without what a profile puts out of force. Tokens
    may be among them, so it is never shown.
    """

    profile: str | None
    folder: Path | None
    journal: str | Path = field(repr=False)
    connections: Path
    state: Path
    variables: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(
        cls,
        environment: Mapping[str, str],
        *,
        profile: str | None = None,
        journal: str | None = None,
    ) -> Self:
        """Read the environment; `profile` and `journal` are what the door was told, if anything.

        Raises:
            ProfileMissing, ProfileNameInvalid: there is no profile of that name.
            ProfileHasOwnJournal: a profile is in force and another journal was asked for.
        """
        name = profile or environment.get(profiles.VARIABLE) or None
        if name is None:
            return cls(
                profile=None,
                folder=None,
                journal=places.journal_location(journal, environment),
                connections=places.connections_file(environment),
                state=places.state_folder(environment),
                variables=dict(environment),
            )
        if journal is not None:
            raise ProfileHasOwnJournal(name=name)
        folder = profiles.folder(name, environment)
        if not folder.is_dir():
            names = ", ".join(profiles.known(environment)) or "–"
            raise ProfileMissing(name=name, names=names)
        return cls(
            profile=name,
            folder=folder,
            journal=folder / "journal.sqlite3",
            connections=folder / "connections.toml",
            state=places.state_folder(environment),
            variables={
                **{k: v for k, v in environment.items() if k not in _NOT_A_CLIENTS},
                profiles.VARIABLE: name,  # for the commands that a batch file asks for
            },
        )

    @property
    def templates(self) -> Path | None:
        """The folder of the client's own texts, where a profile is in force."""
        return self.folder / "templates" if self.folder else None

    @property
    def defaults(self) -> Path | None:
        """The profile's file of defaults, if it has one."""
        path = self.folder / "defaults.toml" if self.folder else None
        return path if path is not None and path.exists() else None
