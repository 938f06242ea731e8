"""Files in an object store: found, checked and read like those of a folder, within bounds."""

import hashlib
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from batch_sender.compose.attachments import plan_attachments
from batch_sender.compose.errors import (
    MediaFileEmpty,
    MediaFileMissing,
    MediaFileMissingNear,
    MediaFileTooLarge,
    MediaFolderUnusable,
    MediaPatternIsAddress,
    MediaTypeNotAllowed,
    StoreBucketMissing,
    StoreDenied,
    StoreError,
    StoreNotReached,
)
from batch_sender.compose.media import (
    MediaChecker,
    MediaContents,
    NotRead,
    Trouble,
    check_media,
    check_whole_list_file,
)
from batch_sender.config.errors import (
    StoreAddressHoldsSecret,
    StoreAddressMalformed,
    StoreAddressNotKnown,
)
from batch_sender.config.settings import Settings, from_options
from batch_sender.config.store_addresses import read_address
from batch_sender.models import MediaFile, Problem, ProblemCode
from batch_sender.models.places import StoreAddress
from tests import stores
from tests.stores import BUCKET, LocalStore, local_store

PDF = b"%PDF-1.4 joao"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalStore]:
    """A bucket with a media folder, and a secret beside it."""
    with local_store(monkeypatch) as found:
        found.put("media/boletos/João 1.pdf", PDF)
        found.put("media/foto.JPG", b"\xff\xd8\xff")
        found.put("media/vazio.pdf", b"")
        found.put("media/notas.txt", b"ola")
        found.put("secret.pdf", b"%PDF-1.4 secret")
        found.put("media-2/outra.pdf", b"%PDF-1.4 other")
        yield found


@pytest.fixture
def folder(store: LocalStore) -> StoreAddress:
    return read_address(store.at("media"))


def accepted(answer: MediaFile | Problem) -> MediaFile:
    assert isinstance(answer, MediaFile), answer
    return answer


def refused(answer: MediaFile | Problem) -> ProblemCode:
    assert isinstance(answer, Problem), answer
    return answer.code


def trouble(media: MediaFile, contents: MediaContents | None = None) -> Trouble:
    found = (contents or MediaContents()).of(media)
    assert isinstance(found, NotRead), found
    return found.trouble


# ── addresses ─────────────────────────────────────────────────────────────────────────────────


def test_an_address_is_a_bucket_and_a_folder() -> None:
    assert str(read_address(" s3://b-1/pasta/de janeiro/ ")) == "s3://b-1/pasta/de janeiro"
    assert str(read_address("S3:/b-1")) == "s3://b-1", "a path has lost a slash of it"
    file = read_address("s3://b-1/a/b.PDF")
    assert (file.bucket, file.key, file.name, file.suffix) == ("b-1", "a/b.PDF", "b.PDF", ".PDF")
    assert str(file.parent) == "s3://b-1/a"


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("http://example.com/a", StoreAddressNotKnown),
        ("https://b-1.s3.amazonaws.com/a?X-Amz-Signature=hUsH", StoreAddressNotKnown),
        ("ssh://host/a", StoreAddressNotKnown),
        ("file:///etc", StoreAddressNotKnown),
        ("simplecache::s3://b-1/a", StoreAddressNotKnown),
        ("s3://AKIA:hUsH@b-1/a", StoreAddressHoldsSecret),
        ("s3://AKIA:hU/sH@b-1/a", StoreAddressHoldsSecret),
        ("s3://b-1/a?X-Amz-Signature=hUsH", StoreAddressHoldsSecret),
        ("s3://b-1/a#hUsH", StoreAddressHoldsSecret),
        ("s3://", StoreAddressMalformed),
        ("s3://b-1/../b-2", StoreAddressMalformed),
        ("s3://b-1/a/./b", StoreAddressMalformed),
        ("s3://b-1/a//b", StoreAddressMalformed),
        ("s3://b-1/a\\b", StoreAddressMalformed),
        ("s3://b-1/a::b", StoreAddressMalformed),
        ("s3://b-1/a\nb", StoreAddressMalformed),
    ],
)
def test_what_is_no_address_is_refused_without_showing_a_secret(
    address: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as raised:
        from_options({"media_folder": address})
    assert "hUsH" not in str(raised.value)
    assert "hU/sH" not in str(raised.value)


def test_settings_keep_an_address_as_it_is() -> None:
    kept = from_options({"media_folder": "s3://b-1/a"}).model_dump(mode="json")
    assert kept["media_folder"] == "s3://b-1/a"
    assert Settings(**kept).media_folder == StoreAddress("s3://b-1/a")
    assert from_options({"media_folder": "pasta"}).media_folder == Path("pasta")


# ── a path of a row ───────────────────────────────────────────────────────────────────────────


def test_a_file_is_measured_as_one_on_a_disk_is(folder: StoreAddress) -> None:
    assert accepted(check_media("boletos/João 1.pdf", folder=folder)) == MediaFile(
        path=folder / "boletos/João 1.pdf",
        name="Joao_1.pdf",
        content_type="application/pdf",
        size=len(PDF),
        sha256=hashlib.sha256(PDF).hexdigest(),
    )
    assert accepted(check_media(" ./foto.JPG", folder=folder)).name == "foto.jpg"


NOT_ALLOWED = (
    "../secret.pdf",
    "boletos/../../secret.pdf",
    "/secret.pdf",
    "/media/foto.JPG",
    "//boletos-da-clinica/secret.pdf",
    f"s3://{BUCKET}/secret.pdf",
    f"s3://{BUCKET}/media/foto.JPG",
    "s3://other/secret.pdf",
    "http://127.0.0.1/secret.pdf",
    "file:///etc/passwd.pdf",
    "..\\secret.pdf",
    "arn:aws:s3:us-east-1:1:accesspoint/x/secret.pdf",
    "notas.txt",
    "vazio.pdf",
    "boletos",
    "boletos/",
)
NOT_THERE = (
    "%2e%2e/secret.pdf",
    "..%2fsecret.pdf",
    "%252e%252e/secret.pdf",
    ".. /secret.pdf",
    "．．/secret.pdf",
    "*.JPG",
    "f[o]to.JPG",
    "foto.JPG?versionId=x.pdf",
    "-2/outra.pdf",  # the folder beside, by its ending
    "secret.pdf",
    "nada.pdf",
)


def test_what_may_not_be_sent_or_is_not_there_by_this_very_name(folder: StoreAddress) -> None:
    checker = MediaChecker(folder)
    for texts, code in (
        (NOT_ALLOWED, ProblemCode.MEDIA_NOT_ALLOWED),
        (NOT_THERE, ProblemCode.MEDIA_MISSING),
    ):
        assert {text: refused(checker.check(text)) for text in texts} == dict.fromkeys(texts, code)


@pytest.mark.parametrize("text", ["boletos/joao  1.pdf", "Boletos/JOÃO 1.PDF"])
def test_a_file_written_otherwise_is_named(folder: StoreAddress, text: str) -> None:
    problem = check_media(text, folder=folder)
    assert problem == Problem(code=ProblemCode.MEDIA_MISSING, detail=f"{text} ≈ boletos/João 1.pdf")


def test_a_size_over_the_limit_is_refused_before_it_is_read(
    store: LocalStore, folder: StoreAddress
) -> None:
    store.put("media/grande.pdf", b"x" * 1001)
    problem = check_media("grande.pdf", folder=folder, max_bytes=1000)
    assert problem == Problem(code=ProblemCode.MEDIA_NOT_ALLOWED, detail="grande.pdf (0.1 MB)")
    assert not store.count(f"GET /{BUCKET}/media/grande.pdf")


def test_names_beyond_the_end_of_the_list_are_asked_for(
    store: LocalStore, folder: StoreAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("batch_sender.compose.media.stores.MOST_LISTED", 1)
    monkeypatch.setattr("batch_sender.compose.media.stores._PAGE", 1)
    accepted(check_media("foto.JPG", folder=folder))
    for text, code in {
        "nada.pdf": ProblemCode.MEDIA_MISSING,
        "vazio.pdf": ProblemCode.MEDIA_NOT_ALLOWED,
    }.items():
        problem = check_media(text, folder=folder)
        assert isinstance(problem, Problem)
        assert problem.code is code
    assert store.count("GET") > 3


def test_many_rows_cost_one_listing_and_no_request_for_what_is_missing(
    store: LocalStore, tmp_path: Path
) -> None:
    for n in range(30):
        store.put(f"cobranca/{n}.pdf", PDF + str(n).encode())
    settings = Settings(media="{{ arquivo }}", media_folder=read_address(store.at("cobranca")))
    header = ("arquivo",)
    plan = plan_attachments(
        settings, header=header, written=header, column=None, list_folder=tmp_path
    )
    rows = [(f"{n}.pdf",) for n in range(30)] * 2 + [(f"nada{n}.pdf",) for n in range(200)]
    found = plan.of(rows)
    assert [isinstance(each, MediaFile) for each in found] == [True] * 60 + [False] * 200
    assert store.count(f"GET /{BUCKET}?") == 1, "one listing"
    assert store.count(f"GET /{BUCKET}/cobranca/") == 30, "each file once"
    assert len(store.asked) == 31


def test_a_folder_that_is_not_there(store: LocalStore) -> None:
    with pytest.raises(MediaFolderUnusable, match=re.escape(store.at("nada"))):
        MediaChecker(read_address(store.at("nada")))


# ── a store that is ill ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ill", "error", "said"),
    [
        (stores.DENIED, StoreDenied, "AccessDenied"),
        (stores.BAD_KEY, StoreDenied, "InvalidAccessKeyId"),
        (stores.BROKEN, StoreNotReached, "InternalError"),
    ],
)
def test_a_store_that_refuses_is_said(
    store: LocalStore, folder: StoreAddress, ill: stores.Answer, error: type[StoreError], said: str
) -> None:
    store.ill = ill
    with pytest.raises(error) as raised:
        MediaChecker(folder)
    assert str(folder) in raised.value.message
    assert said in raised.value.message
    assert raised.value.next
    assert "AKIA" not in str(raised.value)


def test_a_store_that_falls_ill_midway_stops_the_judging(
    store: LocalStore, folder: StoreAddress
) -> None:
    checker = MediaChecker(folder)
    store.ill = stores.DENIED
    with pytest.raises(StoreDenied, match="foto"):
        checker.look_ahead(["foto.JPG"])


def test_a_store_that_is_not_there(store: LocalStore, folder: StoreAddress) -> None:
    store.stop()
    with pytest.raises(StoreNotReached, match=re.escape(str(folder))):
        MediaChecker(folder)


def test_a_bucket_that_is_not_there(store: LocalStore) -> None:
    assert store.url
    with pytest.raises(StoreBucketMissing, match="there-is-none"):
        MediaChecker(read_address("s3://there-is-none/media"))


def test_without_credentials(
    store: LocalStore, folder: StoreAddress, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert store.url
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    stores.forget(monkeypatch)
    with pytest.raises(StoreDenied, match="NoCredentialsError"):
        MediaChecker(folder)


# ── one file for the whole list ───────────────────────────────────────────────────────────────


def test_one_file_for_all(store: LocalStore, folder: StoreAddress, tmp_path: Path) -> None:
    settings = Settings(media=store.at("media/foto.JPG"))
    plan = plan_attachments(settings, header=(), written=(), column=None, list_folder=tmp_path)
    (found,) = plan.of([()])
    assert isinstance(found, MediaFile)
    assert (found.path, found.name, found.size) == (folder / "foto.JPG", "foto.jpg", 3)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("nada.pdf", MediaFileMissing),
        ("Foto.jpg", MediaFileMissingNear),
        ("notas.txt", MediaTypeNotAllowed),
        ("vazio.pdf", MediaFileEmpty),
        ("grande.pdf", MediaFileTooLarge),
    ],
)
def test_what_is_wrong_with_one_file_for_all_is_said(
    store: LocalStore, folder: StoreAddress, name: str, error: type[Exception]
) -> None:
    store.put("media/grande.pdf", b"x" * 101)
    with pytest.raises(error) as raised:
        check_whole_list_file(folder / name, max_bytes=100)
    assert type(raised.value) is error
    assert str(folder / name) in str(raised.value)


def test_cells_choose_no_address(store: LocalStore, tmp_path: Path) -> None:
    settings = Settings(media=store.at("{{ pasta }}/a.pdf"))
    header = ("pasta",)
    with pytest.raises(MediaPatternIsAddress):
        plan_attachments(settings, header=header, written=header, column=None, list_folder=tmp_path)


# ── right before it leaves ────────────────────────────────────────────────────────────────────


def test_what_leaves_has_the_digest_that_was_judged(
    store: LocalStore, folder: StoreAddress
) -> None:
    media = accepted(check_media("foto.JPG", folder=folder))
    assert MediaContents().of(media) == b"\xff\xd8\xff"
    for other in (b"\xff\xd8\xfe", b"\xff\xd8", b"\xff\xd8\xff\xff", b""):
        store.put("media/foto.JPG", other)
        assert trouble(media) is Trouble.CHANGED, other
    store.remove("media/foto.JPG")
    assert trouble(media) is Trouble.MISSING


def test_one_file_for_all_is_fetched_once_and_a_change_is_still_seen(
    store: LocalStore, folder: StoreAddress
) -> None:
    media = accepted(check_media("foto.JPG", folder=folder))
    contents = MediaContents()
    store.asked.clear()
    bodies: list[bytes | NotRead] = [contents.of(media) for _ in range(5)]
    assert bodies == [b"\xff\xd8\xff"] * 5
    assert len(store.asked) == 5, "each time it is asked whether it is still the same"
    store.put("media/foto.JPG", b"\xff\xd8\xfe")
    assert trouble(media, contents) is Trouble.CHANGED


@pytest.mark.parametrize(
    ("ill", "found"),
    [
        (stores.DENIED, Trouble.DENIED),
        (stores.SLOW_DOWN, Trouble.AWAY),
        (stores.BROKEN, Trouble.AWAY),
    ],
)
def test_a_store_that_is_ill_says_nothing_against_the_file(
    store: LocalStore, folder: StoreAddress, ill: stores.Answer, found: Trouble
) -> None:
    media = accepted(check_media("foto.JPG", folder=folder))
    store.ill = ill
    assert trouble(media) is found
    assert not MediaContents().is_there(media.path)
    store.ill = None
    assert MediaContents().of(media) == b"\xff\xd8\xff"
    assert MediaContents().is_there(media.path)
    store.stop()
    assert trouble(media) is Trouble.AWAY


def test_nothing_of_a_store_lies_about(
    store: LocalStore, folder: StoreAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.url
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    media = accepted(check_media("foto.JPG", folder=folder))
    assert MediaContents().of(media)
    assert not list(tmp_path.iterdir())


def test_threads_read_side_by_side(store: LocalStore, folder: StoreAddress) -> None:
    files = []
    for n in range(16):
        store.put(f"media/{n}.pdf", PDF + str(n).encode())
        files.append(accepted(check_media(f"{n}.pdf", folder=folder)))
    contents, found = MediaContents(), {}

    def read(media: MediaFile) -> None:
        found[media.name] = contents.of(media)

    threads = [threading.Thread(target=read, args=(each,)) for each in files]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == {f"{n}.pdf": PDF + str(n).encode() for n in range(16)}
