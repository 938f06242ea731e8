"""Looks at the phone: draw one, answer it, count what has come since."""

from collections.abc import Mapping

from batch_sender.journal.batches import looks
from batch_sender.journal.handle import Subject, asked
from batch_sender.journal.looks import answering, drawing
from batch_sender.journal.looks.answering import LookAnswer
from batch_sender.journal.looks.drawing import Drawing
from batch_sender.models import LookRecord, SeenOnPhone


class Looks(Subject):
    """Whose chats were looked at on the connection's phone, and what was seen there."""

    of_batch = asked(looks.of_batch)
    at_phone = asked(looks.at_phone)
    accepted_since = asked(looks.accepted_since)
    unanswered = asked(looks.unanswered)

    def draw(
        self, batch_id: int, *, who: str, connection_id: int | None = None
    ) -> LookRecord | None:
        """Draw some new people of a batch; None where none was accepted since the last look.

        `connection_id`: of several connections at the phone of this one.
        """
        now = self._handle.now()
        order = Drawing(batch_id=batch_id, who=who, now=now, connection_id=connection_id)
        return self._handle.write(lambda tx: drawing.draw(tx, order))

    def answer(
        self, batch_id: int, look_id: int, seen: Mapping[int, SeenOnPhone], *, who: str
    ) -> LookRecord:
        """Write down what was seen; a batch of which nothing was delivered stands still from here on.

        Raises:
            UnknownBatch: there is none of this number. StateConflict: the look was answered before.
        """
        now = self._handle.now()
        given = LookAnswer(batch_id=batch_id, look_id=look_id, seen=seen, who=who, now=now)
        return self._handle.write(lambda tx: answering.answer(tx, given))
