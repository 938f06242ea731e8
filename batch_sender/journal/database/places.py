"""Tell network drives and synchronised folders, where a journal is not safe.

SQLite's write-ahead log needs memory that all its users share, so it does not work over a network
(https://www.sqlite.org/wal.html), and a synchronised folder may bring back an older file.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Final

from batch_sender.journal.errors import JournalOnNetworkDrive

_NETWORK: Final = frozenset({
    "9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs2", "glusterfs", "gpfs",
    "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "prl_fs", "pvfs2", "smb3", "smbfs",
    "vboxsf", "virtiofs", "vmhgfs", "webdav",
})  # fmt: skip
_NETWORK_IN_USER_SPACE: Final = frozenset({
    "ceph", "curlftpfs", "davfs", "davfs2", "gcsfuse", "glusterfs", "goofys", "gvfsd-fuse",
    "juicefs", "moosefs", "rclone", "s3fs", "smbnetfs", "sshfs", "vmhgfs-fuse",
})  # fmt: skip

_SYNCHRONISED: Final[Mapping[str, str]] = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "meu drive": "Google Drive",
    "icloud drive": "iCloud Drive",
    "iclouddrive": "iCloud Drive",
    "com~apple~clouddocs": "iCloud Drive",
    "mobile documents": "iCloud Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "pcloud drive": "pCloud",
    "pclouddrive": "pCloud",
    "megasync": "MEGA",
    "box sync": "Box",
}
# Behind these stands the account: "OneDrive - Empresa", "GoogleDrive-ana@empresa.com".
_WITH_ACCOUNT: Final = ("onedrive", "dropbox", "googledrive", "google drive", "nextcloud")
_VARIABLES: Final = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")

_DRIVE_REMOTE: Final = 4
"""What Windows' GetDriveTypeW answers for a network drive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """What a machine knows of its drives.

    `mounts`: Linux's /proc/self/mountinfo or what macOS' `mount` prints, asked for only when
    needed; `drive_type`: Windows' GetDriveTypeW of a drive's root.
    """

    platform: str
    mounts: Callable[[], str]
    drive_type: Callable[[str], int]


def refuse_network_drive(path: Path, system: System) -> None:
    """Let a path pass unless it surely lies on a network drive.

    Raises:
        JournalOnNetworkDrive: it does.
    """
    kind = network_kind(path, system)
    if kind is not None:
        raise JournalOnNetworkDrive(location=str(path), kind=kind)


def network_kind(path: PurePath, system: System) -> str | None:
    """Return the kind of network drive that an absolute path lies on; None: none, or not known."""
    if system.platform == "win32":
        return _windows_kind(str(path), system.drive_type)
    found = _mounted_at(_resolved(path), _mounts(system))
    if found is None:
        return None
    kind = found.lower()
    in_user_space = kind.removeprefix("fuse.")
    remote = kind in _NETWORK or (in_user_space != kind and in_user_space in _NETWORK_IN_USER_SPACE)
    return found if remote else None


def synchronised_by(path: PurePath, environment: Mapping[str, str]) -> str | None:
    """Name the service that keeps this folder the same on several machines; None: none known."""
    for name in _VARIABLES:
        root = environment.get(name)
        if root and _key(path).is_relative_to(_key(type(path)(root))):
            return "OneDrive"
    for part in path.parent.parts:
        service = _service(part.casefold())
        if service is not None:
            return service
    return None


def this_system() -> System:
    """Return what this machine knows of its drives."""
    return System(
        platform=sys.platform,
        mounts=_printed_by_mount if sys.platform == "darwin" else _mountinfo,
        drive_type=_drive_type,
    )


# ── Linux and macOS ───────────────────────────────────────────────────────────────────────────


def _resolved(path: PurePath) -> PurePosixPath:
    # Links count: what matters is where the file really is. Its last parts may not exist yet.
    return PurePosixPath(path.resolve() if isinstance(path, Path) else path)


def _mounts(system: System) -> Iterator[tuple[PurePosixPath, str]]:
    try:
        printed = system.mounts()
    except (OSError, subprocess.SubprocessError):
        return
    read = _mac_mount if system.platform == "darwin" else _linux_mount
    for line in printed.splitlines():
        mount = read(line)
        if mount is not None:
            yield mount


def _mounted_at(path: PurePosixPath, mounts: Iterator[tuple[PurePosixPath, str]]) -> str | None:
    """Return the kind of the mount that is nearest above a path; of several at one place the last."""
    best, kind = -1, None
    for point, found in mounts:
        if len(point.parts) >= best and path.is_relative_to(point):
            best, kind = len(point.parts), found
    return kind


def _linux_mount(line: str) -> tuple[PurePosixPath, str] | None:
    """Read a line of /proc/self/mountinfo (proc(5)): the fifth field, and the first behind "-"."""
    before, _, behind = line.partition(" - ")
    fields, kinds = before.split(" "), behind.split(" ")
    if len(fields) < 6 or not kinds[0]:
        return None
    return PurePosixPath(_unescaped(fields[4])), kinds[0]


def _unescaped(field: str) -> str:
    for code, sign in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        field = field.replace(code, sign)
    return field


def _mac_mount(line: str) -> tuple[PurePosixPath, str] | None:
    """Read a line such as `//ana@server/dados on /Volumes/dados (smbfs, nodev, nosuid)`."""
    place, bracket, options = line.rpartition(" (")
    _, on, point = place.partition(" on ")
    if not bracket or not on:
        return None
    return PurePosixPath(point), options.rstrip(")").split(",")[0].strip()


def _mountinfo() -> str:
    return Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")


def _printed_by_mount() -> str:
    done = subprocess.run(
        ["/sbin/mount"], capture_output=True, encoding="utf-8", check=True, timeout=5
    )
    return done.stdout


# ── Windows ───────────────────────────────────────────────────────────────────────────────────


def _windows_kind(path: str, drive_type: Callable[[str], int]) -> str | None:
    plain = path.replace("/", "\\")
    if plain[:8].upper() == "\\\\?\\UNC\\":
        return "UNC"
    if plain.startswith(("\\\\?\\", "\\\\.\\")):
        plain = plain[4:]
    drive = PureWindowsPath(plain).drive
    if drive.startswith("\\\\"):
        return "UNC"
    return drive if drive and drive_type(drive + "\\") == _DRIVE_REMOTE else None


def _drive_type(root: str) -> int:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows alone has what is asked of it

        kind: int = ctypes.windll.kernel32.GetDriveTypeW(root)
    else:
        kind = 0
    return kind


# ── folders that are kept the same elsewhere ──────────────────────────────────────────────────


def _service(part: str) -> str | None:
    if part in _SYNCHRONISED:
        return _SYNCHRONISED[part]
    for name in _WITH_ACCOUNT:
        if part.startswith((f"{name} ", f"{name}-")):
            return _SYNCHRONISED[name]
    return None


def _key(path: PurePath) -> PurePath:
    return type(path)(os.path.normpath(str(path).casefold())) if str(path) else path
