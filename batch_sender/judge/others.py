"""Judge a row among the others: opt-outs, earlier batches, the rows above it, the limits."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from batch_sender.config.settings import Settings
from batch_sender.judge.first_rows import FirstRows
from batch_sender.models import JudgedMessage, Known, Problem, ProblemCode, Question


class ListJudge:
    """Judges a list's rows in their order; remembers who is on it already, and how many may be sent."""

    def __init__(self, settings: Settings, *, now: datetime) -> None:
        self._settings = settings
        self._now = now
        self._limit, self._person_limit = settings.limit, settings.person_limit
        self._first = FirstRows()
        self._kept: Counter[str] = Counter()
        self._sendable = 0

    @property
    def question(self) -> Question:
        """What the journal is to be asked about the people on the list."""
        repeat_after, limit = self._settings.repeat_after, self._person_limit
        return Question(
            sent_since=None if repeat_after is None else self._now - repeat_after,
            written_since=None if limit is None else self._now - limit.within,
            not_in=self._settings.not_in,
            accepted_in=self._settings.accepted_in,
        )

    def people_and_keys(self, messages: Iterable[JudgedMessage]) -> tuple[set[str], set[str]]:
        """Return whom the journal is to be asked about, and the keys of what is said to them."""
        people, keys = set[str](), set[str]()
        for message in messages:
            if message.problem is None:
                people.add(_person(message))
                keys.update(_keys(message))
        return people, keys

    def decide(self, messages: Iterable[JudgedMessage], known: Known) -> list[JudgedMessage]:
        """Judge rows by what else is known: people, earlier batches, earlier rows, the limit.

        Return them, with its problem each that had none and is skipped now.
        """
        return [
            message
            if message.problem is not None or (problem := self._decide(message, known)) is None
            else message._replace(problem=problem)
            for message in messages
        ]

    def _decide(self, message: JudgedMessage, known: Known) -> Problem | None:
        problem = self._refused(message, known)
        if problem is None and self._sendable == self._limit:
            problem = Problem(code=ProblemCode.OVER_LIMIT, detail=str(self._limit))
        if problem is None:
            self._sendable += 1
            if self._person_limit is not None:
                self._kept[_person(message)] += 1
        # A second message that may yet be let in has no duplicate of its own, either.
        if problem is None or problem.code is ProblemCode.DUPLICATE_OTHER_MESSAGE:
            self._first.add(_person(message), message.idempotency_key or "", message.row)
        return problem

    def _refused(self, message: JudgedMessage, known: Known) -> Problem | None:
        person = _person(message)
        if person in known.opted_out:
            return Problem(code=ProblemCode.OPTED_OUT, detail=known.opted_out[person])
        left_out = known.accepted is not None and person not in known.accepted
        if left_out or person in known.reached:
            return Problem(code=ProblemCode.NOT_CHOSEN)
        return self._repeated(message, known) or self._too_often(person, known)

    def _repeated(self, message: JudgedMessage, known: Known) -> Problem | None:
        """Find who was told before: this or, in an earlier batch, what the other texts say."""
        for key in _keys(message) if known.already_sent else ():
            if key in known.already_sent:
                return Problem(code=ProblemCode.ALREADY_SENT, detail=known.already_sent[key])
        same, first = self._first.met(_person(message), message.idempotency_key or "")
        if same is not None:
            return Problem(code=ProblemCode.DUPLICATE, detail=str(same))
        if first is None or self._settings.duplicates == "send":
            return None
        return Problem(code=ProblemCode.DUPLICATE_OTHER_MESSAGE, detail=str(first))

    def _too_often(self, person: str, known: Known) -> Problem | None:
        limit = self._person_limit
        if limit is None or known.written.get(person, 0) + self._kept[person] < limit.messages:
            return None
        return Problem(code=ProblemCode.TOO_OFTEN)


def _person(message: JudgedMessage) -> str:
    """Return whose message it is: without a known twin the number stands for the person."""
    return message.person or message.number or ""


def _keys(message: JudgedMessage) -> tuple[str, ...]:
    return (message.idempotency_key or "", *message.other_keys)
