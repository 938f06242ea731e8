"""Why an attempt ended as it did: every Reason in words."""

from typing import Final

from batch_sender.language import N_
from batch_sender.models import ProblemCode, Reason
from batch_sender.sentences.advice import LOOK_AT_THE_PHONE, NETWORK, Advice
from batch_sender.sentences.problems import PROBLEMS

REASONS: Final[dict[str, Advice]] = {
    Reason.REFUSED: Advice(
        N_("CleverChat refused it: the number is probably not on WhatsApp"),
        N_(
            "Look the number up in WhatsApp. If many rows in a row were refused, check the "
            "connection in CleverChat."
        ),
    ),
    Reason.SENDING_FAILED: Advice(
        N_("WhatsApp did not take it; CleverChat has opened a ticket all the same"),
        N_("Go on from that ticket in CleverChat, and close it when done."),
    ),
    Reason.PAYLOAD_REFUSED: Advice(
        N_("CleverChat did not take the text or the file of this row"),
        N_("Shorten the text or use a smaller file, then send this row as a new batch."),
    ),
    Reason.TIMED_OUT: Advice(N_("no answer in time: it may have gone out"), LOOK_AT_THE_PHONE),
    Reason.CONNECTION_LOST: Advice(
        N_("the connection broke while sending: it may have gone out"), LOOK_AT_THE_PHONE
    ),
    Reason.SERVER_ERROR: Advice(
        N_("the server answered with an error: it may have gone out"), LOOK_AT_THE_PHONE
    ),
    Reason.ANSWER_NOT_UNDERSTOOD: Advice(
        N_("the server's answer was not understood: it may have gone out"), LOOK_AT_THE_PHONE
    ),
    Reason.CRASHED: Advice(
        N_("the program or the computer stopped while sending: it may have gone out"),
        LOOK_AT_THE_PHONE,
    ),
    Reason.HALF_SENT: Advice(
        N_("only a part of it, of text, file and payment line, is known to have gone out"),
        N_("Look on the connection's own phone which part is missing, and send that part by hand."),
    ),
    Reason.JOURNAL_RESTORED: Advice(
        N_("the journal is a copy that was brought back: it may have gone out since it was made"),
        LOOK_AT_THE_PHONE,
    ),
    Reason.RESOLVED_AS_SENT: Advice(
        N_("a person decided to count it as sent"),
        N_("Nothing to do. The batch's events say who decided and when."),
    ),
    Reason.NAME_NOT_FOUND: Advice(N_("the API's address was not found"), NETWORK),
    Reason.CONNECTION_REFUSED: Advice(N_("nothing answers at the API's address"), NETWORK),
    Reason.CONNECT_TIMED_OUT: Advice(N_("the server could not be reached in time"), NETWORK),
    Reason.CONNECTION_NOT_MADE: Advice(
        N_("the server closed the connection before anything could leave"), NETWORK
    ),
    Reason.NOT_TLS: Advice(
        N_("what answers there speaks no https (TLS), or none that this computer accepts"),
        N_(
            "Check the API's address and port, and any proxy, antivirus or sign-in page of the "
            "network in between."
        ),
    ),
    Reason.PROXY_NOT_REACHED: Advice(
        N_("the network's proxy could not be reached"),
        N_("Check the proxy's address (HTTPS_PROXY), or ask whoever runs the network."),
    ),
    Reason.PROXY_REFUSED: Advice(
        N_("the network's proxy opened no way to CleverChat"),
        N_(
            "Check the user and password in the proxy's address (HTTPS_PROXY), and ask whoever "
            "runs the network to let the API's address through."
        ),
    ),
    Reason.TOO_MANY_REQUESTS: Advice(
        N_("the server asked to slow down"),
        N_("Wait a few minutes, and choose a slower pace with --rate."),
    ),
    Reason.SERVICE_UNAVAILABLE: Advice(
        N_("the server is not available for the moment"), N_("Wait a few minutes.")
    ),
    Reason.MEDIA_CHANGED: PROBLEMS[ProblemCode.MEDIA_CHANGED],
    Reason.MEDIA_AWAY: Advice(
        N_("the file to send along cannot be read on the machine that sends"),
        N_(
            "See that its folder is mounted there under the same path, or that the object store answers. "
            "No row is lost."
        ),
    ),
    Reason.MEDIA_DENIED: Advice(
        N_("the machine that sends may not read the files in the object store"),
        N_(
            "Give that machine what is missing: batch-sender[s3], or credentials that may list and read "
            "there. No row is lost."
        ),
    ),
    Reason.TOKEN_REFUSED: Advice(
        N_("CleverChat refused the token"),
        N_("Copy the connection's token again from CleverChat: Conexões → editar → token."),
    ),
    Reason.NOT_CONNECTED: Advice(
        N_("the WhatsApp connection is off"),
        N_("Connect it again in CleverChat under Conexões, and check that its phone is online."),
    ),
    Reason.NO_DEFAULT_CONNECTION: Advice(
        N_("CleverChat has no default connection"),
        N_("Mark a connection as default (padrão) in CleverChat under Conexões."),
    ),
    Reason.API_NOT_IN_PLAN: Advice(
        N_("the CleverChat plan does not include the API"),
        N_("Ask CleverChat's support to add the API to your plan."),
    ),
    Reason.WRONG_ADDRESS: Advice(
        N_("there is no API at this address"),
        N_(
            "Use the full address of the API, such as "
            "https://api.cleverchat.com.br/api/messages/send."
        ),
    ),
    Reason.CERTIFICATE_REFUSED: Advice(
        N_("the server's security certificate was refused"),
        N_("Check this computer's date and time, the address, and any proxy or antivirus."),
    ),
    Reason.CERTIFICATE_STORE_MISSING: Advice(
        N_("this computer's file of trusted certificates is missing or damaged"),
        N_(
            "Correct REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE if one of them is set; otherwise install "
            "batch-sender again."
        ),
    ),
}
