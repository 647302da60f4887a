"""What is served beside the socket: the pages, their headers, health, and what is not served."""

import asyncio
import gzip
from pathlib import Path

import aiohttp
import pytest

from hub.adapters.http import patience
from tests.contract.running_hub import Hub, running_hub


@pytest.fixture
def webapp(tmp_path: Path) -> Path:
    folder = tmp_path / "built"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>Posko</title>")
    (folder / "assets" / "app-1a2b.js").write_text("go()")
    (folder / "icon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("secret")
    return folder


async def fetch(hub: Hub, path: str, host: str = "") -> tuple[int, str, dict[str, str]]:
    headers = {"Host": host} if host else {}
    async with hub.page() as page, page.http.get(hub.url + path, headers=headers) as response:
        return response.status, await response.text(), dict(response.headers)


async def test_pages_and_files(tmp_path: Path, webapp: Path) -> None:
    async with running_hub(tmp_path / "data", webapp) as hub:
        for path in ("/", "/index.html", "/masuk", "/ruang/siaga-banjir"):
            status, text, headers = await fetch(hub, path)
            assert (status, text) == (200, "<title>Posko</title>"), path
            assert headers["Cache-Control"] == "no-cache"
        status, text, headers = await fetch(hub, "/assets/app-1a2b.js")
        assert (status, text) == (200, "go()")
        assert "immutable" in headers["Cache-Control"]
        assert (await fetch(hub, "/icon.svg"))[2]["Cache-Control"] == "no-cache"
        for path in ("/assets/other.js", "/api/none", "/api/../secret.txt"):
            assert (await fetch(hub, path))[0] in (200, 404)
        assert (await fetch(hub, "/assets/other.js"))[0] == 404
        for path in ("/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/..%2f..%2fsecret.txt"):
            assert "secret" not in (await fetch(hub, path))[1]


async def test_what_a_page_is_installed_and_kept_by(tmp_path: Path, webapp: Path) -> None:
    (webapp / "sw.js").write_text("keep()")
    (webapp / "manifest.webmanifest").write_text("{}")
    async with running_hub(tmp_path / "data", webapp) as hub:
        _, text, worker = await fetch(hub, "/sw.js")
        assert text == "keep()"
        # Looked for anew each time: a worker that is kept keeps an old page.
        assert (worker["Cache-Control"], worker["Service-Worker-Allowed"]) == ("no-cache", "/")
        assert worker["Content-Type"].startswith("text/javascript")
        _, _, manifest = await fetch(hub, "/manifest.webmanifest")
        assert manifest["Content-Type"].startswith("application/manifest+json")
        (webapp / "sw.js").unlink()
        assert (await fetch(hub, "/sw.js"))[0] == 404  # Not the page: it would never go again.
        assert (await fetch(hub, "/icons/none.png"))[0] == 404


@pytest.mark.parametrize("packing", ["br", "gzip"])
async def test_what_is_packed_is_sent_packed(tmp_path: Path, webapp: Path, packing: str) -> None:
    packed = {"br": b"in brotli", "gzip": gzip.compress(b"go()", 9)}
    (webapp / "assets" / "app-1a2b.js.br").write_bytes(packed["br"])
    (webapp / "assets" / "app-1a2b.js.gz").write_bytes(packed["gzip"])
    asked = {"Accept-Encoding": packing}
    async with (
        running_hub(tmp_path / "data", webapp) as hub,
        aiohttp.ClientSession(auto_decompress=False) as http,
    ):
        async with http.get(f"{hub.url}/assets/app-1a2b.js", headers=asked) as response:
            assert response.headers["Content-Encoding"] == packing
            assert response.headers["Content-Type"].startswith("text/javascript")
            assert "immutable" in response.headers["Cache-Control"]
            assert await response.read() == packed[packing]


async def test_what_a_page_may_do(hub: Hub) -> None:
    _, _, headers = await fetch(hub, "/")
    csp = headers["Content-Security-Policy"]
    assert "default-src 'self'" in csp and "frame-ancestors 'none'" in csp
    assert "unsafe" not in csp
    assert "object-src 'none'" in csp and "base-uri 'none'" in csp
    assert "require-trusted-types-for 'script'" in csp
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "microphone=(self)" in headers["Permissions-Policy"]
    assert "aiohttp" not in headers["Server"]


async def test_pages_that_were_not_built_say_so(hub: Hub) -> None:
    status, text, _ = await fetch(hub, "/")
    assert status == 503
    assert "make web" in text


async def test_an_unknown_host_is_not_answered(hub: Hub) -> None:
    port = hub.running.http_port
    for host in ("walikota.localhost", f"bpbd.localhost:{port}", "LOCALHOST", "127.0.0.1"):
        assert (await fetch(hub, "/api/me", host))[0] == 401, host
    for host in ("evil.example", "localhost.evil.example", "xlocalhost", "[::1]", "."):
        assert (await fetch(hub, "/api/me", host))[0] == 421, host


async def test_health(hub: Hub) -> None:
    assert (await fetch(hub, "/health/live", "anything"))[0] == 200
    assert (await fetch(hub, "/health/ready"))[0] == 200


async def test_api_paths_that_are_not_there_are_refusals(hub: Hub) -> None:
    async with hub.page() as page:
        assert await page.get("/api/nothing") == (
            404,
            {"ok": False, "code": "bad_request", "field": None, "retry_after_s": None, "by": None},
        )
        assert (await page.get("/api/link/use"))[0] in (404, 405)


@pytest.mark.parametrize("moves", [True, False])
async def test_a_body_that_is_not_sent_on_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moves: bool
) -> None:
    """However long it takes in all: what counts is that it moves."""
    monkeypatch.setattr(patience, "IDLE_LIMIT_S", 0.3)
    async with running_hub(tmp_path) as hub:
        host = hub.url.removeprefix("http://")
        reader, writer = await asyncio.open_connection(*host.split(":"))
        head = f"POST /api/code/use HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        body = b'{"code": "000000"}'
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:2])
        for n in range(2, len(body) if moves else 2):
            await asyncio.sleep(0.1)
            writer.write(body[n : n + 1])
        async with asyncio.timeout(3):
            answer = await reader.read(12)
        assert answer == (b"HTTP/1.1 403" if moves else b"")
        writer.close()
