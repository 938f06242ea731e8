"""A profile that cannot be used."""

from batch_sender.errors.flags import FlagError, SettingsError
from batch_sender.language import N_


class ProfileNameInvalid(FlagError):
    """A name that could not be a folder's."""

    code = "profile_name_invalid"
    sentence = N_("“{name}” cannot be the name of a profile.")
    remedy = N_("Use up to 64 letters, digits, spaces, dots, hyphens or underscores.")


class ProfileMissing(SettingsError):
    """There is no profile of that name."""

    code = "profile_missing"
    sentence = N_("There is no profile {name} (there are: {names}).")
    remedy = N_("Use one of those, or make it with: batch-sender profile add {name}")


class ProfileNotWritable(SettingsError):
    """The folder of a new profile cannot be made."""

    code = "profile_not_writable"
    sentence = N_("The folder of the profile {name} cannot be made: {why}.")
    remedy = N_("Let BATCH_SENDER_PROFILES name a folder that you may write to.")


class ProfileHasOwnJournal(FlagError):
    """`--journal` together with `--profile`."""

    code = "profile_has_own_journal"
    sentence = N_(
        "The profile {name} has a journal of its own; --journal would mix it with another."
    )
    remedy = N_("Leave out --journal, or --profile.")
