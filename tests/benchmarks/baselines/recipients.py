"""Judge a list with GOV.UK Notify's `RecipientCSV`, as its page does with an upload: in memory.

PYTHON -m tests.benchmarks.baselines.recipients LIST TEMPLATE     prints how many rows there are, and
how many have an error; PYTHON is that of an environment with notifications-utils
"""

import re
import sys
from pathlib import Path

from notifications_utils.recipients import (  # type: ignore[import-not-found]  # in its own environment
    RecipientCSV,
)
from notifications_utils.template import SMSMessageTemplate  # type: ignore[import-not-found]


def main(path: Path, template: Path) -> None:
    """Judge all rows; `has_errors` asks what is shown before anything may be sent."""
    text = re.sub(r"\{\{ (\w+) \}\}", r"((\1))", template.read_text("utf-8"))
    recipients = RecipientCSV(
        path.read_text("utf-8"),
        template=SMSMessageTemplate({"content": text, "template_type": "sms"}),
        allow_international_sms=True,
    )
    if recipients.missing_column_headers:
        sys.exit(f"missing: {recipients.missing_column_headers}")
    wrong = sum(1 for _row in recipients.rows_with_errors)
    print(len(recipients), wrong, recipients.has_errors)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
