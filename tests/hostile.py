"""What people may type at the worst, and whether a message gives it any force: layout, pings, links, directions."""

import re
import unicodedata

import discord_limits

from bot.cards.card import Card
from bot.sending import as_message

_OF_ALL_KINDS = (
    "x **EVIL** __EVIL__ ~~EVIL~~ ||EVIL|| `EVIL` ```EVIL``` [EVIL](https://evil.example) <https://evil.example> "
    "@everyoneEVIL @hereEVIL <@666> <@!666> <@&666> <#666> <t:666:R> <:EVIL:666> </EVIL:666> <id:666> "
)
TEXTS = {
    "long": "x" * 2_000,
    "words": "why so long? " * 160,
    "markdown": _OF_ALL_KINDS * 10,
    "headline": "# x\n# EVIL\n## EVIL\n> EVIL\n>>> EVIL\n- EVIL\n1. EVIL\n-# EVIL\n" * 30,
    "backticks": "`" * 2_000,
    "fences": "x" + "```EVIL\n" * 250,
    "brackets": "x" + "[EVIL](" * 285,
    "backslashes": "\\" * 2_000,
    "spoilers": "||x" * 660,
    "mentions": "<@666>@everyoneEVIL<@&666>@hereEVIL" * 70,
    "other direction": "x\u202eEVIL\u202c\u2066EVIL\u2069\u200f" * 100,
    "invisible": "x\u200b\u2060\ufeff\u00ad\U000e0041y" * 280,
    "zalgo": "x" + "\u0301\u0336\u0489" * 660,
    "emoji": "😀" * 2_000,
    "families": "👨‍👩‍👧‍👦" * 280,
    "beyond the plane": "𠀀" * 1_000 + " 𠀁" * 300,
    "korean": "발사 " * 660,
    "arabic": "كم عدد الصواريخ " * 120,
    "lines": "x\n" * 1_000,
    "half": "x\ud83d" * 1_000,
}
LINK = f"https://{'k' * 60}.example/{'(' * 60}{'a' * 360}"  # as long as a draft takes, and longer once it is quoted

_ESCAPED = re.compile(r"\\[^\n]")
_ALIVE = re.compile(
    r"@(?:everyone|here)EVIL|<(?:@[!&]?|#|t:|a?:\w+:|/\w+:|id:)666|://evil|[`*_~|\[<]EVIL"
    r"|^(?:#{1,3}|>|>>>|-|-#|\d+\.) EVIL",
    re.MULTILINE,
)
_OF_THE_CARDS = re.compile("@\u200b|\u200b(?=\n)")  # what takes a mention its force, and what sets entries apart
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f\ud800-\udfff]")


def payload(card: Card) -> dict:
    """A card as Discord gets it."""
    made = as_message(card)
    return {
        "content": made["content"],
        "embeds": [embed.to_dict() for embed in made["embeds"]],
        "components": made["view"].to_components() if "view" in made else [],
        "allowed_mentions": {"parse": []},
    }


def problems(card: Card) -> list[str]:
    """What Discord would refuse of a card, and what typed text does in it that text should not do."""
    return [
        *discord_limits.message(payload(card)),
        *(problem for text in drawn(card) for problem in force(text)),
        *(problem for text in (*drawn(card), *plain(card)) for problem in unseen(text)),
    ]


def drawn(card: Card) -> list[str]:
    """The texts of a card in which Discord draws markdown."""
    return [card.content, *(text for box in card.boxes for text in (box.title, box.description))]


def plain(card: Card) -> list[str]:
    """Those that it shows as they are."""
    options = [option.label for menu in card.menus for option in menu.options]
    return [*(box.footer for box in card.boxes), *(button.label for button in card.buttons), *options]


def force(text: str) -> list[str]:
    """Where typed text would ping, link, hide or lay out something."""
    return [f"{found.group()!r} is drawn" for found in _ALIVE.finditer(_ESCAPED.sub("", text))]


def unseen(text: str) -> list[str]:
    """Characters that nobody sees or that turn the direction, and more accents on a letter than any language writes."""
    found = [f"U+{ord(each.group()):04X} is in it" for each in _UNSEEN.finditer(_OF_THE_CARDS.sub("", text))]
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks == 3:
            found.append("accents are stacked")
    return found
