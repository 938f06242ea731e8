"""Read an object store (S3) through fsspec's s3fs: list a folder, read a file, each within bounds.

Credentials and endpoint are those of the environment and the AWS configuration, as s3fs finds them;
they are never asked for, shown or kept here. Loaded only where a batch's files lie in a store.
"""

import threading
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final

from batch_sender.compose.errors import (
    StoreBucketMissing,
    StoreDenied,
    StoreError,
    StoreExtraMissing,
    StoreNotReached,
)
from batch_sender.compose.media.facts import MediaFault, MediaRefusal
from batch_sender.language import _
from batch_sender.models.places import StoreAddress

MOST_LISTED: Final = 100_000
"""Names that are read of a folder; of a larger one each file is asked for."""

_PAGE: Final = 1000  # names at a time: what S3 gives at most
_PIECE: Final = 1024 * 1024  # bytes
_PATIENCE: Final = 30.0  # seconds to answer, whatever the file
_SLOWEST: Final = 256 * 1024  # bytes a second, on top of that
_CONNECTIONS: Final = 32
_TRIES: Final = 3
_MISSING: Final = frozenset({"NoSuchKey", "404", "NotFound"})
_UNREADABLE: Final = frozenset({"InvalidObjectState"})  # it lies in an archive
_NOT_MODIFIED: Final = frozenset({"304", "NotModified", "PreconditionFailed"})


class Unmodified(Exception):
    """The object is still the one whose tag was named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What lies under a folder: bytes of each file by its name from there. `whole`: nothing was left out."""

    sizes: Mapping[str, int]
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read of an object: how many bytes, and the tag that changes with its content."""

    size: int
    tag: str


def is_installed() -> bool:
    """Say whether object stores can be read here at all."""
    return find_spec("s3fs") is not None


class Store:
    """One way to the store, for any number of threads; opened when it is first asked.

    Raises, by any of its questions:
        StoreError: it cannot be read; the subclass says why.
    """

    def listing(self, folder: StoreAddress, *, flat: bool) -> Listing:
        """List a folder: with all that lies in folders below (`flat`), or what lies in it alone."""
        prefix = f"{folder.key}/" if folder.key else ""
        asked: dict[str, Any] = {"Bucket": folder.bucket, "Prefix": prefix, "MaxKeys": _PAGE}
        if not flat:
            asked["Delimiter"] = "/"
        sizes: dict[str, int] = {}
        more: dict[str, str] = {}
        while True:
            page = _wait_for(_call("list_objects_v2", asked | more), folder, _PATIENCE)
            for each in page.get("Contents", ()):
                sizes[each["Key"].removeprefix(prefix)] = each["Size"]
            for each in page.get("CommonPrefixes", ()):
                sizes[each["Prefix"].removeprefix(prefix)] = 0
            if not page.get("IsTruncated") or len(sizes) >= MOST_LISTED:
                sizes.pop("", None)
                return Listing(sizes=sizes, whole=not page.get("IsTruncated"))
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def read(
        self,
        file: StoreAddress,
        *,
        most: int,
        into: Callable[[bytes], object],
        unless: str | None = None,
    ) -> Read | MediaRefusal:
        """Read a file of 1 to `most` bytes once through, piece by piece.

        Raises:
            Unmodified: it still has the tag `unless`.
        """
        patience = _PATIENCE + most / _SLOWEST
        found: Read | MediaRefusal = _wait_for(_read(file, most, into, unless), file, patience)
        return found

    def is_there(self, file: StoreAddress) -> bool:
        """Say whether a file is there, whatever is in it."""
        asked = {"Bucket": file.bucket, "Key": file.key}
        found = _wait_for(_found(_call("head_object", asked)), file, _PATIENCE)
        return found is not None


async def _found(asked: Coroutine[Any, Any, Any]) -> Any:
    try:
        return await asked
    except FileNotFoundError as err:
        if _code_of(err) in _MISSING:
            return None
        raise


async def _read(
    file: StoreAddress, most: int, into: Callable[[bytes], object], unless: str | None
) -> Read | MediaRefusal:
    asked = {"Bucket": file.bucket, "Key": file.key}
    try:
        answer = await _call("get_object", asked | ({"IfNoneMatch": unless} if unless else {}))
    except OSError as err:
        code = _code_of(err)
        if code in _NOT_MODIFIED:
            raise Unmodified from err
        if code in _MISSING or code in _UNREADABLE:
            fault = MediaFault.MISSING if code in _MISSING else MediaFault.UNREADABLE
            return MediaRefusal(fault=fault)
        raise
    body = answer["Body"]
    try:
        return await _pieces(answer, body, most, into)
    finally:
        body.close()  # what is left of it does not come any more


async def _pieces(
    answer: Mapping[str, Any], body: Any, most: int, into: Callable[[bytes], object]
) -> Read | MediaRefusal:
    told, size = int(answer["ContentLength"]), 0
    if told > most:
        return MediaRefusal(fault=MediaFault.TOO_LARGE, size=told)
    while piece := await body.read(_PIECE):
        size += len(piece)
        if size > most:
            return MediaRefusal(fault=MediaFault.TOO_LARGE, size=size)
        into(piece)
    if size != told:
        raise ConnectionError(_("it ended too early"))
    if not size:
        return MediaRefusal(fault=MediaFault.EMPTY, size=0)
    return Read(size=size, tag=answer.get("ETag", ""))


# ── s3fs ──────────────────────────────────────────────────────────────────────────────────────

_opened: Final[list[Any]] = []
_opening: Final = threading.Lock()


def _filesystem() -> Any:
    """Return the one s3fs of this process: opened once, by what the AWS configuration says then."""
    import s3fs  # noqa: PLC0415 - an extra, and slow to load

    with _opening:
        if not _opened:
            retries = {"max_attempts": 1}  # s3fs has tries of its own
            config = {"max_pool_connections": _CONNECTIONS, "retries": retries}
            opened = s3fs.S3FileSystem(
                skip_instance_cache=True, use_listings_cache=False, config_kwargs=config
            )
            opened.retries = _TRIES
            _opened.append(opened)
        return _opened[0]


async def _call(method: str, asked: Mapping[str, Any]) -> Any:
    return await _filesystem()._call_s3(method, **asked)  # noqa: SLF001 - the public one waits in this very loop


def _wait_for(work: Coroutine[Any, Any, Any], place: StoreAddress, patience: float) -> Any:
    """Run work in the loop of s3fs, and turn what goes wrong into an error of ours."""
    import asyncio  # noqa: PLC0415 - for stores alone

    try:
        loop = _filesystem().loop
    except ImportError as err:
        work.close()
        raise StoreExtraMissing(place=place) from err
    try:
        return asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, patience), loop).result()
    except (Unmodified, StoreError):
        raise
    except Exception as err:
        raise _error(err, place, patience) from err


def _error(err: Exception, place: StoreAddress, patience: float) -> StoreError:
    """Name what went wrong by its code: a store's own sentences may hold a key."""
    code = _code_of(err)
    if code == "NoSuchBucket":
        return StoreBucketMissing(bucket=place.bucket)
    if isinstance(err, TimeoutError) and not code:
        what = _("no answer in {n} s").format(n=round(patience))
        return StoreNotReached(place=place, what=what)
    named = code or type(err).__name__
    if isinstance(err, PermissionError) or "Credentials" in named or "Token" in named:
        return StoreDenied(place=place, what=named)
    return StoreNotReached(place=place, what=named)


def _code_of(err: BaseException | None) -> str:
    """Return the store's own code of an error, as s3fs keeps it behind its translation."""
    while err is not None:
        response = getattr(err, "response", None)
        if isinstance(response, Mapping):
            return str(response.get("Error", {}).get("Code", ""))
        err = err.__cause__
    return ""
