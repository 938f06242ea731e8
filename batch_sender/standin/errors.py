"""The stand-in cannot start."""

from batch_sender.language import N_
from batch_sender.models.errors import SettingsError


class StandInPortTaken(SettingsError):
    """The port asked for cannot be listened on."""

    code = "stand_in_port_taken"
    sentence = N_("The stand-in cannot listen on port {port}: {why}.")
    remedy = N_("Choose another with --port, or --port 0 for any free one.")


class StandInRecordUnusable(SettingsError):
    """The file that should hold what the stand-in receives cannot be written."""

    code = "stand_in_record_unusable"
    sentence = N_("The stand-in cannot write its record to {path}: {why}.")
    remedy = N_("Choose a file in a folder you may write to with --record.")
