"""From the bytes of a file to its text: encodings, size, and what is no text at all."""

from __future__ import annotations

import codecs

from knowledge.errors import InvalidError, Problem
from knowledge.text import clean

MOST_BYTES = 20_000_000
"""The largest file that is read: some 20,000 facts, and twice what Discord lets a server upload."""

_WORKBOOK = "is a workbook, not a table of text. Open it, save the sheet as “CSV UTF-8” and import that."
_PICTURE = "is a picture, whatever its name says. Give a JSON facts file, or a CSV table."
_ARCHIVE = "is an archive. Unpack it, and import the JSON or CSV file inside."

# What files of other kinds begin with: https://www.garykessler.net/library/file_sigs.html
_OTHERS = {
    b"\x89PNG\r\n": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"RIFF": _PICTURE,
    b"%PDF": "is a PDF. Copy its facts into a spreadsheet, one claim a row, and save that as “CSV UTF-8”.",
    b"\xd0\xcf\x11\xe0": _WORKBOOK,
    b"\x1f\x8b": _ARCHIVE,
    b"7z\xbc\xaf": _ARCHIVE,
    b"Rar!": _ARCHIVE,
}
_ZIP = b"PK\x03\x04"
_SHEETS = (b"xl/", b"opendocument.spreadsheet", b"Index/")  # .xlsx, .ods and .numbers are zip archives that name these


def text_of(data: bytes, name: str) -> str:
    """The file's text: UTF-8 with or without a byte order mark, or UTF-16 with one. Raises `InvalidError`."""
    check_size(len(data), name)
    if other := _other_kind(data):
        raise refused(name, other)
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in data[:1000] and not utf16:
            raise _binary(name) from None
        reason = f"is not written in UTF-8: byte {error.start + 1:,} does not fit. Save it again as UTF-8"
        raise refused(name, f"{reason} (in a spreadsheet: “CSV UTF-8”).") from None
    if "\0" in text:
        raise _binary(name)
    if not clean(text):
        raise refused(name, "is blank. Give a JSON facts file, or a CSV table with a header.")
    return text


def check_size(size: int, name: str) -> None:
    """Raise `InvalidError` for a file of too many bytes, which need not be here yet."""
    if size > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise refused(name, f"has more than {most} MB, the most that is read. Split it into several files.")


def is_json(text: str, name: str) -> bool:
    """Whether to read it as JSON: by how it begins, else by its name."""
    return text.lstrip().startswith(("{", "[")) or name.lower().endswith(".json")


def refused(name: str, reason: str) -> InvalidError:
    """The error for a file that cannot be read as a whole."""
    return InvalidError([Problem(clean(name) or "the file", reason)])


def _other_kind(data: bytes) -> str:
    """What is said of a file that is of another kind, known by how it begins; empty when it may be text."""
    if data.startswith(_ZIP):
        return _WORKBOOK if any(mark in data for mark in _SHEETS) else _ARCHIVE
    return next((said for begin, said in _OTHERS.items() if data.startswith(begin)), "")


def _binary(name: str) -> InvalidError:
    return refused(name, "is not text. Give a JSON facts file, or a CSV table saved as UTF-8.")
