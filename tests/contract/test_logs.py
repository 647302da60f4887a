"""The log: a mistake shows where it was made, and nothing of what was at hand there."""

import json
import subprocess
import sys

import pytest

STORY = """
import structlog
from hub.adapters.logs import configure
configure("info", {json})
def sign_in(token):
    try:
        raise RuntimeError("broken")
    except RuntimeError:
        structlog.get_logger().exception("request failed")
sign_in("rahasia-" + "sekali")
"""


@pytest.mark.parametrize("as_json", [True, False])
def test_a_traceback_shows_no_values(as_json: bool) -> None:
    code = STORY.format(json=as_json)
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr
    assert "request failed" in said and "RuntimeError" in said
    assert "rahasia-sekali" not in said


PEER = """
import logging
from hub.adapters.logs import configure
configure("info", True)
try:
    import json
    json.loads("{{")
except ValueError:
    logging.getLogger("aiohttp.server").exception("Error handling request from %s", "6.6.6.6")
try:
    raise RuntimeError("ours") if {ours} else OSError("peer went")
except Exception:
    logging.getLogger("asyncio").exception("Task exception was never retrieved")
"""


@pytest.mark.parametrize("ours", [True, False])
def test_a_hostile_peer_is_one_line_and_our_mistake_a_traceback(ours: bool) -> None:
    code = PEER.format(ours=ours)
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr
    first, second = (json.loads(line) for line in said.splitlines())
    assert (first["level"], "exception" in first) == ("warning", False)
    assert "from 6.6.6.6: JSONDecodeError" in first["event"]
    assert ("exception" in second, second["level"]) == (ours, "error" if ours else "warning")
