"""The few calls to Windows about drives: letters, labels, and ejecting. Nothing else knows ctypes."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

GENERIC_READ, GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING = 0x80000000, 0x40000000, 3, 3
FSCTL_LOCK_VOLUME, FSCTL_DISMOUNT_VOLUME = 0x90018, 0x90020
IOCTL_MEDIA_REMOVAL, IOCTL_EJECT_MEDIA = 0x2D4804, 0x2D4808
INVALID = ctypes.c_void_p(-1).value


class WindowsCalls:
    """kernel32, as far as it is needed."""

    def __init__(self, kernel: Any = None) -> None:
        """Take the system's own kernel32; tests give another."""
        self._kernel = kernel if kernel is not None else _kernel32()

    def letters(self) -> list[str]:
        """Return the letters in use."""
        mask = int(self._kernel.GetLogicalDrives())
        return [chr(ord("A") + at) for at in range(26) if mask >> at & 1]

    def kind(self, root: str) -> int:
        """Return GetDriveType's number: 2 removable, 3 fixed, 4 network, 5 disc."""
        return int(self._kernel.GetDriveTypeW(root))

    def volume(self, root: str) -> tuple[str, str, int] | None:
        """Return label, file system and flags; None for an empty slot."""
        label, system = ctypes.create_unicode_buffer(261), ctypes.create_unicode_buffer(261)
        flags = ctypes.c_uint32()
        done = self._kernel.GetVolumeInformationW(root, label, 261, None, None, ctypes.byref(flags), system, 261)
        return (label.value, system.value, flags.value) if done else None

    def eject(self, letter: str) -> str:
        """Flush, lock, dismount and eject `E:`; returns the step that was refused, “” where all went well."""
        handle = self._kernel.CreateFileW(
            f"\\\\.\\{letter}", GENERIC_READ | GENERIC_WRITE, SHARE_ALL, None, OPEN_EXISTING, 0, None
        )
        if handle in (None, INVALID, -1):
            return "open"
        try:
            self._kernel.FlushFileBuffers(handle)
            for step, code in (("lock", FSCTL_LOCK_VOLUME), ("dismount", FSCTL_DISMOUNT_VOLUME)):
                if not self._control(handle, code):
                    return step
            self._control(handle, IOCTL_MEDIA_REMOVAL, b"\0")
            return "" if self._control(handle, IOCTL_EJECT_MEDIA) else "eject"
        finally:
            self._kernel.CloseHandle(handle)

    def _control(self, handle: Any, code: int, given: bytes = b"") -> bool:
        back = ctypes.c_uint32()
        told = ctypes.create_string_buffer(given, len(given)) if given else None
        return bool(self._kernel.DeviceIoControl(handle, code, told, len(given), None, 0, ctypes.byref(back), None))


def _kernel32() -> Any:
    if sys.platform != "win32":
        raise OSError("no Windows here")
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateFileW.restype = ctypes.c_void_p
    for name in ("FlushFileBuffers", "CloseHandle"):
        getattr(kernel, name).argtypes = [ctypes.c_void_p]
    kernel.DeviceIoControl.argtypes = [
        ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p, ctypes.c_uint32,
        ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p, ctypes.c_void_p,
    ]  # fmt: skip
    return kernel
