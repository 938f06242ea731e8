"""A batch file that cannot be used, or a run of one that must not begin."""

from batch_sender.errors.base import BatchSenderError
from batch_sender.language import N_


class BatchFileError(BatchSenderError):
    """A batch file cannot be used; nothing was sent."""


class BatchFileMissing(BatchFileError):
    """The path leads to no file."""

    code = "batch_file_missing"
    sentence = N_("There is no batch file {path}.")
    remedy = N_("Check the name and the folder, or write one with: batch-sender init")


class BatchFileUnreadable(BatchFileError):
    """The file cannot be opened, or is no UTF-8 text."""

    code = "batch_file_unreadable"
    sentence = N_("The batch file {path} cannot be read: {why}.")
    remedy = N_("Check that you may read it, and that it is a text file saved as UTF-8.")


class BatchFileBroken(BatchFileError):
    """The file is no TOML."""

    code = "batch_file_broken"
    sentence = N_("{path}, line {line}: this cannot be understood.")
    remedy = N_(
        'A line is a key, an equals sign and a value; texts stand in quotes: list = "clientes.csv". '
        "In double quotes write \\\\ for \\, or use single quotes: list = 'C:\\listas\\clientes.csv'."
    )


class BatchFileKeyUnknown(BatchFileError):
    """There is no such key, nor one that looks like it."""

    code = "batch_file_key_unknown"
    sentence = N_("{path}, line {line}: there is no key “{key}”.")
    remedy = N_("The keys are those of the flags, such as phone_column for --phone-column: {keys}.")


class BatchFileKeyUnknownNear(BatchFileKeyUnknown):
    """There is no such key, but one that looks like it."""

    code = "batch_file_key_unknown"
    remedy = N_("Did you mean {near}?")


class BatchFileValueWrong(BatchFileError):
    """A key has a value of the wrong kind."""

    code = "batch_file_value_wrong"
    sentence = N_("{path}, line {line}: {key} has a value of the wrong kind.")
    remedy = N_("{key} takes {wanted}.")


class BatchFileValueRefused(BatchFileError):
    """A key has a value of the right kind that cannot be meant."""

    code = "batch_file_value_refused"
    sentence = N_("{path}, line {line}: {cause}")
    remedy = N_("{remedy}")


class BatchFileNamesNoFile(BatchFileError):
    """A key names a file or folder that is not there."""

    code = "batch_file_names_no_file"
    sentence = N_("{path}, line {line}: {key} leads to nothing: {file}")
    remedy = N_("Paths in a batch file are counted from the folder it lies in.")


class BatchFileIncomplete(BatchFileError):
    """A key that every batch needs is not there."""

    code = "batch_file_incomplete"
    sentence = N_("{path} does not say what {key} is.")
    remedy = N_("Add a line such as {example}")


class BatchFileBusy(BatchFileError):
    """Another process reads the lists of this batch file right now."""

    code = "batch_file_busy"
    sentence = N_("Another program is judging the lists of {path} right now.")
    remedy = N_("Wait until it has begun to send; see: batch-sender status")


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
    remedy = N_("Pipe a CSV into the command: program | batch-sender run FILE.toml --list -")


class TooManyProblems(BatchFileError):
    """More rows have problems than the batch file allows."""

    code = "too_many_problems"
    sentence = N_(
        "{problems} of the {read} rows of {list} have a problem, and the limit is {limit}; nothing "
        "was sent."
    )
    remedy = N_(
        "Mend the list and run again. To see the problems: batch-sender report {batch}. "
        "To send the other rows all the same: batch-sender resume {batch}"
    )


class ListChangedMeanwhile(BatchFileError):
    """The list was written to while it was judged."""

    code = "list_changed_meanwhile"
    sentence = N_("{list} changed while it was being judged; nothing of it was sent.")
    remedy = N_("The next run takes it, when it is whole.")


class InitNeedsTerminal(BatchFileError):
    """`init` asks, and nobody is there."""

    code = "init_needs_terminal"
    exit_code = 2
    sentence = N_("init asks some questions, so it needs a terminal.")
    remedy = N_("Start it in a terminal, or write the file by hand; the README shows one.")


class InitFileExists(BatchFileError):
    """`init` does not write over a file."""

    code = "init_file_exists"
    sentence = N_("{path} exists already; it was left as it is.")
    remedy = N_("Choose another name: batch-sender init OTHER.toml")


class InitNotWritten(BatchFileError):
    """The new batch file cannot be written."""

    code = "init_not_written"
    sentence = N_("{path} cannot be written: {why}.")
    remedy = N_("Choose a place you may write to.")
