"""The log: a mistake shows where it was made, and nothing of what was at hand there."""

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


@pytest.mark.parametrize("json", [True, False])
def test_a_traceback_shows_no_values(json: bool) -> None:
    code = STORY.format(json=json)
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr
    assert "request failed" in said and "RuntimeError" in said
    assert "rahasia-sekali" not in said
