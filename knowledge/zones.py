"""Time zones as people look for them: by city, by country's capital, by a common abbreviation."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from knowledge.errors import InvalidError, Problem
from knowledge.text import fold

if TYPE_CHECKING:
    from datetime import datetime

COMMON = (
    "UTC",
    "Asia/Seoul",
    "Asia/Tokyo",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "America/Chicago",
    "America/Denver",
    "America/Sao_Paulo",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Kyiv",
    "Europe/Istanbul",
    "Africa/Lagos",
    "Africa/Nairobi",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Bangkok",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Australia/Perth",
    "Australia/Sydney",
    "Pacific/Auckland",
)
"""The zones offered before anything is typed."""

# Places people think of that no zone is named after; abbreviations only where they mean one thing to most.
_ALSO = {
    "washington": "America/New_York",
    "boston": "America/New_York",
    "atlanta": "America/New_York",
    "san francisco": "America/Los_Angeles",
    "seattle": "America/Los_Angeles",
    "houston": "America/Chicago",
    "dallas": "America/Chicago",
    "beijing": "Asia/Shanghai",
    "osaka": "Asia/Tokyo",
    "busan": "Asia/Seoul",
    "delhi": "Asia/Kolkata",
    "mumbai": "Asia/Kolkata",
    "geneva": "Europe/Zurich",
    "munich": "Europe/Berlin",
    "kiev": "Europe/Kyiv",
    "canberra": "Australia/Sydney",
    "kst": "Asia/Seoul",
    "jst": "Asia/Tokyo",
    "gmt": "UTC",
    "z": "UTC",
}


def find_zones(text: str, *, first: str = "UTC", most: int = 25) -> tuple[str, ...]:
    """Zones for a picker, those that begin with `text` before those that hold it; `first` and common ones if empty."""
    sought = _bare(text)
    if not sought:
        return tuple(dict.fromkeys((first, *COMMON)))[:most]
    also = (zone for name, zone in _ALSO.items() if name.startswith(sought))
    beginning = (zone for zone in _ordered() if any(part.startswith(sought) for part in (_bare(zone), _city(zone))))
    holding = (zone for zone in _ordered() if sought in _bare(zone))
    found = dict.fromkeys((*also, *beginning, *holding))
    return tuple(sorted(found, key=lambda zone: zone != _exact().get(sought)))[:most]


def read_zone(text: str) -> str:
    """The IANA name of a zone that a person typed, by its name or city. Raises `InvalidError`."""
    sought = _bare(text)
    if exact := _exact().get(sought):
        return exact
    cities = [zone for zone in _ordered() if _city(zone) == sought]
    if len(cities) == 1:
        return cities[0]
    near = ", ".join(find_zones(text, most=3)) if sought else ""
    remedy = f"Perhaps {near}?" if near else "Choose one from the list, or write one like Asia/Seoul."
    raise InvalidError([Problem("zone", f"cannot be “{text.strip()[:60]}”: there is no such time zone. {remedy}")])


def local_time(zone: str, now: datetime) -> str:
    """What a clock there shows, with its distance from UTC: "15:04, UTC+09:00"."""
    local = now.astimezone(ZoneInfo(zone))
    offset = local.strftime("%z")
    return f"{local:%H:%M}, UTC{offset[:3]}:{offset[3:5]}"


def _bare(text: str) -> str:
    return fold(text[:100]).replace("_", " ").strip()


def _city(zone: str) -> str:
    return _bare(zone.rpartition("/")[2])


@lru_cache(maxsize=1)
def _ordered() -> tuple[str, ...]:
    """Every zone that people live by, common ones first. The "Etc", "posix" and one-word ones but UTC are left out."""
    lived = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return tuple(dict.fromkeys((*COMMON, *lived)))


@lru_cache(maxsize=1)
def _exact() -> dict[str, str]:
    return {**_ALSO, **{_bare(zone): zone for zone in (*available_timezones(), *_ordered())}}
