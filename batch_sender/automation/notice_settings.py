"""Read the section [notify] of a batch file: who is told of what, and how."""

from collections.abc import Mapping
from typing import Any, Final, Literal, cast

from batch_sender.automation import notices
from batch_sender.automation.notices import Mail, NotificationSettings, Occasion
from batch_sender.config.batch_file import BatchFile
from batch_sender.config.errors import BatchFileIncomplete, BatchFileValueWrong
from batch_sender.language import _

_PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
_PASSWORD: Final = "BATCH_SENDER_SMTP_PASSWORD"  # noqa: S105 - a variable's name
_WEBHOOK_TOKEN: Final = "BATCH_SENDER_WEBHOOK_TOKEN"  # noqa: S105 - likewise


def notify_of(
    found: BatchFile, given: Mapping[str, Any], *, variables: Mapping[str, str]
) -> NotificationSettings:
    """Read who wants to be told; secrets come from the environment's variables alone.

    Raises:
        BatchFileError: a key of it has a value that cannot be, or one is missing.
    """
    told = {
        key.removeprefix("notify."): value
        for key, value in given.items()
        if key.startswith("notify.")
    }
    occasions = [_choice(found, "on", each, list(Occasion)) for each in told.get("on", Occasion)]
    return NotificationSettings(
        on=frozenset(Occasion(each) for each in occasions),
        command=notices.command_of(told.get("command", [])) if told.get("command") else (),
        webhook=told.get("webhook"),
        webhook_token=variables.get(told.get("webhook_token_env", _WEBHOOK_TOKEN)),
        mail=_mail(found, told, variables),
        folder=found.folder,
        variables=variables,
    )


def _mail(found: BatchFile, told: Mapping[str, Any], variables: Mapping[str, str]) -> Mail | None:
    if not told.get("mail_to"):
        return None
    for key in ("smtp", "mail_from"):
        if key not in told:
            example = 'smtp = "smtp.example.com:587"' if key == "smtp" else 'mail_from = "…@…"'
            raise BatchFileIncomplete(path=found.path, key=f"notify.{key}", example=example)
    security = _choice(found, "smtp_security", told.get("smtp_security", "starttls"), [*_PORTS])
    server, _colon, port = str(told["smtp"]).partition(":")
    if port and not port.isdecimal():
        raise _wrong(found, "smtp", '"smtp.example.com:587"')
    return Mail(
        server=server,
        port=int(port) if port else _PORTS[security],
        security=cast('Literal["starttls", "tls", "none"]', security),
        sender=str(told["mail_from"]),
        receivers=tuple(told["mail_to"]),
        user=told.get("smtp_user"),
        password=variables.get(told.get("smtp_password_env", _PASSWORD)),
    )


def _choice(found: BatchFile, key: str, value: str, choices: list[str]) -> str:
    if value not in choices:
        raise _wrong(found, key, _("one of: {choices}").format(choices=", ".join(choices)))
    return str(value)


def _wrong(found: BatchFile, key: str, wanted: str) -> BatchFileValueWrong:
    name = f"notify.{key}"
    return BatchFileValueWrong(path=found.path, line=found.line(name), key=name, wanted=wanted)
