"""What the environment tells the bot. Only `__main__` passes the environment itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.errors import InvalidError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA = Path("data")
"""Where records are kept unless told otherwise."""

_TOKEN = re.compile(r"[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}")
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"", "0", "false", "no", "off"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `sitrep run` needs. The token is in no text that is ever made of this."""

    token: str = field(repr=False)
    data: Path = DATA
    message_content: bool = False

    @classmethod
    def parse(cls, environment: Mapping[str, str]) -> Settings:
        """Read DISCORD_TOKEN, SITREP_DATA and SITREP_MESSAGE_CONTENT.

        Raises `InvalidError` with every problem at once. No value is repeated in it: one of them is a secret, and
        people paste secrets into the wrong variable.
        """
        token = environment.get("DISCORD_TOKEN", "").strip()
        content = environment.get("SITREP_MESSAGE_CONTENT", "").strip().lower()
        problems = []
        if not token:
            problems.append(
                Problem("DISCORD_TOKEN", "is not set. Copy the token from the Bot page of your Discord application.")
            )
        elif not _TOKEN.fullmatch(token):
            problems.append(
                Problem(
                    "DISCORD_TOKEN",
                    "is not a bot token: three parts joined by dots. Copy it again from the Bot page, without quotes "
                    "and without “Bot ” before it.",
                )
            )
        if content not in _YES | _NO:
            problems.append(
                Problem("SITREP_MESSAGE_CONTENT", "is neither yes nor no. Leave it out unless you need it.")
            )
        data = Path(environment.get("SITREP_DATA", "").strip() or DATA)
        try:
            data = data.expanduser()
        except RuntimeError:
            problems.append(Problem("SITREP_DATA", "is in a home folder that is not known here. Write it out."))
        if problems:
            raise InvalidError(problems)
        return cls(token=token, data=data, message_content=content in _YES)
