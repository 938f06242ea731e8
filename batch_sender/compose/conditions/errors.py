"""Conditions that cannot be used to choose rows."""

from batch_sender.language import N_
from batch_sender.models.errors import BatchSenderError


class ConditionError(BatchSenderError):
    """A condition by which rows are chosen cannot be used."""


class ConditionEmpty(ConditionError):
    """A condition says nothing."""

    code = "condition_empty"
    sentence = N_("A condition for choosing rows is empty.")


class ConditionTooLong(ConditionError):
    """A condition is longer, or nested deeper, than anybody would write it."""

    code = "condition_too_long"
    sentence = N_("The condition “{condition}” is too long or nested too deep.")
    remedy = N_("Part it into several conditions; all of them have to hold.")


class ConditionMalformed(ConditionError):
    """A condition cannot be understood from a certain place on."""

    code = "condition_malformed"
    sentence = N_(
        "The condition “{condition}” cannot be understood at “{found}” (character {position}): {what}."
    )
    remedy = N_(
        "Write it as in: cidade = Recife and valor > 100. Put values with signs, or with words such as "
        "“and” in them, into quotation marks."
    )


class ConditionUnfinished(ConditionError):
    """A condition ends where something is still missing."""

    code = "condition_unfinished"
    sentence = N_(
        "The condition “{condition}” ends too early: something is missing behind “{found}”."
    )


class ConditionComparesNothing(ConditionError):
    """A column or a value stands alone in a condition."""

    code = "condition_compares_nothing"
    sentence = N_(
        "The condition “{condition}”: “{found}” (character {position}) is compared with nothing."
    )


class ConditionWithoutColumn(ConditionError):
    """A condition compares values with each other, and no column."""

    code = "condition_without_column"
    sentence = N_("The condition “{condition}”: no column is compared at “{found}”.")
    remedy = N_("Write a column in front of the sign. The columns are: {columns}.")


class ConditionColumnUnknown(ConditionError):
    """A condition asks about a column that the list does not have."""

    code = "condition_column_unknown"
    sentence = N_(
        "The condition “{condition}”: no column is called “{name}” (character {position}). "
        "The columns are: {columns}."
    )
    remedy = N_(
        "Write a column's name in front of the sign; what stands behind it is its value. A value in "
        "which there is a word such as “and” needs quotation marks."
    )


class ConditionColumnUnknownNear(ConditionColumnUnknown):
    """A condition asks about a column that the list does not have, with one spelled almost like it."""

    remedy = N_("Did you mean “{nearest}”? Write that in the condition.")


class ConditionColumnAmbiguous(ConditionError):
    """A condition asks about a column of which the list has two."""

    code = "condition_column_ambiguous"
    sentence = N_(
        "The condition “{condition}”: “{name}” (character {position}) could be any of: {columns}."
    )
    remedy = N_(
        'Say which one is meant, by its letter: {option} "{name}=A". Or give these columns different '
        "names in the list."
    )


class ConditionValueUnlike(ConditionError):
    """A column is compared with a value of another kind: the condition could never hold."""

    code = "condition_value_unlike"
    sentence = N_(
        "The condition “{condition}” can never hold: the column “{column}” holds {kind}, such as "
        "“{example}”, and “{value}” (character {position}) cannot be compared with those."
    )
    remedy = N_(
        "Write a value like those of the column. To compare both as texts, write = and put it into "
        "quotation marks."
    )


class ConditionColumnsUnlike(ConditionError):
    """Two columns of different kinds are compared: the condition could never hold."""

    code = "condition_columns_unlike"
    sentence = N_(
        "The condition “{condition}” can never hold: the column “{column}” holds {kind}, the column "
        "“{other}” {other_kind}."
    )
    remedy = N_("Compare columns of one kind, or a column with a value.")
