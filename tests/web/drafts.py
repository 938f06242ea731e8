"""Batches in the making that several tests of the page begin with."""

import re
from pathlib import Path

from batch_sender.web.drafts import Draft
from batch_sender.web.serving import Running


def begun(running: Running, folder: Path, content: bytes | str, name: str = "a.csv") -> Draft:
    """A batch in the making with this list; `folder`: where it may lie on its way."""
    arriving = folder / "arriving"
    arriving.write_bytes(content.encode() if isinstance(content, str) else content)
    drafts = running.site.drafts
    return drafts.with_list(drafts.begin(), name, arriving)


def columns_of(page: str) -> str:
    return re.search(r'name="columns" value="(\w+)"', page).group(1)  # type: ignore[union-attr]


def chosen_in(page: str, field: str) -> str | None:
    """Return the name of the column that a select stands at."""
    select = re.search(rf'<select id="{field}".*?</select>', page, re.DOTALL)
    found = re.search(r"selected>([^<]*)<", select[0] if select else "")
    return found[1] if found else None
