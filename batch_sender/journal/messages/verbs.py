"""Ask for the messages of a batch."""

from batch_sender.journal.handle import Subject, asked, streamed
from batch_sender.journal.messages import (
    pace,
    pages,
    previews,
    reading,
    samples,
    shared_files,
    sums,
)


class Messages(Subject):
    """Questions about rows; each answer is true at the moment it is read."""

    rows = streamed(reading.rows)
    rows_behind = asked(reading.rows_behind)
    rows_skipped_for = asked(reading.rows_skipped_for)
    rows_repaired_by = asked(reading.rows_repaired_by)
    rows_noticed_for = asked(reading.rows_noticed_for)
    some_rows = asked(reading.some_rows)
    rows_answered = asked(reading.rows_answered)
    rows_sharing_files = streamed(shared_files.rows_sharing_files)
    shared_files = asked(shared_files.shared_files)
    partially_sent = asked(reading.partially_sent)
    other_files = asked(reading.other_files)
    previews = asked(previews.previews)
    texts = streamed(samples.texts)
    first_of_each_text = asked(samples.first_of_each_text)
    proof_calls = asked(samples.proof_calls)
    hourly_sums = asked(sums.hourly)
    row_page = asked(pages.row_page)
    by_reason = asked(pages.by_reason)
    newest_calls = asked(pace.newest_calls)
    rows_by_number = asked(pace.rows_by_number)
    by_minute = asked(pace.by_minute)
