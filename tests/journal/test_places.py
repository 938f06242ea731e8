"""Where a journal may lie: never on a network drive, and with a warning where folders are synchronised."""

import subprocess
import sys
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from batch_sender.journal import Journal
from batch_sender.journal.database.engine import open_engine
from batch_sender.journal.database.places import System, network_kind, synchronised_by, this_system
from batch_sender.journal.errors import JournalOnNetworkDrive

# As Linux prints it (proc(5)); the optional fields before the dash come in any number.
MOUNTINFO = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:21 / /proc rw - proc proc rw
30 22 0:40 / /srv rw,relatime shared:9 master:3 - nfs4 server:/export rw,vers=4.2
31 30 8:2 / /srv/local rw,relatime - xfs /dev/sdb1 rw
32 22 0:41 / /mnt/minha\040rede rw - cifs //server/dados rw
33 22 0:42 / /home/ana/remoto rw - fuse.sshfs ana@server: rw
34 22 0:43 / /home/ana/usb rw - fuseblk /dev/sdc1 rw
35 22 0:44 / /mnt/c rw - 9p drvfs rw
36 22 0:45 / /home/ana/cofre rw - fuse.gocryptfs /dados rw
37 22 0:46 / /net/auto rw - autofs systemd-1 rw
38 37 0:47 / /net/auto rw - nfs server:/auto rw
39 22 0:48 / /mnt/over rw - cifs //server/old rw
40 39 0:49 / /mnt/over rw - tmpfs tmpfs rw
a line that is cut
"""

posix = pytest.mark.skipif(sys.platform == "win32", reason="Linux's mounts have Linux's paths")

MAC_MOUNTS = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
//ana@server/dados on /Volumes/dados (smbfs, nodev, nosuid, mounted by ana)
server:/export on /Volumes/on the net (nfs)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
"""


def linux(mounts: str = MOUNTINFO) -> System:
    return System(platform="linux", mounts=lambda: mounts, drive_type=lambda _root: 0)


def mac() -> System:
    return System(platform="darwin", mounts=lambda: MAC_MOUNTS, drive_type=lambda _root: 0)


def windows() -> System:
    """Z: is a network drive, every other a disk of its own."""
    kinds = {"Z:\\": 4}
    return System(platform="win32", mounts=str, drive_type=lambda root: kinds.get(root, 3))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/ana/journal.sqlite3", None),
        ("/srv/journal.sqlite3", "nfs4"),
        ("/srv/local/journal.sqlite3", None),  # a disk mounted inside a network drive
        ("/srvother/journal.sqlite3", None),  # only named alike
        ("/mnt/minha rede/j.sqlite3", "cifs"),
        ("/home/ana/remoto/a/b/j.sqlite3", "fuse.sshfs"),
        ("/home/ana/usb/j.sqlite3", None),
        ("/home/ana/cofre/j.sqlite3", None),  # in user space, and on this machine
        ("/mnt/c/Users/ana/j.sqlite3", "9p"),  # a Windows drive, seen from WSL
        ("/net/auto/j.sqlite3", "nfs"),  # the later of two mounts is what is there
        ("/mnt/over/j.sqlite3", None),  # likewise
    ],
)
def test_network_drives_of_linux_are_told(path: str, kind: str | None) -> None:
    assert network_kind(PurePosixPath(path), linux()) == kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/Users/ana/j.sqlite3", None),
        ("/Volumes/dados/j.sqlite3", "smbfs"),
        ("/Volumes/on the net/j.sqlite3", "nfs"),
        ("/Volumes/dados2/j.sqlite3", None),
    ],
)
def test_network_drives_of_macos_are_told(path: str, kind: str | None) -> None:
    assert network_kind(PurePosixPath(path), mac()) == kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (r"C:\Users\ana\j.sqlite3", None),
        (r"Z:\dados\j.sqlite3", "Z:"),
        (r"\\server\dados\j.sqlite3", "UNC"),
        ("//server/dados/j.sqlite3", "UNC"),
        (r"\\?\UNC\server\dados\j.sqlite3", "UNC"),
        (r"\\?\unc\server\dados\j.sqlite3", "UNC"),
        (r"\\?\C:\Users\ana\j.sqlite3", None),
        (r"\\?\Z:\j.sqlite3", "Z:"),
    ],
)
def test_network_drives_of_windows_are_told(path: str, kind: str | None) -> None:
    assert network_kind(PureWindowsPath(path), windows()) == kind


def no_answer() -> str:
    raise OSError


def no_such_program() -> str:
    raise subprocess.CalledProcessError(1, "mount")


@pytest.mark.parametrize("mounts", [no_answer, no_such_program, str, lambda: "?\n- \n - nfs\n"])
def test_what_is_not_known_is_allowed(mounts: object) -> None:
    for platform in ("linux", "darwin", "freebsd14"):
        system = System(platform=platform, mounts=mounts, drive_type=lambda _root: 0)  # type: ignore[arg-type]  # a table of callables
        assert network_kind(PurePosixPath("/srv/j.sqlite3"), system) is None


@posix
def test_a_link_to_a_network_drive_is_one(tmp_path: Path) -> None:
    (tmp_path / "net").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "net")
    system = linux(f"30 22 0:40 / {tmp_path / 'net'} rw - nfs4 server:/ rw")
    assert network_kind(tmp_path / "link" / "j.sqlite3", system) == "nfs4"
    assert network_kind(tmp_path / "j.sqlite3", system) is None


@posix
def test_a_journal_on_a_network_drive_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    place = tmp_path / "net"
    system = linux(f"30 22 0:40 / {tmp_path} rw - nfs4 server:/ rw")
    with pytest.raises(JournalOnNetworkDrive) as refused:
        open_engine(place / "journal.sqlite3", system)
    assert "nfs4" in refused.value.message
    assert str(place) in refused.value.message
    assert not place.exists()


def test_this_machines_own_disk_is_none(tmp_path: Path) -> None:
    assert network_kind(tmp_path / "j.sqlite3", this_system()) is None
    Journal(tmp_path / "j.sqlite3").close()


WINDOWS = {"OneDrive": r"C:\Users\ana\Nuvem", "OneDriveCommercial": ""}


@pytest.mark.parametrize(
    ("path", "service"),
    [
        (PurePosixPath("/home/ana/Dropbox/envios/j.sqlite3"), "Dropbox"),
        (PurePosixPath("/home/ana/Nextcloud/j.sqlite3"), "Nextcloud"),
        (PurePosixPath("/Users/ana/Library/Mobile Documents/x/j.sqlite3"), "iCloud Drive"),
        (
            PurePosixPath("/Users/ana/Library/CloudStorage/GoogleDrive-ana@loja.com/j.sqlite3"),
            "Google Drive",
        ),
        (PureWindowsPath(r"C:\Users\ana\OneDrive - Loja Ltda\j.sqlite3"), "OneDrive"),
        (PureWindowsPath(r"C:\Users\ana\NUVEM\envios\j.sqlite3"), "OneDrive"),  # by its variable
        (PureWindowsPath(r"G:\Meu Drive\j.sqlite3"), "Google Drive"),
        (PureWindowsPath(r"C:\Users\ana\Nuvem 2\j.sqlite3"), None),
        (PureWindowsPath(r"C:\Users\ana\AppData\Local\batch-sender\j.sqlite3"), None),
        (PurePosixPath("/home/ana/dropboxes/j.sqlite3"), None),
        (PurePosixPath("/home/ana/envios/dropbox"), None),  # the file's own name says nothing
    ],
)
def test_synchronised_folders_are_named(path: PurePath, service: str | None) -> None:
    environment = WINDOWS if isinstance(path, PureWindowsPath) else {}
    assert synchronised_by(path, environment) == service
