"""Errors that say why nothing can leave through a connection."""

from datetime import datetime

from batch_sender.language import N_
from batch_sender.models import Reason
from batch_sender.models.errors import BatchSenderError
from batch_sender.sentences import describe_reason
from batch_sender.sentences.moments import moment_there


class ConnectionFault(BatchSenderError):
    """The API will not take anything from this connection.

    `among`: which one it is, where there are several.
    """

    @property
    def message(self) -> str:
        """What happened, and to which of several connections."""
        if "among" not in self.details:
            return super().message
        return self._told(N_("Connection {among}:")) + " " + super().message

    def of_several(self, name: str) -> "ConnectionFault":
        """Return it as it is told where there are several connections."""
        return type(self)(**{**self.details, "among": name})


class TokenRefused(ConnectionFault):
    """401 or 403."""

    code = "token_refused"
    sentence = N_("CleverChat at {address} refused the token; nothing was sent.")


class EnvironmentTokenRefused(TokenRefused):
    """401 or 403, and the token is the environment's: none that is saved counts."""

    sentence = N_(
        "CleverChat at {address} refused the token in BATCH_SENDER_TOKEN; nothing was sent."
    )


class ApiNotInPlan(ConnectionFault):
    """The company's plan has no API."""

    code = "api_not_in_plan"
    sentence = N_("The API is not part of this company's CleverChat plan; nothing was sent.")
    remedy = N_("Ask CleverChat's support to enable the API.")


class WrongAddress(ConnectionFault):
    """404, a redirect, or an answer that is not the API's."""

    code = "wrong_address"
    sentence = N_("What answers at {address} is not the message API; nothing was sent.")
    remedy = N_(
        "Use the API's full address, such as https://api.cleverchat.com.br/api/messages/send, "
        "not the web panel's."
    )


class CertificateRefused(ConnectionFault):
    """TLS could not be verified."""

    code = "certificate_refused"
    sentence = N_("The certificate of {address} cannot be trusted; nothing was sent.")
    remedy = N_("Check the address and this machine's date, or ask whoever runs the network.")


class ConnectionNotReady(ConnectionFault):
    """The WhatsApp connection is not started, or there is no default one."""

    code = "connection_not_ready"
    sentence = N_("The WhatsApp connection at {address} is not started; nothing was sent.")
    remedy = N_("Open CleverChat → Conexões, connect the phone again, and try once more.")


class AddressUnreachable(ConnectionFault):
    """Name look-up, refused connection, connect time-out."""

    code = "address_unreachable"
    sentence = N_("Nothing answers at {address}; nothing was sent.")
    remedy = N_("Check the address and this machine's internet connection, then try again.")


class ConnectionNotMade(AddressUnreachable):
    """The server closes the connection before or in the TLS handshake."""

    code = "connection_not_made"
    sentence = N_("{address} closes the connection before anything can leave; nothing was sent.")


class NotTls(AddressUnreachable):
    """What answers speaks plain http on a TLS port, or no TLS that can be agreed on."""

    code = "not_tls"
    sentence = N_(
        "What answers at {address} speaks no https (TLS) that this machine accepts; nothing was "
        "sent."
    )
    remedy = N_(
        "Check the address and its port, and any proxy, antivirus or sign-in page of the network "
        "in between."
    )


class ProxyNotReached(AddressUnreachable):
    """The proxy that the machine names cannot be reached, or its address cannot be read."""

    code = "proxy_not_reached"
    sentence = N_(
        "The proxy through which this machine goes to {address} cannot be reached; nothing was sent."
    )
    remedy = N_("Check the proxy's address (HTTPS_PROXY), or ask whoever runs the network.")


class ProxyRefused(AddressUnreachable):
    """The proxy opens no way to the server: 407, 502 and their like."""

    code = "proxy_refused"
    sentence = N_(
        "The proxy through which this machine goes to {address} refused the way; nothing was sent."
    )
    remedy = N_(
        "Check the user and password in the proxy's address (HTTPS_PROXY), and ask whoever runs "
        "the network to let the API's address through."
    )


class CertificateStoreMissing(ConnectionFault):
    """This machine's own file of trusted certificates is not there, or cannot be read."""

    code = "certificate_store_missing"
    sentence = N_(
        "This machine's file of trusted certificates is missing or damaged, so {address} cannot be "
        "checked; nothing was sent."
    )
    remedy = N_(
        "Correct REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE if one of them is set; otherwise install "
        "batch-sender again."
    )


class ProbeUnanswered(ConnectionFault):
    """The harmless test of the token got no answer that can be understood."""

    code = "probe_unanswered"
    sentence = N_("{address} gave no clear answer to a test of the token; nothing was sent.")


class AskedToWait(ProbeUnanswered):
    """429 or 503, with a time until which the server wants to hear nothing."""

    code = "asked_to_wait"
    sentence = N_("{address} asks to send nothing before {moment} ({why}); nothing was sent.")
    remedy = N_("Wait until then.")


_FAULTS: dict[Reason, type[ConnectionFault]] = {
    Reason.TOKEN_REFUSED: TokenRefused,
    Reason.API_NOT_IN_PLAN: ApiNotInPlan,
    Reason.WRONG_ADDRESS: WrongAddress,
    Reason.CERTIFICATE_REFUSED: CertificateRefused,
    Reason.NOT_CONNECTED: ConnectionNotReady,
    Reason.NO_DEFAULT_CONNECTION: ConnectionNotReady,
    Reason.NAME_NOT_FOUND: AddressUnreachable,
    Reason.CONNECTION_REFUSED: AddressUnreachable,
    Reason.CONNECT_TIMED_OUT: AddressUnreachable,
    Reason.CONNECTION_NOT_MADE: ConnectionNotMade,
    Reason.NOT_TLS: NotTls,
    Reason.PROXY_NOT_REACHED: ProxyNotReached,
    Reason.PROXY_REFUSED: ProxyRefused,
    Reason.CERTIFICATE_STORE_MISSING: CertificateStoreMissing,
}


def connection_fault(
    reason: Reason, *, address: str, connection: str | None, until: datetime | None = None
) -> ConnectionFault:
    """Return the error that says why the probe of a connection failed.

    `connection`: its name; None for the one that the environment gives. `until`: before which moment
    the server wants to hear nothing.
    """
    if until is not None:
        moment, why = moment_there(until), describe_reason(reason)
        return AskedToWait(address=address, moment=moment, why=why)
    fault = _FAULTS.get(reason, ProbeUnanswered)
    if fault is TokenRefused and connection is None:
        return EnvironmentTokenRefused(address=address)
    name = f'"{connection}"' if " " in (connection or "") else connection
    return fault(address=address, connection=name)
