"""A look at the phone: the rows of new people whose chats are looked at, and what was seen there."""

from batch_sender.operations.look import answer_look, as_object, open_look, refuse_nothing_seen
from batch_sender.web.api.batches import number_of, shape_of
from batch_sender.web.api.shapes import BatchShape, LookShape, SeenBody
from batch_sender.web.api.table import ApiRequest


def show(asked: ApiRequest) -> LookShape:
    """Answer with the open look; without rows where nobody is asked."""
    found = open_look(asked.journal, asked.journal.batches.one(number_of(asked)))
    if found is None:
        return LookShape(look=None, accepted=0, rows=[])
    return LookShape(**as_object(found))


def answer(asked: ApiRequest) -> BatchShape:
    """Keep what was seen; where nothing was delivered, the batch stands still from here on."""
    body, number = asked.said(SeenBody), number_of(asked)
    seen = {each.row: each.seen for each in body.seen}
    if not body.skip:
        refuse_nothing_seen(seen)
    kept = {} if body.skip else seen
    done = answer_look(asked.journal, number, kept, who=asked.who, look_id=body.look)
    return shape_of(asked, done.batch)
