"""The built web client: its files, and index.html for every other path a page may have.

The build packs each text file beside itself (.br, .gz); aiohttp sends what the browser takes.
"""

from pathlib import Path

from aiohttp import web

NOT_BUILT = """<!doctype html><html lang="id"><meta charset="utf-8"><title>Posko</title>
<h1>Halaman Posko belum dibangun</h1>
<p>Hub berjalan, tetapi halamannya belum ada. Jalankan <code>make web</code>, lalu muat ulang.</p>
<p lang="en">The hub runs, but its pages were not built. Run <code>make web</code> and reload.</p>
"""

WORKER = "sw.js"
NOT_FOR_PAGES = (
    *("api/", "socket.io/", "health/", "assets/", "icons/"),
    *(WORKER, "manifest.webmanifest"),
)
IMMUTABLE = "public, max-age=31536000, immutable"
TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript"}
"""What not every machine's list of types has right."""


class WebClient:
    """Serves one folder; a path never leads out of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def routes(self) -> list[web.RouteDef]:
        """Everything that is nobody else's."""
        return [web.get("/{path:.*}", self._get)]

    async def _get(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        file = self._find(path)
        if file is None and path.startswith(NOT_FOR_PAGES):
            raise web.HTTPNotFound
        index = self._folder / "index.html"
        if file is None or file == index:
            return _page(index)
        response = web.FileResponse(file)
        # Names under /assets/ carry a hash of their content.
        response.headers["Cache-Control"] = IMMUTABLE if path.startswith("assets/") else "no-cache"
        if (kind := TYPES.get(file.suffix)) is not None:
            response.content_type = kind
        if path == WORKER:
            response.headers["Service-Worker-Allowed"] = "/"
        return response

    def _find(self, path: str) -> Path | None:
        if "\0" in path:
            return None
        try:
            file = (self._folder / path).resolve()
            inside = file.is_relative_to(self._folder)
            return file if inside and file.is_file() else None
        except OSError:
            return None  # A name too long for the file system.


def _page(index: Path) -> web.StreamResponse:
    if not index.is_file():
        return web.Response(status=503, text=NOT_BUILT, content_type="text/html")
    response = web.FileResponse(index)
    response.headers["Cache-Control"] = "no-cache"
    return response
