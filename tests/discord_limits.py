"""What Discord refuses, checked over everything that the bot sends: the simulation lets some of it through.

Limits are those of https://docs.discord.com/developers (2026-07): resources/message, components/reference,
interactions/application-commands. Lengths are counted in UTF-16 units, which no way of counting exceeds.
"""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from typing import Any
from urllib.parse import urlsplit

_NAME = re.compile(r"[-_'\w]{1,32}")
_INSTANT = re.compile(r"<t:\d{10}")  # of our days; what a member typed may look like another
_ROW, _BUTTON, _SELECTS, _TEXT_INPUT, _LABEL = 1, 2, {3, 5, 6, 7, 8}, 4, 18
_LINK_STYLE = 5
_MESSAGES = (
    "/channels/*/messages",
    "/channels/*/messages/*",
    "/webhooks/*/*",
    "/webhooks/*/*/messages/*",
)


def problems(requests: Iterable[Any]) -> list[str]:
    """What Discord would refuse of these requests, or draw otherwise than meant."""
    return [f"{request.method} {request.path}: {problem}" for request in requests for problem in _request(request)]


def _request(request: Any) -> Iterator[str]:
    if request.method not in {"POST", "PATCH", "PUT"} or request.json is None:
        return
    if fnmatch(request.path, "/interactions/*/callback"):
        yield from _callback(request.json)
    elif request.path.endswith("/commands"):
        yield from commands(request.json)
    elif any(fnmatch(request.path, path) for path in _MESSAGES) and not request.path.endswith("/pins"):
        yield from message(request.json)


def _callback(response: dict[str, Any]) -> Iterator[str]:
    data = response.get("data") or {}
    match response["type"]:
        case 4 | 7:  # say, update
            yield from message(data)
        case 8:  # autocomplete
            yield from choices(data.get("choices", []))
        case 9:  # open a form
            yield from modal(data)


def message(data: dict[str, Any]) -> Iterator[str]:
    """The problems of a message."""
    yield from _length("content", data.get("content"), 2_000)
    if data.get("allowed_mentions", {}).get("parse") != []:
        yield "mentions are not all switched off"
    if data.get("allowed_mentions", {}).get("users") or data.get("allowed_mentions", {}).get("roles"):
        yield "somebody would be pinged"
    nonce = data.get("nonce")
    yield from _length("nonce", None if nonce is None else str(nonce), 25)
    if nonce is not None and not data.get("enforce_nonce"):
        yield "a nonce that is not enforced"
    embeds = data.get("embeds") or []
    if len(embeds) > 10:
        yield f"{len(embeds)} embeds"
    for embed in embeds:
        yield from _embed(embed)
    if (together := sum(map(_embed_size, embeds))) > 6_000:
        yield f"embeds of {together} characters together"
    if not (data.get("content") or embeds or data.get("attachments") or data.get("components")) and "content" in data:
        yield "an empty message"
    yield from _components(data.get("components") or [])


def _embed(embed: dict[str, Any]) -> Iterator[str]:
    yield from _length("embed title", embed.get("title"), 256)
    yield from _length("embed description", embed.get("description"), 4_096)
    fields = embed.get("fields", [])
    if len(fields) > 25:
        yield f"{len(fields)} fields"
    for field in fields:
        yield from _length("field name", field.get("name") or "", 256)
        yield from _length("field value", field.get("value") or "", 1_024)
    if "footer" in embed:
        yield from _length("footer", embed["footer"].get("text") or "", 2_048)
    if "author" in embed:
        yield from _length("author", embed["author"].get("name") or "", 256)
    for part in (embed, embed.get("author", {}), embed.get("image", {}), embed.get("thumbnail", {})):
        yield from _url(part.get("url"))
    for drawn_raw in (embed.get("title") or "", embed.get("footer", {}).get("text") or ""):
        if _INSTANT.search(drawn_raw):
            yield "a time where Discord does not draw it"
    if not _embed_size(embed):
        yield "an empty embed"


def _embed_size(embed: dict[str, Any]) -> int:
    fields = (part for field in embed.get("fields", []) for part in (field["name"], field["value"]))
    texts = (embed.get("title"), embed.get("description"), embed.get("footer", {}).get("text"))
    return sum(_size(text or "") for text in (*texts, embed.get("author", {}).get("name"), *fields))


def _components(rows: list[dict[str, Any]]) -> Iterator[str]:
    if len(rows) > 5:
        yield f"{len(rows)} rows of components"
    ids = []
    for row in rows:
        children = row.get("components", [])
        if row.get("type") != _ROW or not children:
            yield "an empty row, or none where one has to be"
        if len(children) > 5:
            yield f"{len(children)} components in a row"
        for child in children:
            yield from _component(child)
            if "custom_id" in child:
                ids.append(child["custom_id"])
    if len(ids) != len(set(ids)):
        yield f"one custom_id twice: {ids}"


def _component(component: dict[str, Any]) -> Iterator[str]:
    kind = component["type"]
    if kind == _BUTTON:
        yield from _length("button label", component.get("label") or "", 80)
        if component["style"] == _LINK_STYLE:
            yield from _length("button url", component.get("url") or "", 512)
            yield from _url(component.get("url"))
            return
    if kind in _SELECTS:
        yield from _length("select placeholder", component.get("placeholder"), 150)
        options = component.get("options", [])
        if kind == 3 and not 1 <= len(options) <= 25:
            yield f"{len(options)} options in a select"
        values = [option.get("value") for option in options]
        if len(values) != len(set(values)):
            yield f"one option twice: {values}"
        chosen = sum(option.get("default", False) for option in options) or len(component.get("default_values", []))
        if chosen > component.get("max_values", 1):
            yield f"{chosen} options are chosen, {component.get('max_values', 1)} may be"
        for option in options:
            yield from _option(option)
    yield from _length("custom_id", component.get("custom_id") or "", 100)


def _option(option: dict[str, Any]) -> Iterator[str]:
    yield from _length("option label", option.get("label") or "", 100)
    yield from _length("option value", option.get("value") or "", 100)
    yield from _length("option description", option.get("description"), 100)


def modal(data: dict[str, Any]) -> Iterator[str]:
    """The problems of a form."""
    yield from _length("modal title", data.get("title") or "", 45)
    yield from _length("modal custom_id", data.get("custom_id") or "", 100)
    parts = data.get("components", [])
    if not 1 <= len(parts) <= 5:
        yield f"{len(parts)} components in a modal"
    inside = [inner["custom_id"] for part in parts if (inner := part.get("component")) and "custom_id" in inner]
    if len(inside) != len(set(inside)):
        yield f"one custom_id twice: {inside}"
    for part in parts:
        inner = part.get("component") or next(iter(part.get("components", [])), None)
        if part["type"] == _LABEL:
            yield from _length("label", part.get("label") or "", 45)
            yield from _length("label's description", part.get("description"), 100)
        if inner is None:
            continue
        yield from _component(inner)
        if inner["type"] == _TEXT_INPUT:
            yield from _length("text input label", inner.get("label"), 45)
            yield from _length("text input placeholder", inner.get("placeholder"), 100)
            yield from _length("text input value", inner.get("value") or None, inner.get("max_length") or 4_000)
        for option in inner.get("options", []):
            yield from _option(option)


def choices(offered: list[dict[str, Any]]) -> Iterator[str]:
    """The problems of what autocomplete offers."""
    if len(offered) > 25:
        yield f"{len(offered)} choices"
    for choice in offered:
        yield from _length("choice name", choice.get("name") or "", 100)
        if isinstance(choice["value"], str):
            yield from _length("choice value", choice["value"], 100)


def commands(payload: list[dict[str, Any]]) -> Iterator[str]:
    """The problems of the commands that the bot registers."""
    for kind, most in ((1, 100), (2, 5), (3, 5)):
        count = sum(command.get("type", 1) == kind for command in payload)
        if count > most:
            yield f"{count} commands of type {kind}"
    names = [(command.get("type", 1), command["name"]) for command in payload]
    if len(names) != len(set(names)):
        yield "one command name twice"
    for command in payload:
        if command.get("type", 1) != 1:
            yield from _length("menu name", command["name"], 32)
            continue
        yield from _command(command)
        if (total := _command_size(command)) > 8_000:
            yield f"/{command['name']} has {total} characters in all"


def _command(command: dict[str, Any]) -> Iterator[str]:
    name = command["name"]
    if not _NAME.fullmatch(name) or name != name.lower():
        yield f"{name!r} is no name for a command or option"
    yield from _length(f"description of {name}", command.get("description") or "", 100)
    options = command.get("options", [])
    if len(options) > 25:
        yield f"{name} has {len(options)} options"
    required = [option.get("required", False) for option in options if option["type"] > 2]
    if required != sorted(required, reverse=True):
        yield f"{name} has a required option after an optional one"
    for option in options:
        yield from _command(option)
    for choice in command.get("choices", []):
        yield from _length(f"choice of {name}", choice["name"], 100)
    if len(command.get("choices", [])) > 25:
        yield f"{name} has {len(command['choices'])} choices"


def _command_size(command: dict[str, Any]) -> int:
    own = len(command["name"]) + len(command.get("description") or "")
    own += sum(len(choice["name"]) + len(str(choice["value"])) for choice in command.get("choices", []))
    return own + sum(map(_command_size, command.get("options", [])))


def _length(what: str, text: str | None, most: int) -> Iterator[str]:
    """A text that is there must be readable and fit; None is one that is not there."""
    if text is None:
        return
    if what != "content" and not text.strip():
        yield f"{what} is empty"
    if _size(text) > most:
        yield f"{what} has {_size(text)} characters, {most} fit"


def _url(url: str | None) -> Iterator[str]:
    if url is None:
        return
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or " " in url:
        yield f"{url!r} is no address of the web"


def _size(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
