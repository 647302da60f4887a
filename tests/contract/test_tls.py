"""A hub over TLS, under an authority of its own LAN: what its clients get, and what it refuses."""

import asyncio
import plistlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import structlog
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from hub.adapters.clock import SystemClock
from hub.adapters.tls.authority import Subjects
from hub.adapters.tls.lan import Kept, LanFiles, TlsError, keep_up
from hub.adapters.tls.serving import LOOK_EVERY_S, WARN_EVERY_S, Certificate
from hub.cli.health import why_not_ready
from hub.config import Http
from tests.contract.running_hub import Hub, running_hub
from tests.town import FakeClock

NOW = SystemClock().now


def lan(data: Path, *, days_ago: float = 0.0, anew: bool = False) -> tuple[LanFiles, Kept]:
    """Make an authority and a certificate for this machine's loopback, some days ago."""
    files = LanFiles(data / "tls")
    when = datetime.fromtimestamp(NOW(), UTC) - timedelta(days=days_ago)
    subjects = Subjects.of(["posko.lan", "localhost"], ["127.0.0.1"])
    return files, keep_up(files, "Kota", subjects, when, start_anew=anew)


def trusting(files: LanFiles) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=files.ca_certificate)


@asynccontextmanager
async def tls_hub(data: Path) -> AsyncIterator[Hub]:
    files, _ = lan(data)
    http = {"tls_cert": files.certificate, "tls_key": files.key, "install_port": 0}
    async with running_hub(data, http=http, trust=trusting(files)) as hub:
        yield hub


async def test_signing_in_and_the_socket_over_tls(tmp_path: Path) -> None:
    async with tls_hub(tmp_path) as hub, hub.page() as page:
        token = hub.running.link_token("bpbd")
        async with page.http.post(hub.url + "/api/link/use", json={"token": token}) as reply:
            cookie = reply.headers["Set-Cookie"]
            assert reply.status == 200
            assert "max-age" in reply.headers["Strict-Transport-Security"]
        assert cookie.startswith("__Host-posko=")
        assert "Secure" in cookie and "HttpOnly" in cookie and "SameSite=Strict" in cookie
        await page.connect(headers={"Origin": hub.url})
        assert page.hello["me"]["id"] == "bpbd"
        assert page.sio.eio.base_url.startswith("wss://")


async def test_a_page_of_plain_http_is_another_origin(tmp_path: Path) -> None:
    async with tls_hub(tmp_path) as hub, hub.page() as page:
        body = {"token": hub.running.link_token("bpbd")}
        headers = {"Origin": hub.url.replace("https", "http")}
        assert (await page.post("/api/link/use", body, headers=headers))[0] == 403


async def test_one_who_does_not_trust_the_authority_is_not_served(tmp_path: Path) -> None:
    async with tls_hub(tmp_path) as hub, aiohttp.ClientSession() as stranger:
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await stranger.get(hub.url + "/health/live")


async def test_plain_http_at_the_port_of_tls_is_not_answered(tmp_path: Path) -> None:
    async with tls_hub(tmp_path) as hub:
        reader, writer = await asyncio.open_connection("127.0.0.1", hub.running.http_port)
        writer.write(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        async with asyncio.timeout(5):
            answered = await _all_there_is(reader)
        assert b"HTTP" not in answered
        writer.close()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_tls_of_today_is_spoken_and_no_older(tmp_path: Path, version: ssl.TLSVersion) -> None:
    files, _ = lan(tmp_path)
    context = Certificate(files.certificate, files.key, SystemClock()).context
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    async with tls_hub(tmp_path) as hub, hub.page() as page:
        assert hub.trust
        hub.trust.minimum_version = hub.trust.maximum_version = version
        assert (await page.get("/health/live"))[0] == 200


async def test_the_names_of_the_certificate_are_hosts(tmp_path: Path) -> None:
    async with tls_hub(tmp_path) as hub, hub.page() as page:
        for host, status in (("posko.lan", 401), ("posko.lan:99", 401), ("other.lan", 421)):
            headers = {"Host": host}
            async with page.http.get(hub.url + "/api/me", headers=headers) as reply:
                assert reply.status == status, host


async def test_health_is_asked_over_what_the_hub_speaks(tmp_path: Path) -> None:
    async with tls_hub(tmp_path / "tls") as hub:
        port = hub.running.http_port
        https = Http(tls_cert=tmp_path, tls_key=tmp_path, listen=("0.0.0.0",))
        assert await asyncio.to_thread(why_not_ready, https, port) is None
        plain = await asyncio.to_thread(why_not_ready, Http(), port)
        assert plain is not None and plain.startswith(f"127.0.0.1 port {port}: ")
    async with running_hub(tmp_path / "plain") as hub:
        port = hub.running.http_port
        assert await asyncio.to_thread(why_not_ready, Http(), port) is None


# The install page


async def test_the_install_listener_serves_that_page_and_nothing_else(tmp_path: Path) -> None:
    files, kept = lan(tmp_path)
    async with tls_hub(tmp_path) as hub, aiohttp.ClientSession() as phone:
        plain = f"http://127.0.0.1:{hub.running.install_port}"
        async with phone.get(plain + "/pasang") as reply:
            text = await reply.text()
            policy = reply.headers["Content-Security-Policy"]
        assert reply.status == 200
        shown = kept.authority.fingerprint(hashes.SHA256()).hex(":").upper()
        assert shown in text.replace("<wbr>", "")
        assert "<script>" not in text and "style=" not in text and "unsafe" not in policy
        assert f"connect-src {hub.url};" in policy
        for name in ("install.js", "install.css", "qr.svg"):
            async with phone.get(f"{plain}/pasang/{name}") as reply:
                assert reply.status == 200, name
        for path in ("/pasang/install.html", "/pasang/ca.key", "/pasang/..%2fca.key"):
            async with phone.get(plain + path, allow_redirects=False) as reply:
                assert reply.status in (307, 404), path
        for path in ("/", "/masuk", "/api/me", "/health/live", "/socket.io/?EIO=4", "/pasang/"):
            async with phone.get(plain + path, allow_redirects=False) as reply:
                assert reply.status == 307
                assert reply.headers["Location"] == hub.url + path
        async with phone.post(plain + "/api/link/use", json={}) as reply:
            assert reply.status == 405
        async with phone.get(plain + "/pasang", headers={"Host": "evil.example"}) as reply:
            assert reply.status == 421


async def test_the_authority_as_phones_take_it(tmp_path: Path) -> None:
    async with tls_hub(tmp_path) as hub, hub.page() as page, aiohttp.ClientSession() as phone:
        for http, base in (
            (phone, f"http://127.0.0.1:{hub.running.install_port}"),
            (page.http, hub.url),
        ):
            async with http.get(base + "/pasang/ca.crt") as reply:
                assert reply.content_type == "application/x-x509-ca-cert"
                authority = x509.load_der_x509_certificate(await reply.read())
            async with http.get(base + "/pasang/ca.mobileconfig") as reply:
                assert reply.content_type == "application/x-apple-aspen-config"
                profile = plistlib.loads(await reply.read())
            (payload,) = profile["PayloadContent"]
            assert payload["PayloadType"] == "com.apple.security.root"
            assert x509.load_der_x509_certificate(payload["PayloadContent"]) == authority


async def test_only_the_install_page_may_ask_across_origins_and_only_whether_we_live(
    tmp_path: Path,
) -> None:
    async with tls_hub(tmp_path) as hub, hub.page() as page:
        ours = f"http://127.0.0.1:{hub.running.install_port}"
        for origin, path, allowed in (
            (ours, "/health/live", ours),
            (ours, "/api/me", None),
            (ours, "/health/ready", None),
            ("http://127.0.0.1:1", "/health/live", None),
            (f"http://localhost:{hub.running.install_port}", "/health/live", None),
            ("null", "/health/live", None),
        ):
            async with page.http.get(hub.url + path, headers={"Origin": origin}) as reply:
                assert reply.headers.get("Access-Control-Allow-Origin") == allowed, (origin, path)
                assert "Access-Control-Allow-Credentials" not in reply.headers


async def test_an_install_port_without_an_authority(tmp_path: Path) -> None:
    files, _ = lan(tmp_path / "elsewhere")
    http = {"tls_cert": files.certificate, "tls_key": files.key, "install_port": 0}
    with pytest.raises(TlsError, match=r"ca.crt: tak terbaca.*posko tls init"):
        async with running_hub(tmp_path / "data", http=http):
            pass


# A certificate that is watched


async def test_a_certificate_that_was_replaced_is_served_to_who_comes_next(tmp_path: Path) -> None:
    files, kept = lan(tmp_path)
    certificate = Certificate(files.certificate, files.key, SystemClock())
    assert await _served(certificate) == kept.leaf
    _, renewed = lan(tmp_path, anew=True)
    assert await _served(certificate) == kept.leaf, "not before it has looked"
    certificate.look()
    assert await _served(certificate) == renewed.leaf


def test_half_a_replacement_is_not_taken(tmp_path: Path) -> None:
    files, _ = lan(tmp_path)
    certificate = Certificate(files.certificate, files.key, SystemClock())
    ends = certificate.checked.ends
    files.certificate.write_bytes(b"half")
    with structlog.testing.capture_logs() as said:
        certificate.look()
        certificate.look()
    assert [line["event"] for line in said] == [
        "new certificate not taken, the old one is served"
    ], "once, not at each look"
    assert certificate.checked.ends == ends


def test_an_end_that_is_near_is_said_at_the_start_and_daily(tmp_path: Path) -> None:
    files, kept = lan(tmp_path)
    clock = FakeClock()
    clock.now = lambda: kept.leaf.not_valid_after_utc.timestamp() - 20 * 24 * 3600  # type: ignore[method-assign]
    certificate = Certificate(files.certificate, files.key, clock)
    with structlog.testing.capture_logs() as said:
        for _ in range(3):
            certificate.look()
            clock.advance(LOOK_EVERY_S)
        clock.advance(WARN_EVERY_S)
        certificate.look()
    assert [line["event"] for line in said] == ["certificate ends soon"] * 2


@pytest.mark.parametrize("days_ago", [380, 420])
async def test_our_own_is_renewed_by_the_hub_even_when_it_has_ended(
    tmp_path: Path, days_ago: int
) -> None:
    files, kept = lan(tmp_path, days_ago=days_ago)
    http = {"tls_cert": files.certificate, "tls_key": files.key}
    async with running_hub(tmp_path, http=http, trust=trusting(files)) as hub, hub.page() as page:
        assert (await page.get("/health/live"))[0] == 200
    now = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    assert now.not_valid_after_utc - kept.leaf.not_valid_after_utc > timedelta(days=300)
    assert now.issuer == kept.authority.subject


async def test_an_authority_that_is_gone_is_not_made_anew_by_the_hub(tmp_path: Path) -> None:
    """Every phone would have to be set up again: that is for a person to say."""
    files, kept = lan(tmp_path, days_ago=380)
    trust = trusting(files)
    files.ca_certificate.unlink()
    http = {"tls_cert": files.certificate, "tls_key": files.key}
    with structlog.testing.capture_logs() as said:
        async with running_hub(tmp_path, http=http, trust=trust) as hub, hub.page() as page:
            assert (await page.get("/health/live"))[0] == 200
    assert not files.ca_certificate.exists()
    assert "certificate not renewed" in [line["event"] for line in said]
    assert x509.load_pem_x509_certificate(files.certificate.read_bytes()) == kept.leaf


async def test_a_certificate_of_others_is_left_alone(tmp_path: Path) -> None:
    files, kept = lan(tmp_path / "others", days_ago=380)
    http = {"tls_cert": files.certificate, "tls_key": files.key}
    data = tmp_path / "data"
    async with running_hub(data, http=http, trust=trusting(files)) as hub, hub.page() as page:
        assert (await page.get("/health/live"))[0] == 200
    assert x509.load_pem_x509_certificate(files.certificate.read_bytes()) == kept.leaf


async def _served(certificate: Certificate) -> x509.Certificate:
    """Give what one who connects now is shown."""
    server = await asyncio.start_server(
        lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=certificate.context
    )
    async with server:
        port = server.sockets[0].getsockname()[1]
        shown = await asyncio.to_thread(ssl.get_server_certificate, ("127.0.0.1", port))
    return x509.load_pem_x509_certificate(shown.encode())


async def _all_there_is(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read()
    except ConnectionError:
        return b""
