"""The `sitrep` command: hands the arguments and the environment to the command line, and its exit code back."""

from __future__ import annotations

import os
import sys

from bot.cli.command import run


def main() -> None:
    """Run the command that the arguments name; the process ends with its exit code."""
    sys.exit(run(sys.argv[1:], os.environ))


if __name__ == "__main__":
    main()
