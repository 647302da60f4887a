"""Build the gallery of the client's parts and serve it on this machine: `make gallery`."""

import functools
import http.server
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import web_build

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "web/dist/gallery"
PORT = 8090


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files, and says nothing of it."""

    def log_message(self, format: str, *args: object) -> None:
        """Leave the terminal to the address."""


def server(folder: Path, port: int) -> http.server.ThreadingHTTPServer:
    """Serve a folder to this machine; another port when that one is taken."""
    handler = functools.partial(Quiet, directory=str(folder))
    try:
        return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        return http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)


def main() -> int:
    """Build, serve, say where."""
    try:
        web_build.gallery(ROOT / "web")
    except web_build.WebBuildFailed as failed:
        print(f"posko: {failed}", file=sys.stderr)
        return 1
    with server(OUT, PORT) as serving:
        print(
            f"Galeri (gallery): http://localhost:{serving.server_port}/    Ctrl-C: selesai (ends)"
        )
        try:
            serving.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
