"""From the bytes of a file to its text: encodings, size, and what is no text at all."""

from __future__ import annotations

import codecs

from knowledge.errors import InvalidError, Problem
from knowledge.text import clean

MOST_BYTES = 20_000_000
"""The largest file that is read: some 20,000 facts, and twice what Discord lets a server upload."""

_ZIP = b"PK\x03\x04"  # .xlsx, .ods, .numbers are zip archives


def text_of(data: bytes, name: str) -> str:
    """The file's text: UTF-8 with or without a byte order mark, or UTF-16 with one. Raises `InvalidError`."""
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise refused(name, f"has more than {most} MB, the most that is read. Split it into several files.")
    if data.startswith(_ZIP):
        raise refused(name, "is a workbook or an archive. Save the sheet as “CSV UTF-8” and import that.")
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


def is_json(text: str, name: str) -> bool:
    """Whether to read it as JSON: by how it begins, else by its name."""
    return text.lstrip().startswith(("{", "[")) or name.lower().endswith(".json")


def refused(name: str, reason: str) -> InvalidError:
    """The error for a file that cannot be read as a whole."""
    return InvalidError([Problem(clean(name) or "the file", reason)])


def _binary(name: str) -> InvalidError:
    return refused(name, "is not text. Give a JSON facts file, or a CSV table saved as UTF-8.")
