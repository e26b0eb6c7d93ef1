"""The arrows between the rooms: `knowledge` stands on its own."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import knowledge

ROOT = Path(knowledge.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_knowledge_loads_without_discord_bot_or_asyncio_servers():
    """Importing all of `knowledge` in a process of its own brings in neither `bot`, `discord`, `aiohttp` nor `rich`."""
    names = [".".join(("knowledge", *path.relative_to(ROOT).with_suffix("").parts)) for path in MODULES]
    wanted = [name.removesuffix(".__init__") for name in names if not name.endswith("__main__")]
    code = (
        "import importlib, sys\n"
        f"for name in {wanted!r}: importlib.import_module(name)\n"
        "print([name for name in ('bot', 'discord', 'aiohttp', 'rich') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_library_has_one_home(path):
    """TinyDB is the store's, rapidfuzz the matcher's; no module reads the environment."""
    names = imported(path)
    place = path.relative_to(ROOT)
    if place.name not in {"store.py", "files.py", "activity.py"}:
        assert not any(name.startswith("tinydb") for name in names)
    if place.parts[0] not in {"matching", "text.py"}:
        assert not any(name.startswith("rapidfuzz") for name in names)
    assert "os.environ" not in path.read_text(encoding="utf-8")
    assert "asyncio" not in names
