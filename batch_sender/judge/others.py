"""Judge a row among the others: opt-outs, earlier batches, the rows above it, the limits."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from batch_sender.config.settings import Settings
from batch_sender.judge.first_rows import FirstRows
from batch_sender.models import JudgedRows, Known, Problem, ProblemCode, Question


class _Candidate(NamedTuple):
    """A row that may leave so far; `others`: the keys of what the batch's other texts say to its person."""

    row: int
    person: str
    key: str
    others: tuple[str, ...]


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

    def decide(self, rows: JudgedRows, known: Known) -> list[Problem | None]:
        """Judge rows by what else is known: people, earlier batches, earlier rows, the limit.

        Return the problem of each, its own or the one that it has among the others.
        """
        is_new = self._is_new_and_free(known)
        columns = (rows.row, rows.person, rows.idempotency_key, rows.other_keys, rows.problem)
        return [
            problem
            if problem is not None or is_new(person or "", key or "", row)
            else self._decide(_Candidate(row, person or "", key or "", others), known)
            for row, person, key, others, problem in zip(*columns, strict=True)
        ]

    def _is_new_and_free(self, known: Known) -> Callable[[str, str, int], bool]:
        """Return what lets pass whom nobody knows yet, and remembers them: most rows of most lists."""
        if known.tells_anything or self._limit is not None or self._person_limit is not None:
            return lambda _person, _key, _row: False
        return self._first.add_new

    def _decide(self, candidate: _Candidate, known: Known) -> Problem | None:
        problem = self._refused(candidate, known)
        if problem is None and self._sendable == self._limit:
            problem = Problem(code=ProblemCode.OVER_LIMIT, detail=str(self._limit))
        if problem is None:
            self._sendable += 1
            if self._person_limit is not None:
                self._kept[candidate.person] += 1
        # A second message that may yet be let in has no duplicate of its own, either.
        if problem is None or problem.code is ProblemCode.DUPLICATE_OTHER_MESSAGE:
            self._first.add(candidate.person, candidate.key, candidate.row)
        return problem

    def _refused(self, candidate: _Candidate, known: Known) -> Problem | None:
        person = candidate.person
        if person in known.opted_out:
            return Problem(code=ProblemCode.OPTED_OUT, detail=known.opted_out[person])
        left_out = known.accepted is not None and person not in known.accepted
        if left_out or person in known.reached:
            return Problem(code=ProblemCode.NOT_CHOSEN)
        return self._repeated(candidate, known) or self._too_often(person, known)

    def _repeated(self, candidate: _Candidate, known: Known) -> Problem | None:
        """Find who was told before: this or, in an earlier batch, what the other texts say."""
        for key in (candidate.key, *candidate.others) if known.already_sent else ():
            if key in known.already_sent:
                return Problem(code=ProblemCode.ALREADY_SENT, detail=known.already_sent[key])
        same, first = self._first.met(candidate.person, candidate.key)
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
