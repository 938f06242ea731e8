"""The people who must not be written to: who is on the list, who is put there, who is taken off."""

from itertools import islice

from batch_sender.operations import optouts
from batch_sender.web.api.opt_out_shapes import (
    NumbersBody,
    OptOutsAddedShape,
    OptOutShape,
    OptOutsQuery,
    OptOutsRemovedShape,
    OptOutsShape,
)
from batch_sender.web.api.table import ApiRequest


def show(asked: ApiRequest) -> OptOutsShape:
    """Answer with a part of the list, oldest first."""
    query = asked.wished(OptOutsQuery)
    stream = optouts.opt_outs(asked.journal)
    found = list(islice(stream, query.after, query.after + query.limit + 1))
    shown = [
        OptOutShape(
            number=each.number,
            source=each.source,
            source_date=each.source_date,
            added_at=each.added_at,
            who=each.who,
        )
        for each in found[: query.limit]
    ]
    return OptOutsShape(
        opt_outs=shown,
        next=query.after + query.limit if len(found) > len(shown) else None,
    )


def add(asked: ApiRequest) -> OptOutsAddedShape:
    """Put numbers on the list: all of them, or none."""
    added = optouts.add_opt_outs(asked.journal, asked.said(NumbersBody).numbers, who=asked.who)
    return OptOutsAddedShape(added=added.added, already=added.already)


def remove(asked: ApiRequest) -> OptOutsRemovedShape:
    """Take numbers off the list: all of them, or none."""
    persons = optouts.opt_out_persons(asked.said(NumbersBody).numbers)
    optouts.remove_opt_outs(asked.journal, persons, who=asked.who)
    return OptOutsRemovedShape(removed=len(persons))
