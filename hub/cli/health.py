"""`posko health`: can people join the hub that these settings describe? For container and cron."""

import http.client
import ipaddress
import ssl

import typer

from hub.cli.ending import FAILED, fail
from hub.cli.settings import DEFAULT_FILE, ConfigFile, read
from hub.config import Http

LIMIT_S = 4.0


def health(config: ConfigFile = DEFAULT_FILE) -> None:
    """Tanya apakah hub siap (ask whether the hub is ready): GET /health/ready."""
    settings = read(config)
    why = why_not_ready(settings.http, settings.http.port)
    if why:
        fail(f"hub tidak siap (is not ready): {why}", FAILED)
    typer.echo("siap (ready)")


def why_not_ready(settings: Http, port: int) -> str | None:
    """Ask the hub on this machine; give what is wrong, or None."""
    host = _own_address(settings.listen[0])
    connection: http.client.HTTPConnection
    if settings.scheme == "https":
        # Asked by its address here, which its certificate need not name.
        unchecked = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        unchecked.check_hostname = False
        unchecked.verify_mode = ssl.CERT_NONE
        connection = http.client.HTTPSConnection(host, port, timeout=LIMIT_S, context=unchecked)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=LIMIT_S)
    try:
        connection.request("GET", "/health/ready")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return f"{host} port {port}: {error.__class__.__name__}"
    finally:
        connection.close()
    return None if status == http.client.OK else f"HTTP {status}"


def _own_address(listen: str) -> str:
    """Where to reach what listens there: `every address` is no address."""
    address = ipaddress.ip_address(listen)
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "::1"
    return listen
