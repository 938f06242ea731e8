"""Send a judged batch once every open question is answered; nothing leaves before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from batch_sender.config.batch_settings import settings_of
from batch_sender.config.through import Through
from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.run import deliver
from batch_sender.deliver.session import Dispatch
from batch_sender.journal import Journal
from batch_sender.models import BatchRecord, BatchState
from batch_sender.operations.confirmation import to_confirm
from batch_sender.operations.connections import Tested, taken
from batch_sender.operations.exit_codes import ExitCode
from batch_sender.operations.file_changes import settle_changed
from batch_sender.operations.first_few import (
    first_few_left_behind,
    first_few_limit,
    first_few_question,
    go_on_after_first_few,
)
from batch_sender.operations.forecast import Forecast
from batch_sender.operations.hand_over import goes_to_workers, hand_over
from batch_sender.operations.look import look_question, settle_look, terms_of
from batch_sender.operations.options import Caller, Onlooker, SendOptions
from batch_sender.operations.parts import is_named
from batch_sender.operations.proof import Approved, NotApproved, send_proof
from batch_sender.operations.questions import (
    NONE,
    Answer,
    AnswerNeeded,
    ConfirmSend,
    LookAtPhone,
    answer_to,
)
from batch_sender.operations.restore import settle_restored
from batch_sender.operations.second_messages import settle_second_messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """As much left as could; the batch says how it stands."""

    batch: BatchRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """A person said no, or their test message did not arrive (`reason`); of the list nothing left."""

    batch: BatchRecord
    reason: str | None = None

    @property
    def exit_code(self) -> ExitCode:
        """What a command ends with: the batch waits."""
        return ExitCode.STOPPED


SendOutcome = Sent | Declined | AnswerNeeded


def send(
    journal: Journal,
    batch_id: int,
    tested: Tested,
    options: SendOptions,
    caller: Caller,
    answers: Sequence[Answer] = NONE,
) -> SendOutcome:
    """Send a judged batch, or say what has to be answered first; call again with the answer.

    Raises:
        BadProofNumber: no test message can be sent to `options.proof`.
        WorkersNeedServer: workers are asked for, and the journal is a file.
        BatchBusy, BatchEnded, OtherConnection: the batch cannot be sent from here.
        DeliveryBroke: the journal failed on the way.
    """
    sending = _Sending(journal, batch_id, tested, options, caller, answers)
    return (
        sending.interrupted()
        or sending.looked(goes_on=True)
        or sending.changed()
        or sending.unanswered()
        or sending.deliver(sending.limit())
    )


def go_on(
    journal: Journal,
    batch_id: int,
    tested: Tested,
    options: SendOptions,
    caller: Caller,
    answers: Sequence[Answer] = NONE,
) -> SendOutcome:
    """Send a batch that was begun before: whoever has it go on has said that it may leave.

    Asked is alone what has changed since: that this is what may leave nobody has said.

    Raises:
        BatchBusy, BatchEnded, OtherConnection: the batch cannot be sent from here.
        DeliveryBroke: the journal failed on the way.
    """
    sending = _Sending(journal, batch_id, tested, options, caller, answers)
    return (
        sending.interrupted()
        or sending.looked(goes_on=False)
        or sending.changed()
        or sending.deliver(sending.limit())
    )


def confirmation(
    journal: Journal,
    batch_id: int,
    through: Sequence[Through],
    options: SendOptions,
    caller: Caller,
    *,
    expected: Forecast | None = None,
) -> ConfirmSend | None:
    """Return what `send` will want to have confirmed, the connections untested; None: nothing would leave.

    A door that shows it beforehand may hand its answer over with the first call. `expected`: where it
    has reckoned that already; of a long list it takes its time.
    """
    tested, now = taken(through, named=is_named(options)), caller.clock.now()
    return to_confirm(journal, batch_id, tested, options, now=now, expected=expected)


class _Sending(NamedTuple):
    """One call of `send` or `go_on`: what was asked for, and what has been answered so far."""

    journal: Journal
    batch_id: int
    tested: Tested
    options: SendOptions
    caller: Caller
    answers: Sequence[Answer]

    def interrupted(self) -> SendOutcome | None:
        """Take up a call that a question cut short on its way; None: it begins anew."""
        restored = settle_restored(
            self.journal,
            accepted=self.options.after_restore,
            who=self.caller.who,
            answers=self.answers,
        )
        if isinstance(restored, AnswerNeeded):
            return restored
        follow = go_on_after_first_few(
            self.journal, self.batch_id, self.answers, who=self.caller.who
        )
        if follow is None:
            return None
        return self.deliver(None) if follow else Sent(batch=self._batch())

    def looked(self, *, goes_on: bool) -> SendOutcome | None:
        """Take what was seen on the phone, if the batch waits for that; None: nothing keeps it.

        `goes_on`: all else was answered before it began, and it goes on at once. Where nobody is there to look,
        whoever has it go on has said that it may.
        """
        question = self._look(self._batch())
        if question is None:
            return None
        if answer_to(question, self.answers) is None:
            return AnswerNeeded(question=question)
        done = settle_look(self.journal, question, self.answers, who=self.caller.who)
        batch = self._batch()
        another = self._look(batch)
        if another is not None and another.look != question.look:  # at another connection's phone
            return AnswerNeeded(question=another)
        if done is None or done.none_delivered or batch.state is BatchState.FINISHED:
            return Sent(batch=batch)
        left = first_few_left_behind(self.journal, self.batch_id, self.options)
        return self.deliver(left) if goes_on else None

    def changed(self) -> SendOutcome | None:
        """Ask whether it leaves as it was judged, where its files have changed; None: it does."""
        if not self._pending():
            return None
        settled = settle_changed(
            self.journal,
            self.batch_id,
            self.answers,
            as_judged=self.options.as_judged,
            who=self.caller.who,
        )
        if isinstance(settled, AnswerNeeded):
            return settled
        return None if settled else Declined(batch=self._batch())

    def unanswered(self) -> SendOutcome | None:
        """Go through what has to be answered before anything leaves; None: all is."""
        second = settle_second_messages(
            self.journal, self.batch_id, self.options, self.answers, who=self.caller.who
        )
        pending = self._pending()
        if second is not None or self.options.yes or not pending:
            return second
        return self._proof() or self._confirmation()

    def deliver(self, most: int | None) -> Sent | AnswerNeeded:
        """Let so many leave; ask whether the others follow the first few, and what is seen on the phone."""
        dispatch = self._dispatch(most)
        with self.caller.watching(dispatch) as onlooker:
            self._let_leave(replace(dispatch, log=onlooker.log, began=onlooker.began), onlooker)
        batch = self._batch()
        question = first_few_question(self.journal, batch) or self._look(batch)
        return Sent(batch=batch) if question is None else AnswerNeeded(question=question)

    def _let_leave(self, dispatch: Dispatch, onlooker: Onlooker) -> None:
        clock = self.caller.clock
        if dispatch.by_workers:
            hand_over(self.journal, dispatch, clock=clock, onlooker=onlooker)
        else:
            deliver(self.journal, dispatch, clock=clock, watch=onlooker.watch, stop=onlooker.stop)

    def _look(self, batch: BatchRecord) -> LookAtPhone | None:
        return look_question(self.journal, batch) if self.caller.is_there else None

    def limit(self) -> int | None:
        """Return how many messages may leave before a person is asked; None: all."""
        return first_few_limit(self.journal, self.batch_id, self.options)

    def _pending(self) -> int:
        return self.journal.batches.counts(self.batch_id).pending

    def _batch(self) -> BatchRecord:
        return self.journal.batches.one(self.batch_id)

    def _dispatch(self, most: int | None) -> Dispatch:
        local = self.tested.connection.is_local
        looks = terms_of(self.journal, self.batch_id, self.options, self.caller, local=local)
        return Dispatch(
            batch_id=self.batch_id,
            connection=self.tested.connection,
            through=self.tested.several,
            named=self.tested.named,
            move_from=self.options.move_from,
            settings=settings_of(self.journal.batches, self.batch_id),
            who=self.caller.who,
            wait_for_window=not self.options.no_wait,
            other_connection=self.options.other_connection,
            most=most,
            door=self.caller.door,
            look_after=looks.after,
            look_drawn=looks.drawn,
            stopped_because=PauseReason.SERVICE_STOPPED
            if self.caller.serves
            else PauseReason.INTERRUPTED,
            by_workers=goes_to_workers(self.journal, self.batch_id, self.options),
        )

    def _proof(self) -> SendOutcome | None:
        number = self.options.proof
        if number is None:
            return None
        connection = self.tested.connection
        match send_proof(
            self.journal, self.batch_id, connection, number, self.caller, self.answers
        ):
            case Approved():
                return None
            case NotApproved(reason=reason):
                return Declined(batch=self._batch(), reason=reason)
            case AnswerNeeded() as needed:
                return needed

    def _confirmation(self) -> SendOutcome | None:
        now = self.caller.clock.now()
        question = to_confirm(self.journal, self.batch_id, self.tested, self.options, now=now)
        if question is None:
            return None  # nothing leaves: what waits is skipped, each with its reason
        answer = answer_to(question, self.answers)
        if answer is None:
            return AnswerNeeded(question=question)
        return None if question.is_confirmed_by(answer) else Declined(batch=self._batch())
