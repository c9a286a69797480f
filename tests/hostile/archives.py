"""Archives that lie, repeat themselves, or hold far more than they weigh."""

import io
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Mapping

CENTRAL = b"PK\x01\x02"
MEGABYTE = 1 << 20


def inflating(
    content: Mapping[str, bytes], name: str, pieces: tuple[bytes, bytes, bytes], times: int
) -> bytes:
    """`name` holds the first piece, the second so many times, and the third; compressed piece by piece."""
    first, repeated, last = pieces
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    head = packer.compress(first) + packer.flush(zlib.Z_FULL_FLUSH)
    body = packer.compress(repeated) + packer.flush(zlib.Z_FULL_FLUSH)
    tail = packer.compress(last) + packer.flush()
    check = zlib.crc32(first)
    for _ in range(times):
        check = zlib.crc32(repeated, check)
    size = len(first) + times * len(repeated) + len(last)
    return with_raw(content, name, head + body * times + tail, size, zlib.crc32(last, check))


def with_raw(content: Mapping[str, bytes], name: str, packed: bytes, size: int, check: int) -> bytes:
    """An archive whose last member is these compressed bytes, under this size and checksum."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for each, text in content.items():
            if each != name:
                made.writestr(each, text)
        info = zipfile.ZipInfo(name)
        info.compress_type, info.header_offset = zipfile.ZIP_DEFLATED, file.tell()
        info.file_size, info.compress_size, info.CRC = size, len(packed), check
        file.write(info.FileHeader(zip64=False) + packed)
        made.start_dir = file.tell()
        made.filelist.append(info)
        made.comment = b""  # or the directory would not be written
    return file.getvalue()


def directory_says(archive: bytes, name: str, *, size: int | None = None, flags: int | None = None) -> bytes:
    """The same archive, its directory saying something else about one member."""
    changed, place = bytearray(archive), archive.index(CENTRAL)
    while place >= 0:
        length = struct.unpack_from("<H", archive, place + 28)[0]
        if archive[place + 46 : place + 46 + length] == name.encode():
            if size is not None:
                struct.pack_into("<I", changed, place + 24, size)
            if flags is not None:
                struct.pack_into("<H", changed, place + 8, flags)
        place = archive.find(CENTRAL, place + 46)
    return bytes(changed)


def shorter_than_it_is(
    content: Mapping[str, bytes], name: str, shown: bytes, hidden: bytes, times: int
) -> bytes:
    """The directory tells the size and checksum of `shown` alone; the stream goes on with what is hidden."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    head = packer.compress(shown) + packer.flush(zlib.Z_FULL_FLUSH)
    body = packer.compress(hidden) + packer.flush(zlib.Z_FULL_FLUSH)
    return with_raw(content, name, head + body * times + packer.flush(), len(shown), zlib.crc32(shown))


def with_members(archive: bytes, *members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """The archive with more members, of any name, even one it has."""
    file = io.BytesIO(archive)
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    return file.getvalue()


def symbolic_link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info


class OneWay(io.RawIOBase):
    """A stream that cannot go back, so that sizes follow the data."""

    def __init__(self):
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.written += data
        return len(data)


def streamed(content: Mapping[str, bytes]) -> bytes:
    """As programs write that send while they compress: sizes behind the data, 64-bit fields."""
    file = OneWay()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in content.items():
            with made.open(name, "w", force_zip64=True) as part:
                part.write(text)
    return bytes(file.written)
