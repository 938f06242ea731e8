"""Tell people by mail, through a server of theirs."""

import contextlib
import smtplib
import socket
import ssl
from email.message import EmailMessage
from typing import IO, Final

from batch_sender.automation.notices.attempt import MOST_READ, NoticeAttempt
from batch_sender.automation.notices.notification import Mail, Notification, NotificationSettings

_SECONDS: Final = 20
"""For each read; the whole try has its own end besides."""


def send(
    notification: Notification, settings: NotificationSettings, attempt: NoticeAttempt
) -> str | None:
    """Hand the letter to the server; a server that does not take it raises."""
    mail = settings.mail
    if mail is None:
        return None
    with contextlib.closing(_MailServer(mail, attempt)) as server:
        if mail.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if mail.user:
            server.login(mail.user, mail.password or "")
        server.send_message(_letter(notification, mail))
        # It has the letter: whether it says goodbye is nothing to wait for.
        with contextlib.suppress(OSError, smtplib.SMTPException):
            server.putcmd("QUIT")
    return None


def _letter(notification: Notification, mail: Mail) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"] = notification.subject
    letter["From"] = mail.sender
    letter["To"] = ", ".join(mail.receivers)
    letter.set_content(notification.text)
    return letter


class _MailServer(smtplib.SMTP):
    """A mail server whose socket can be shut, and that may say so much only."""

    def __init__(self, mail: Mail, attempt: NoticeAttempt) -> None:
        self._mail, self._attempt = mail, attempt
        super().__init__(mail.server, mail.port, timeout=_SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        sock = socket.create_connection((host, port), timeout)
        try:
            self._attempt.keep(sock)
            if self._mail.security == "tls":
                return ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        except BaseException:
            sock.close()
            raise
        return sock

    def getreply(self) -> tuple[int, bytes]:
        """Read what the server says next, as usual, but not without end."""
        if self.file is None and self.sock is not None:
            self.file = _Bounded(self.sock.makefile("rb"))
        return super().getreply()


class _Bounded:
    """What a server says, up to so many bytes; behind them it has hung up."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._left = MOST_READ

    def readline(self, most: int) -> bytes:
        """Read a line."""
        line = self._file.readline(min(most, self._left))
        self._left -= len(line)
        return line

    def close(self) -> None:
        """Close it."""
        self._file.close()
