"""Batches in the making that several tests of the page begin with."""

from pathlib import Path

from batch_sender.web.drafts import Draft
from batch_sender.web.serving import Running


def begun(running: Running, folder: Path, content: bytes | str, name: str = "a.csv") -> Draft:
    """A batch in the making with this list; `folder`: where it may lie on its way."""
    arriving = folder / "arriving"
    arriving.write_bytes(content.encode() if isinstance(content, str) else content)
    drafts = running.site.drafts
    return drafts.with_list(drafts.begin(), name, arriving)
