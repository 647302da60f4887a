"""Every story has a town of its own."""

import pytest

from tests.town import Town


@pytest.fixture
def town() -> Town:
    return Town()
