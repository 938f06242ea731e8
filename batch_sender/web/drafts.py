"""Keep what was put together so far for a batch: the uploaded list, its texts, what was chosen.

It lies on disk, so that neither going back, nor a session that ends, nor a restart of the server loses
any of it. A file is named by us: its sender's name for it is kept for showing, in safe letters alone.
"""

import json
import re
import secrets
import shutil
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from batch_sender.web.errors import DraftChanged, DraftGone
from batch_sender.web.private_files import write_private

KEPT: Final = timedelta(days=14)
"""How long a draft lies there untouched before it is removed with its list."""

OF_ONE_LIST: Final = frozenset(
    "map phone_column sheet header_row encoding delimiter quotes hidden_rows ddd key "  # noqa: SIM905 - a word list
    "consent_column expires_column payment_column where".split()
)
"""What is chosen for one list, by the names of options: in another one it may mean something else."""

_ID: Final = re.compile(r"[a-z0-9]{16}")
_SUFFIXES: Final = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods"})
_FILE: Final = "draft.json"

LIST_FOLDER: Final = "list"
"""Where a list lies by its own name, beside files of ours: batches and results are called by that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A batch in the making. `list_name`: as the person calls the file; `list_file`: its name on disk.

    `arrival`: another one for each list that arrives, as two may have one name.

    `values`: what was chosen, by the names of options, as the command line's flags would give it;
    `texts`: the message texts, several are variants; `batch`: what the list was judged into last.
    """

    id: str
    list_name: str = ""
    list_file: str = ""
    arrival: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    batch: int | None = None

    def chosen(self, **values: Any) -> "Draft":
        """Return it with these values instead; None takes one out."""
        merged = {**self.values, **values}
        kept = {name: value for name, value in merged.items() if value not in (None, "", [], ())}
        return replace(self, values=kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """The drafts of one journal's page, a folder each below `folder`."""

    folder: Path
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)
    """Held by whoever reads a draft to change it, so that of two who do neither change is lost."""

    def begin(self) -> Draft:
        """Begin a batch."""
        draft = Draft(id=secrets.token_hex(8))
        self.place(draft).mkdir(parents=True, mode=0o700)
        self.save(draft)
        return draft

    def one(self, draft_id: str) -> Draft:
        """Return a draft.

        Raises:
            DraftGone: there is none of that name any more.
        """
        try:
            told = json.loads(self._file(draft_id).read_text("utf-8"))
        except (OSError, ValueError) as err:
            raise DraftGone from err
        return Draft(**{**told, "texts": tuple(told["texts"])})

    def save(self, draft: Draft) -> None:
        """Keep a draft as it is now; a crash leaves the old one or the new one, never a half.

        Another batch than before: the one before is noted, as it is to be taken back.
        """
        with self._lock:
            self._note_replaced(draft)
            write_private(self._file(draft.id), json.dumps(asdict(draft), ensure_ascii=False))

    def put(self, new: Draft, *, instead_of: Draft) -> None:
        """Keep a draft if it still says what it said before, whatever it was judged into.

        Raises:
            DraftChanged, DraftGone: it says something else by now, or is not there any more.
        """
        with self._lock:
            now = self.one(new.id)
            if replace(now, batch=instead_of.batch) != instead_of:
                raise DraftChanged
            self.save(new)

    def choose(self, draft: Draft, **values: Any) -> None:
        """Choose values in a draft as it is by now, unless it has another list than `draft` meanwhile.

        What was judged with others does not count any more.

        Raises:
            DraftGone: it is not there any more.
        """
        with self._lock:
            now = self.one(draft.id)
            new = now.chosen(**values)
            if now.arrival == draft.arrival and new.values != now.values:
                self.save(replace(new, batch=None))

    def place(self, draft: Draft) -> Path:
        """Return the folder of a draft."""
        return self.folder / _known(draft.id)

    def list_path(self, draft: Draft) -> Path:
        """Return where the list of a draft lies."""
        return self.place(draft) / draft.list_file

    def with_list(self, draft: Draft, name: str, content: Path) -> Draft:
        """Take a list over, under a name of our own; the one before is removed.

        What was judged, and how the list before was to be read, holds no longer; the texts stay, as they
        are by now: a long list takes a while to arrive.
        """
        with self._lock:
            now = self.one(draft.id)
            values = {key: value for key, value in now.values.items() if key not in OF_ONE_LIST}
            new = Draft(
                id=now.id,
                list_name=name,
                list_file=f"{LIST_FOLDER}/{file_name(name)}",
                arrival=secrets.token_hex(8),
                values=values,
                texts=now.texts,
            )
            shutil.rmtree(self.place(draft) / LIST_FOLDER, ignore_errors=True)
            (self.place(draft) / LIST_FOLDER).mkdir(mode=0o700)
            shutil.move(content, self.list_path(new))
            self.list_path(new).chmod(0o600)
            self.save(new)
        return new

    def replaced(self, draft: Draft) -> list[int]:
        """Return the batches that a draft was judged into before, and that have yet to be taken back."""
        try:
            return [int(line) for line in self._replaced_file(draft).read_text("utf-8").split()]
        except FileNotFoundError:
            return []

    def keep_replaced(self, draft: Draft, rest: Iterable[int]) -> None:
        """Hear which of them are left."""
        lines = "".join(f"{number}\n" for number in rest)
        if lines:
            self._replaced_file(draft).write_text(lines, "utf-8")
        else:
            self._replaced_file(draft).unlink(missing_ok=True)

    def _note_replaced(self, draft: Draft) -> None:
        try:
            before = self.one(draft.id).batch
        except DraftGone:
            return  # it is written for the first time
        if before is not None and before != draft.batch:
            with self._replaced_file(draft).open("a", encoding="utf-8") as file:
                file.write(f"{before}\n")

    def _replaced_file(self, draft: Draft) -> Path:
        return self.place(draft) / "replaced"

    def remove(self, draft: Draft) -> None:
        """Remove a draft and its list."""
        shutil.rmtree(self.place(draft), ignore_errors=True)

    def every(self) -> Iterator[tuple[Draft, datetime]]:
        """Yield each draft and when it was saved last, the newest first."""
        files = sorted(
            self.folder.glob(f"*/{_FILE}"), key=lambda f: f.stat().st_mtime, reverse=True
        )
        for file in files:
            with suppress(OSError, DraftGone):  # removed meanwhile
                saved = datetime.fromtimestamp(file.stat().st_mtime, UTC)
                yield self.one(file.parent.name), saved

    def _file(self, draft_id: str) -> Path:
        return self.folder / _known(draft_id) / _FILE


def _known(draft_id: str) -> str:
    """Return an id as a folder is named by it.

    Raises:
        DraftGone: it is none of ours.
    """
    if not _ID.fullmatch(draft_id):
        raise DraftGone
    return draft_id


def file_name(name: str) -> str:
    """Name an uploaded list on disk: by safe letters of its own name, which results are named by, too."""
    stem, suffix = Path(name).stem, Path(name).suffix.lower()
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().casefold()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "contatos"
    return f"{slug}{suffix if suffix in _SUFFIXES else ''}"
