"""The base of every error raised on purpose: a code with its parameters, one sentence, and a way on."""

from typing import ClassVar

from batch_sender.language import _


class BatchSenderError(Exception):
    """Something a person can put right: `message` says what happened, `next` what to do."""

    code: ClassVar[str]
    sentence: ClassVar[str]
    remedy: ClassVar[str]
    exit_code: ClassVar[int] = 1

    def __init__(self, **details: object) -> None:
        super().__init__(details)
        self.details = details

    @property
    def message(self) -> str:
        """What happened, and where, in the language in force."""
        return _(self.sentence).format(**self.details)

    @property
    def next(self) -> str:
        """What to do about it, in the language in force."""
        return _(self.remedy).format(**self.details)

    def __str__(self) -> str:
        return f"{self.message} {self.next}"


class SettingsError(BatchSenderError):
    """A flag, an environment variable or the connections file is wrong."""


class OptionError(SettingsError):
    """The command line itself is wrong: exit code 2."""

    exit_code = 2
