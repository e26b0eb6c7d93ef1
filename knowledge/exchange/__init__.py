"""Import and export: JSON holds the whole of a server's knowledge, CSV what a spreadsheet can say.

parse(data, name=...) -> Parsed      the good rows of a file, and what is wrong with the others
plan(parsed, state, now) -> Plan     what they change in a state; the same file twice changes nothing
export_json(state), export_csv(state)
"""

from __future__ import annotations

from knowledge.exchange.facts_csv import export_csv, parse_csv
from knowledge.exchange.facts_json import export_json, parse_json
from knowledge.exchange.planning import Count, Plan, plan
from knowledge.exchange.reading import MOST_BYTES, check_size, is_json, text_of
from knowledge.exchange.rows import Parsed, Row, RowProblem

__all__ = [
    "MOST_BYTES",
    "Count",
    "Parsed",
    "Plan",
    "Row",
    "RowProblem",
    "check_size",
    "export_csv",
    "export_json",
    "parse",
    "plan",
]


def parse(data: bytes, *, name: str) -> Parsed:
    """Read a facts file, JSON or CSV by its content; `name` decides only where the content does not.

    Good rows are read whatever is wrong with the others. Raises `InvalidError` when nothing can be: no text,
    too large, neither JSON nor a table with a header.
    """
    text = text_of(data, name)
    return parse_json(text, name) if is_json(text, name) else parse_csv(text, name)
