"""Hatchling's build hook: a wheel, sdist or editable install gets the built web client."""

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))

import web_build


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds hub/webapp. POSKO_SKIP_WEB=1 leaves it as it is; so does a tree without web/."""

    def _skips(self) -> bool:
        has_web = (Path(self.root) / "web").is_dir()
        return not has_web or os.environ.get("POSKO_SKIP_WEB") == "1"

    def dependencies(self) -> list[str]:
        """Ask for Node as a wheel only where the PATH has none that will do."""
        return [] if self._skips() or web_build.node_on_path() else [web_build.NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before the files are gathered."""
        if not self._skips():
            web_build.build(Path(self.root))
