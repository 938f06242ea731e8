"""Which files are sent, under which name, and which never are."""

import hashlib
import os
import re
import socket
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.compose.errors import (
    MediaError,
    MediaFileEmpty,
    MediaFileMissing,
    MediaFileMissingNear,
    MediaFileTooLarge,
    MediaFileUnreadable,
    MediaFolderUnusable,
    MediaTypeNotAllowed,
)
from batch_sender.compose.media import (
    CONTENT_TYPES,
    MAX_BYTES,
    MediaChecker,
    MediaContents,
    NotRead,
    Trouble,
    check_media,
    check_whole_list_file,
    safe_name,
)
from batch_sender.models import MediaFile, Problem, ProblemCode

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A media folder with files in it, and a secret beside it."""
    inside = tmp_path / "media"
    (inside / "boletos").mkdir(parents=True)
    (inside / "boletos" / "João 1.pdf").write_bytes(b"%PDF-1.4 joao")
    (inside / "foto.JPG").write_bytes(b"\xff\xd8\xff")
    (inside / "vazio.pdf").touch()
    (inside / "notas.txt").write_text("olá", encoding="utf-8")
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-1.4 secret")
    return inside


def refused(answer: MediaFile | Problem) -> ProblemCode:
    """The code of what has to be a problem."""
    assert isinstance(answer, Problem), answer
    return answer.code


def accepted(answer: MediaFile | Problem) -> MediaFile:
    """What has to be a file."""
    assert isinstance(answer, MediaFile), answer
    return answer


# ── a path of a row ───────────────────────────────────────────────────────────────────────────


def test_a_file_in_the_folder_is_measured_and_safely_named(folder: Path) -> None:
    media = accepted(check_media("boletos/João 1.pdf", folder=folder))
    assert media == MediaFile(
        path=(folder / "boletos" / "João 1.pdf").resolve(),
        name="Joao_1.pdf",
        content_type="application/pdf",
        size=13,
        sha256=hashlib.sha256(b"%PDF-1.4 joao").hexdigest(),
    )


@pytest.mark.parametrize("text", [" foto.JPG ", "./foto.JPG", "boletos//João 1.pdf"])
def test_paths_may_be_written_loosely(folder: Path, text: str) -> None:
    accepted(check_media(text, folder=folder))


def test_the_ending_decides_the_type_whatever_its_case(folder: Path) -> None:
    media = accepted(check_media("foto.JPG", folder=folder))
    assert (media.name, media.content_type) == ("foto.jpg", "image/jpeg")


def test_the_receiver_sees_the_name_asked_for(folder: Path) -> None:
    checker = MediaChecker(folder)
    named = accepted(checker.check("foto.JPG", name="Convite da Ana.png"))
    assert named.name == "Convite_da_Ana.jpg"
    assert accepted(checker.check("foto.JPG")).name == "foto.jpg"  # the next row has its own


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("../secret.pdf", id="the folder above"),
        pytest.param("boletos/../../secret.pdf", id="the folder above, by a detour"),
        pytest.param("boletos/../foto.JPG", id="no .. at all, even where it stays inside"),
        pytest.param("../../etc/passwd", id="the system's own"),
        pytest.param("/etc/passwd.pdf", id="absolute"),
        pytest.param("/dev/zero", id="a device"),
        pytest.param("/proc/self/environ", id="a file without a size"),
        pytest.param("//server/share/a.pdf", id="two slashes"),
        pytest.param("C:/secret.pdf", id="a drive"),
        pytest.param("C:secret.pdf", id="a drive's current folder"),
        pytest.param("\\\\server\\share\\a.pdf", id="a share of Windows"),
        pytest.param("boletos\\João 1.pdf", id="backslash"),
        pytest.param("foto.JPG:stream.pdf", id="a stream of NTFS"),
        pytest.param("https://example.com/a.pdf", id="a web address"),
        pytest.param("file:///etc/passwd.pdf", id="a file address"),
        pytest.param("NUL.pdf", id="a device of Windows"),
        pytest.param("boletos/com1.tar.pdf", id="another one, two endings"),
        pytest.param("a\0.pdf", id="NUL character"),
        pytest.param("a\n.pdf", id="a line break"),
        pytest.param("a\ud800.pdf", id="half a character"),
        pytest.param("boletos/", id="a folder"),
        pytest.param("boletos", id="a folder without its slash"),
        pytest.param("foto.JPG/", id="a file with a folder's slash"),
        pytest.param(".", id="the folder itself"),
        pytest.param("a" * 2000 + ".pdf", id="a very long path"),
        pytest.param("a" * 400 + ".pdf", id="a name too long for the disk"),
        pytest.param("notas.txt", id="text: a broken picture there"),
        pytest.param("lista.csv", id="text, though it is not there either"),
        pytest.param("pagina.html", id="text"),
        pytest.param("foto", id="no ending: lost there"),
        pytest.param(".pdf", id="an ending without a name"),
        pytest.param("foto.JPG.exe", id="a program"),
        pytest.param("foto.", id="a dot and nothing"),
        pytest.param("vazio.pdf", id="an empty file"),
    ],
)
def test_what_may_not_be_sent(folder: Path, text: str) -> None:
    problem = check_media(text, folder=folder)
    assert refused(problem) is ProblemCode.MEDIA_NOT_ALLOWED
    assert isinstance(problem, Problem)
    assert problem.detail.startswith(text)


@pytest.mark.parametrize(
    "text", ["nada.pdf", "boletos/2.pdf", "nada/x.pdf", "foto.JPG/x.pdf", "", " "]
)
def test_what_is_not_there(folder: Path, text: str) -> None:
    assert check_media(text, folder=folder) == Problem(code=ProblemCode.MEDIA_MISSING, detail=text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("boletos/joão 1.pdf", id="case"),
        pytest.param("boletos/Joao 1.pdf", id="accent"),
        pytest.param("Boletos/JOAO  1.PDF", id="case of the folder, accent, blanks"),
        pytest.param(unicodedata.normalize("NFD", "boletos/João 1.pdf"), id="Unicode form"),
    ],
)
def test_a_file_written_otherwise_is_named(folder: Path, text: str) -> None:
    if (folder / text).exists():
        pytest.skip("this file system takes the two for one")
    found = "boletos/João 1.pdf"
    assert check_media(text, folder=folder) == Problem(
        code=ProblemCode.MEDIA_MISSING, detail=f"{text} ≈ {found}"
    )


def test_a_size_over_the_limit_is_refused_and_said(folder: Path) -> None:
    (folder / "grande.pdf").write_bytes(b"x" * 1001)
    assert accepted(check_media("grande.pdf", folder=folder, max_bytes=1001)).size == 1001
    problem = check_media("grande.pdf", folder=folder, max_bytes=1000)
    assert problem == Problem(code=ProblemCode.MEDIA_NOT_ALLOWED, detail="grande.pdf (0.1 MB)")
    assert MAX_BYTES == 16 * 1024 * 1024


@POSIX
def test_links_may_not_lead_out(folder: Path) -> None:
    (folder / "out.pdf").symlink_to(folder.parent / "secret.pdf")
    (folder / "away").symlink_to(folder.parent)
    (folder / "loop.pdf").symlink_to(folder / "loop.pdf")
    (folder / "zero.pdf").symlink_to("/dev/zero")
    for text in ("out.pdf", "away/secret.pdf", "loop.pdf", "zero.pdf"):
        assert refused(check_media(text, folder=folder)) is ProblemCode.MEDIA_NOT_ALLOWED, text
    # nor may a suggestion tell what lies out there
    assert check_media("away/Secret.pdf", folder=folder) == Problem(
        code=ProblemCode.MEDIA_MISSING, detail="away/Secret.pdf"
    )


@POSIX
def test_links_within_the_folder_are_followed(folder: Path) -> None:
    (folder / "link.pdf").symlink_to(folder / "boletos" / "João 1.pdf")
    media = accepted(check_media("link.pdf", folder=folder))
    assert (media.name, media.size) == ("link.pdf", 13)
    linked = folder.parent / "linked"
    linked.symlink_to(folder)
    accepted(check_media("foto.JPG", folder=linked))


@POSIX
@pytest.mark.timeout(60)
def test_pipes_are_not_opened(folder: Path) -> None:
    os.mkfifo(folder / "pipe.pdf")
    assert refused(check_media("pipe.pdf", folder=folder)) is ProblemCode.MEDIA_NOT_ALLOWED
    with pytest.raises(MediaFileUnreadable):
        check_whole_list_file(folder / "pipe.pdf")


@POSIX
@pytest.mark.timeout(10)
def test_devices_are_not_read(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "s.pdf"))
        assert refused(check_media("s.pdf", folder=folder)) is ProblemCode.MEDIA_NOT_ALLOWED
    for device in ("/dev/zero", "/dev/tty", "/dev/stdin"):
        with pytest.raises(MediaFileUnreadable):
            check_whole_list_file(Path(device))


def test_a_folder_named_like_a_file_is_not_sent(folder: Path) -> None:
    (folder / "pasta.pdf").mkdir()
    assert refused(check_media("pasta.pdf", folder=folder)) is ProblemCode.MEDIA_NOT_ALLOWED


def test_the_media_folder_has_to_be_there(folder: Path) -> None:
    for path in (folder / "nada", folder / "foto.JPG"):
        with pytest.raises(MediaFolderUnusable, match=re.escape(str(path))):
            MediaChecker(path)


@given(st.text(max_size=60))
def test_any_path_gets_an_answer(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert isinstance(check_media(text, folder=folder), Problem)


# ── many rows ─────────────────────────────────────────────────────────────────────────────────


def test_a_file_for_all_is_read_once(folder: Path) -> None:
    checker = MediaChecker(folder)
    first = checker.check("foto.JPG")
    (folder / "foto.JPG").unlink()
    assert all(checker.check("foto.JPG") == first for _ in range(1000))


def test_what_is_remembered_is_bounded(folder: Path) -> None:
    checker = MediaChecker(folder)
    accepted(checker.check("foto.JPG"))
    for i in range(2000):
        checker.check(f"{i}.txt")
    (folder / "foto.JPG").unlink()
    assert refused(checker.check("foto.JPG")) is ProblemCode.MEDIA_MISSING


def read(media: MediaFile) -> bytes | Trouble:
    """What is read right before it leaves, or the trouble."""
    found = MediaContents().of(media)
    return found.trouble if isinstance(found, NotRead) else found


def test_a_checked_file_that_changes_is_noticed(folder: Path) -> None:
    path = folder / "foto.JPG"
    media = accepted(check_media("foto.JPG", folder=folder))
    assert read(media) == b"\xff\xd8\xff"
    for other in (b"\xff\xd8\xfe", b"\xff\xd8\xff\xff", b"\xff\xd8", b""):
        path.write_bytes(other)
        assert read(media) is Trouble.CHANGED, other
    path.write_bytes(b"\xff\xd8\xff")
    assert read(media) == b"\xff\xd8\xff"
    path.unlink()
    assert read(media) is Trouble.MISSING
    path.mkdir()
    assert read(media) is Trouble.CHANGED


@POSIX
@pytest.mark.timeout(60)
def test_a_pipe_in_a_files_place_is_not_waited_for(folder: Path) -> None:
    media = accepted(check_media("foto.JPG", folder=folder))
    media.path.unlink() if isinstance(media.path, Path) else None
    os.mkfifo(folder / "foto.JPG")
    assert read(media) is Trouble.CHANGED


@POSIX
def test_a_path_is_kept_as_the_folder_was_named(folder: Path) -> None:
    """Where the folder is a link, another machine has it under the same name, elsewhere."""
    linked = folder.parent / "share"
    linked.symlink_to(folder)
    assert accepted(check_media("foto.JPG", folder=linked)).path == linked / "foto.JPG"


# ── one file for the whole list ───────────────────────────────────────────────────────────────


def test_one_file_for_all_may_lie_anywhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    media = check_whole_list_file(Path("..") / "secret.pdf", name="Tabela de preços")
    assert (media.name, media.content_type) == ("Tabela_de_precos.pdf", "application/pdf")
    assert isinstance(media.path, Path)
    assert media.path.is_absolute()
    assert read(media) == b"%PDF-1.4 secret"
    assert check_whole_list_file(Path("foto.JPG")).name == "foto.jpg"


def _write(size: int) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(b"x" * size)


@pytest.mark.parametrize(
    ("name", "make", "error"),
    [
        pytest.param("a.pdf", lambda _: None, MediaFileMissing, id="not there"),
        pytest.param("a.pdf", Path.mkdir, MediaFileUnreadable, id="a folder"),
        pytest.param("a.txt", _write(5), MediaTypeNotAllowed, id="text"),
        pytest.param("a", _write(5), MediaTypeNotAllowed, id="no ending"),
        pytest.param("a.txt", _write(101), MediaTypeNotAllowed, id="text, and too large"),
        pytest.param("a.pdf", Path.touch, MediaFileEmpty, id="empty"),
        pytest.param("a.pdf", _write(101), MediaFileTooLarge, id="too large"),
    ],
)
def test_what_is_wrong_with_one_file_for_all_is_said(
    tmp_path: Path, name: str, make: Callable[[Path], object], error: type[MediaError]
) -> None:
    make(tmp_path / name)
    with pytest.raises(error) as raised:
        check_whole_list_file(tmp_path / name, max_bytes=100)
    assert type(raised.value) is error
    assert str(tmp_path / name) in raised.value.message
    assert raised.value.next


def test_one_file_for_all_written_otherwise_is_suggested(folder: Path) -> None:
    if (folder / "Foto.jpg").exists():
        pytest.skip("this file system takes the two for one")
    with pytest.raises(MediaFileMissingNear) as raised:
        check_whole_list_file(folder / "Foto.jpg")
    assert str(folder / "foto.JPG") in raised.value.next
    assert raised.value.code == MediaFileMissing.code


# ── names ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "extension", "safe"),
    [
        ("boleto", ".pdf", "boleto.pdf"),
        ("Boleto de Março – João", ".pdf", "Boleto_de_Marco_Joao.pdf"),
        ("boleto.pdf", ".pdf", "boleto.pdf"),
        ("boleto.PDF", ".pdf", "boleto.pdf"),
        ("foto.png", ".jpg", "foto.jpg"),
        ("relatório v1.2", ".pdf", "relatorio_v1_2.pdf"),
        ("fatura.2024.pdf", ".PDF", "fatura_2024.pdf"),
        ("$(rm -rf ~);`id`|&.mp3", ".mp3", "rm_-rf_id.mp3"),
        ("../../etc/passwd", ".pdf", "etc_passwd.pdf"),
        ("-rf", ".pdf", "rf.pdf"),
        (".htaccess", ".pdf", "htaccess.pdf"),
        ("документ", ".pdf", "arquivo.pdf"),
        ("", ".pdf", "arquivo.pdf"),
        ("...", ".pdf", "arquivo.pdf"),
        ("😀", ".jpg", "arquivo.jpg"),
        ("CON", ".pdf", "arquivo_CON.pdf"),
        ("lpt1.pdf", ".pdf", "arquivo_lpt1.pdf"),
        ("ﬁcha Nº 3", ".pdf", "ficha_No_3.pdf"),
        ("linha\r\nX-Header: 1", ".pdf", "linha_X-Header_1.pdf"),
        ('a"b;filename="c', ".pdf", "a_b_filename_c.pdf"),
    ],
)
def test_names_the_api_takes_unharmed(name: str, extension: str, safe: str) -> None:
    assert safe_name(name, extension=extension) == safe


@given(st.text(max_size=300), st.sampled_from(sorted(CONTENT_TYPES)))
def test_any_name_becomes_a_safe_one_and_stays_it(name: str, extension: str) -> None:
    safe = safe_name(name, extension=extension)
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*\.[a-z0-9]+", safe)
    assert safe.endswith(extension)
    assert len(safe) <= 100
    assert safe_name(safe, extension=extension) == safe


@pytest.mark.parametrize("name", ["a" * 300, "CON" * 100, "ação " * 60, "x" * 79 + "-" * 30])
def test_long_names_are_cut_before_their_ending(name: str) -> None:
    safe = safe_name(name, extension=".docx")
    assert 80 <= len(safe) <= 100 or name.startswith("x")
    assert re.fullmatch(r"[A-Za-z0-9_]+[A-Za-z0-9]\.docx", safe)


def test_nothing_that_the_api_breaks_is_on_the_list() -> None:
    assert all(re.fullmatch(r"\.[a-z0-9]{3,4}", extension) for extension in CONTENT_TYPES)
    assert all(
        re.fullmatch(r"(image|audio|video|application)/[a-z0-9.+-]+", kind)
        for kind in CONTENT_TYPES.values()
    )
    assert not {".txt", ".csv", ".html", ".xml", ".vcf", ".svg"} & CONTENT_TYPES.keys()
