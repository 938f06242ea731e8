"""Make the keys of messages of what people read; before, they were made of the template's source and cells.

The fold and the hash are a copy of what `compose` did when this was written: it may change, this may not.
These keep the keys they have: messages by a key of their own (`--key`), those whose text was purged and,
of a batch with several texts, the ones that a person did not get and that no other batch says: only
`compose` could fill them.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision, down_revision = "j0004", "j0003"

PIECE = 2000

meta = sa.table("meta", sa.column("key", sa.String), sa.column("value", sa.String))
batches = sa.table("batches", sa.column("id", sa.Integer), sa.column("settings", sa.JSON))
messages = sa.table(
    "messages",
    sa.column("batch_id", sa.Integer),
    sa.column("row", sa.Integer),
    sa.column("person", sa.String),
    sa.column("idempotency_key", sa.String),
    sa.column("other_keys", sa.JSON),
    sa.column("text", sa.Text),
    sa.column("greetings", sa.JSON),
    sa.column("media_sha256", sa.String),
)

other_texts = sa.table(
    "other_texts",
    sa.column("batch_id", sa.Integer),
    sa.column("row", sa.Integer),
    sa.column("key", sa.String),
)


def upgrade() -> None:
    """Write the keys anew: of what was sent, of what waits, and of what may be let in or tried again."""
    connection = op.get_bind()
    secret = connection.execute(sa.select(meta.c.value).where(meta.c.key == "hash_key")).scalar()
    if secret is None:
        return
    several = connection.execute(
        sa.select(sa.exists().where(other_texts.c.key.is_not(None)))
    ).scalar()
    for batch_id, settings in connection.execute(sa.select(batches.c.id, batches.c.settings)).all():
        for piece in () if is_by_name(settings) else pieces(connection, batch_id):
            new = {row.row: key_of(row, bytes.fromhex(secret)) for row in piece}
            write(connection, batch_id, new)
            if several:
                tell_others(connection, [(row.idempotency_key, new[row.row]) for row in piece])


def write(connection: sa.Connection, batch_id: int, keys: Mapping[int, str]) -> None:
    """Give rows of a batch their keys."""
    here = messages.c.batch_id == batch_id
    change = messages.update().where(here, messages.c.row == sa.bindparam("at"))
    values = [{"at": row, "key": key} for row, key in keys.items()]
    connection.execute(change.values(idempotency_key=sa.bindparam("key")), values)


def tell_others(connection: sa.Connection, keys: Sequence[tuple[str, str]]) -> None:
    """Where one of a batch's other texts was known by an old key, let it be known by the new one, too."""
    new: dict[str, list[str]] = {}
    for old, key in keys:
        new.setdefault(old, []).append(key)
    same_row = (messages.c.batch_id == other_texts.c.batch_id) & (
        messages.c.row == other_texts.c.row
    )
    found = sa.select(other_texts, messages.c.other_keys).where(
        same_row, other_texts.c.key.in_(list(new))
    )
    added: dict[tuple[int, int], list[str]] = {}
    for other in connection.execute(found).all():
        known = added.setdefault((other.batch_id, other.row), list(other.other_keys or ()))
        for key in new[other.key]:
            if key not in known:
                known.append(key)
                values = {"batch_id": other.batch_id, "row": other.row, "key": key}
                connection.execute(other_texts.insert().values(values))
    for (batch_id, row), known in added.items():
        here = (messages.c.batch_id == batch_id) & (messages.c.row == row)
        connection.execute(messages.update().where(here).values(other_keys=known))


def is_by_name(settings: Mapping[str, Any]) -> bool:
    """Tell whether a column was named that tells the batch's messages apart, by `--key` or `--map`."""
    fields = (
        unicodedata.normalize("NFKD", field.casefold()) for field, _ in settings.get("map") or ()
    )
    named = {"".join(sign for sign in field if sign.isalnum()) for field in fields}
    return settings.get("key") is not None or not named.isdisjoint(("key", "chave"))


def pieces(connection: sa.Connection, batch_id: int) -> Iterator[Sequence[sa.Row[Any]]]:
    """Yield a batch's messages that hold a text and a key, some at a time."""
    some = sa.select(messages).where(
        messages.c.batch_id == batch_id,
        messages.c.text.is_not(None),
        messages.c.idempotency_key.is_not(None),
    )
    last = -1
    while piece := connection.execute(
        some.where(messages.c.row > last).order_by(messages.c.row).limit(PIECE)
    ).all():
        yield piece
        last = piece[-1].row


def key_of(row: sa.Row[Any], secret: bytes) -> str:
    """Return the key of a message."""
    file = "" if row.media_sha256 is None else f"{row.media_sha256}\0"
    told = f"{row.person}\0{file}{as_read(without_greetings(row.text, row.greetings or ()))}"
    return hashlib.blake2b(
        told.encode("utf-8", "surrogatepass"), key=secret, digest_size=16
    ).hexdigest()


# ── what people read ──────────────────────────────────────────────────────────────────────────

GREETINGS = {"as_is": "\ud800", "lower": "\ud801", "upper": "\ud802"}
JOINERS, TAGS, MARKS = (
    "\u034f\u17b4\u17b5\u180b-\u180f\u200c\u200d",
    "\U000e0020-\U000e007f",
    "\u061c\u200f",
)
LATIN = "\x00-\u024f\u2000-\u200b\u200e-\u206f\ud800-\ud802"
OF_OTHER_DIRECTION = (
    "\u0590-\u061b\u061d-\u08ff\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefe"
    "\U00010800-\U00010fff\U0001e800-\U0001efff"
)
UNUSUAL = re.compile(
    "[^\n\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20cf\u2190-\u21ff\u2500-\u27bf"
    "\ud800-\ud802\U0001f1e6-\U0001faff]"
)
LINE_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
BLANK = re.compile("[\t\xa0\u115f\u1160\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0]")
INVISIBLE = re.compile(
    "[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060-\u2065\u206a-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e001f\U000e0080-\U000e0fff]"
)
DIRECTION = re.compile(f"[{MARKS}\u200e\u202a\u202c\u202d\u2066\u2068\u2069]")
TURNS = re.compile(rf"[{OF_OTHER_DIRECTION}]|[{MARKS}](?=[^\w\x00]*[\d{MARKS}])")
IN_VAIN = re.compile(
    rf"(?:(?<=[{LATIN}])|\A)[{JOINERS}]+|(?<![{JOINERS}])[{JOINERS}]++(?=[{LATIN}]|\Z)"
    f"|(?<![\U0001f3f4{TAGS}])[{TAGS}]+"
)


def without_greetings(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    """Put a sign of its own in place of each greeting."""
    parts, read = [], 0
    for start, end, letters in spans:
        parts += [text[read:start], GREETINGS[letters]]
        read = end
    return "".join([*parts, text[read:]])


def as_read(text: str) -> str:
    """Fold what looks the same."""
    text = text.replace("\xa0", " ").replace("\ufe0f", "")
    if UNUSUAL.search(text):  # of most texts that is all there is to ask
        text = BLANK.sub(" ", LINE_BREAK.sub("\n", text))
        text = INVISIBLE.sub("", text)
        text = text if TURNS.search(text) else DIRECTION.sub("", text)
        text = unicodedata.normalize("NFC", IN_VAIN.sub("", text))
    return re.sub(" +\n", "\n", re.sub("  +", " ", text)).strip(" \n")
