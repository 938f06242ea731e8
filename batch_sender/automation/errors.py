"""Batch files that cannot run by themselves."""

from batch_sender.config.errors import BatchFileError
from batch_sender.language import N_


class BadProblemRows(BatchFileError):
    """`problem_rows` says neither skip nor stop."""

    code = "bad_problem_rows"
    exit_code = 2
    sentence = N_("“{rule}” does not say what is to become of rows with problems.")
    remedy = N_('Write "skip", "stop above 10" or "stop above 5%".')


class BadOutPattern(BatchFileError):
    """The results path has braces with something else in them."""

    code = "bad_out_pattern"
    exit_code = 2
    sentence = N_("The results path “{out}” has something in braces that is not known.")
    remedy = N_("Known are {{name}}, {{date}} and {{batch}}: resultados/{{name}}-{{date}}.xlsx")


class BadAtRest(BatchFileError):
    """`at_rest` is no span of time."""

    code = "bad_at_rest"
    exit_code = 2
    sentence = N_("“{seconds}” is no number of seconds after which a list is at rest.")
    remedy = N_("Write a number from 0 to 86400, such as 60.")


class ResultsWouldBeTaken(BatchFileError):
    """The results would lie where the lists are looked for."""

    code = "results_would_be_taken"
    sentence = N_("The results, {out}, would be taken for a list at the next run: {pattern}")
    remedy = N_(
        'Let them go elsewhere, for example with out = "resultados/{{name}}-{{batch}}.xlsx".'
    )


class StandardInputEmpty(BatchFileError):
    """The list should come from standard input, where nothing comes from."""

    code = "standard_input_empty"
    sentence = N_("The list should come from standard input, and nothing came.")


class TooManyProblems(BatchFileError):
    """More rows have problems than the batch file allows."""

    code = "too_many_problems"
    sentence = N_(
        "{problems} of the {read} rows of {list} have a problem, and the limit is {limit}; nothing "
        "was sent."
    )


class ListChangedMeanwhile(BatchFileError):
    """The list was written to while it was judged."""

    code = "list_changed_meanwhile"
    sentence = N_("{list} changed while it was being judged; nothing of it was sent.")
    remedy = N_("The next run takes it, when it is whole.")
