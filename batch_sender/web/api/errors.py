"""What a program that uses the HTTP API can put right.

PageError
└── ApiFault
    ├── AddressUnknown
    ├── AnswerWanted
    ├── BodyTooLong
    ├── ContentTypeNotTaken
    ├── FileMissing
    ├── IdempotencyKeyBusy
    ├── IdempotencyKeyMissing
    ├── IdempotencyKeyReused
    ├── JudgingGone
    ├── KeyMissing
    ├── KeyUnknown
    ├── MethodNotTaken
    ├── NotBegunYet
    ├── OtherNumberOfMessages
    ├── RequestInvalid
    ├── RoleTooLow
    ├── StartDeclined
    └── UploadGone
"""

from typing import Any, ClassVar

from batch_sender.language import N_
from batch_sender.web.errors import PageError


class ApiFault(PageError):
    """A request to the HTTP API cannot be done, or not so; `more` is told besides."""

    status: ClassVar[int] = 409

    def __init__(self, *, more: dict[str, Any] | None = None, **details: object) -> None:
        super().__init__(**details)
        self.more = more or {}


class KeyMissing(ApiFault):
    """No key came with a request to the HTTP API."""

    code = "key_missing"
    status = 401
    sentence = N_("This address answers to programs that bring a key.")
    remedy = N_("Send it in a header, as “Authorization: Bearer KEY”.")


class KeyUnknown(ApiFault):
    """The key that came with a request is none of this page's, or was removed."""

    code = "key_unknown"
    status = 401
    sentence = N_("This key is not known here.")
    remedy = N_("Ask whoever runs the page for a new one.")


class RoleTooLow(ApiFault):
    """A key may not do what was asked for."""

    code = "role_too_low"
    status = 403
    sentence = N_("The key {name} has the role {role}; this needs {needed}.")
    remedy = N_("Ask whoever runs the page for a key with that role.")


class AddressUnknown(ApiFault):
    """The HTTP API has no such address."""

    code = "address_unknown"
    status = 404
    sentence = N_("There is nothing at {path}.")
    remedy = N_("The addresses stand in /api/v1/openapi.json.")


class UploadGone(ApiFault):
    """An uploaded list is not there any more, or never was."""

    code = "list_gone"
    status = 404
    sentence = N_("There is no list {list}. Lists are kept for 14 days.")
    remedy = N_("Upload it again.")


class JudgingGone(ApiFault):
    """A check was never begun, or the server was started anew since."""

    code = "check_gone"
    status = 404
    sentence = N_("Nothing is known of the check {check}.")
    remedy = N_("Look among the batches; if it is not there, begin it again.")


class MethodNotTaken(ApiFault):
    """An address of the HTTP API does not take this method."""

    code = "method_not_allowed"
    status = 405
    sentence = N_("{path} does not take {method}.")
    remedy = N_("The addresses stand in /api/v1/openapi.json.")


class OtherNumberOfMessages(ApiFault):
    """A start names another number of messages than would leave; nothing was sent."""

    code = "other_number_of_messages"
    sentence = N_("{given} messages were named, and {messages} would leave. Nothing was sent.")
    remedy = N_("Look at the batch again, then start it with the number that is meant.")


class AnswerWanted(ApiFault):
    """Something has to be answered first; `question` says what, nothing goes on before."""

    code = "answer_needed"
    sentence = N_("Something has to be answered first: {kind}.")
    remedy = N_("Ask again with its key among “answers”, and a new Idempotency-Key.")


class StartDeclined(ApiFault):
    """The answers that came with a request say no, or the test message did not arrive."""

    code = "declined"
    sentence = N_("Nothing was sent: an answer said no, or the test message did not arrive.")
    remedy = N_("The batch waits. Start it again when it is meant.")


class NotBegunYet(ApiFault):
    """Only a batch that was started can be resumed."""

    code = "not_begun"
    sentence = N_("Batch {batch} was checked and not started; it cannot be resumed.")
    remedy = N_("Start it: that names the number of messages.")


class IdempotencyKeyBusy(ApiFault):
    """A request with the same Idempotency-Key is being answered just now."""

    code = "idempotency_key_busy"
    sentence = N_("The request with this Idempotency-Key is being answered just now.")
    remedy = N_("Ask again in a moment, with the same key.")


class BodyTooLong(ApiFault):
    """A request brings more than is taken."""

    code = "body_too_large"
    status = 413
    sentence = N_("The request brings more than {most} bytes.")
    remedy = N_("Send less at once.")


class ContentTypeNotTaken(ApiFault):
    """A body is not of a type that its address takes."""

    code = "content_type"
    status = 415
    sentence = N_("The body is {given}; this address takes {taken}.")
    remedy = N_("Say what it is in Content-Type.")


class RequestInvalid(ApiFault):
    """A body, a query or a header is not as the description has it; `errors` says where."""

    code = "request_invalid"
    status = 422
    sentence = N_("The request is not as it should be: {where}.")
    remedy = N_("“errors” says what is wrong, each with a pointer to it.")


class FileMissing(ApiFault):
    """A request to upload a list brings no file."""

    code = "file_missing"
    status = 422
    sentence = N_("No list came with the request.")
    remedy = N_("Send the file as the body, or in a form's field called “file”.")


class IdempotencyKeyMissing(ApiFault):
    """A start without an Idempotency-Key: sent twice by mistake it would begin twice."""

    code = "idempotency_key_missing"
    status = 422
    sentence = N_("A start needs a header Idempotency-Key.")
    remedy = N_(
        "Send a text of your own of 1 to 200 signs, new for each start and the same where one is repeated."
    )


class IdempotencyKeyReused(ApiFault):
    """An Idempotency-Key came with another request before; nothing was done."""

    code = "idempotency_key_reused"
    status = 422
    sentence = N_("This Idempotency-Key came with another request before. Nothing was done.")
    remedy = N_("Take a new one for a new request.")
