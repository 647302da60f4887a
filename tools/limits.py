"""Fail when a source file is longer than its limit, or does not say its purpose at the top.

Python 400 lines, TypeScript 250, Svelte components 150. Function size and complexity are ruff's
and eslint's part.
"""

import subprocess
import sys
from pathlib import Path

LIMITS = {".py": 400, ".ts": 250, ".svelte": 150}
EXCEPTIONS = {
    "web/src/lib/wire.ts": "generated from hub/wire",
}
_OPENINGS = {".py": ('"""',), ".ts": ("/**", "//"), ".svelte": ("<!--",)}


def main() -> int:
    """Print what is wrong; give the exit code."""
    root = Path(__file__).resolve().parent.parent
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=root, capture_output=True, text=True
    )
    wrong = []
    for name in listed.stdout.splitlines():
        file = root / name
        if file.suffix not in LIMITS or name in EXCEPTIONS or not file.is_file():
            continue
        text = file.read_text(encoding="utf-8")
        lines = text.count("\n")
        if lines > LIMITS[file.suffix]:
            wrong.append(f"{name}: {lines} lines, at most {LIMITS[file.suffix]}")
        named = name.endswith(".test.ts")  # It stands beside what it tests, under its name.
        if text.strip() and not named and not text.startswith(_OPENINGS[file.suffix]):
            wrong.append(f"{name}: the first line does not say what the file is for")
    print("\n".join(wrong) if wrong else "limits: all files are within their limits")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
