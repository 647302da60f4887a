"""/pasang: how a phone comes to trust the LAN's authority, and whether all that Posko needs works.

It stands on two listeners. On plain http for phones that do not trust us yet: that one serves
this page and nothing else, and sends all other requests to https. And on https, where the page
checks the browser.
"""

import html
import io
import plistlib
import uuid
from pathlib import Path
from string import Template
from typing import Any

import segno
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from hub.adapters.http.guards import Handler, Hosts, bare_host
from hub.adapters.tls.authority import fingerprint

PAGES = Path(__file__).parent / "pages"
PATH = "/pasang"
LIVE = "/health/live"
BODY_MAX_BYTES = 1024
STATIC = {
    "install.css": "text/css",
    "install.js": "text/javascript",
    "probe.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
LOOPBACK = ("localhost", "127.", "[::1]")


class InstallPage:
    """The page and its files, for one authority."""

    def __init__(
        self,
        authority: x509.Certificate,
        city: str,
        hosts: Hosts,
        lan_host: str,
        https_port: int,
        install_port: int,
    ) -> None:
        """lan_host: the address for other devices when somebody looks at it on this machine."""
        self._authority = authority
        self._city = city
        self._hosts = hosts
        self._lan_host = lan_host
        self._https_port = https_port
        self._install_port = install_port
        self._template = Template((PAGES / "install.html").read_text(encoding="utf-8"))
        self._static = {name: (PAGES / name).read_bytes() for name in STATIC}

    def routes(self) -> list[web.RouteDef]:
        """All there is of it, on either listener."""
        return [
            web.get(PATH, self._page),
            web.get(f"{PATH}/ca.crt", self._certificate),
            web.get(f"{PATH}/ca.mobileconfig", self._profile),
            web.get(f"{PATH}/qr.svg", self._qr),
            web.get(f"{PATH}/{{name}}", self._file),
        ]

    def plain_http(self) -> web.Application:
        """The listener for those who do not trust us yet."""
        middlewares: list[Any] = [self._only_known_hosts()]
        app = web.Application(client_max_size=BODY_MAX_BYTES, middlewares=middlewares)
        app.on_response_prepare.append(self._headers)
        app.add_routes([*self.routes(), web.get("/{path:.*}", self._to_https)])
        return app

    async def allow_check(self, request: web.Request, response: web.StreamResponse) -> None:
        """Let the page on plain http, and no other, ask the https side whether it is there."""
        if request.path != LIVE:
            return
        response.headers["Vary"] = "Origin"
        origin = request.headers.get("Origin", "")
        ours = f"http://{bare_host(request.host)}:{self._install_port}"
        if origin.lower() == ours and self._hosts.knows(request.host):
            response.headers["Access-Control-Allow-Origin"] = ours

    def url(self, host: str) -> str:
        """Where a device on the LAN finds the page, asked for by this host."""
        asked = bare_host(host)
        name = self._lan_host if asked.startswith(LOOPBACK) else asked
        return f"http://{name}:{self._install_port}{PATH}"

    async def _page(self, request: web.Request) -> web.Response:
        values = {
            "city": self._city,
            "https_url": f"https://{bare_host(request.host)}:{self._https_port}",
            "install_url": self.url(request.host),
            "fingerprint": fingerprint(self._authority),
            "ca_name": self._name(),
            "ends": self._authority.not_valid_after_utc.date().isoformat(),
        }
        text = self._template.substitute({key: html.escape(v) for key, v in values.items()})
        # Where the long ones may be broken: between pairs, and before the path.
        pairs = fingerprint(self._authority)
        text = text.replace(f">{pairs}<", f">{pairs.replace(':', ':<wbr>')}<")
        text = text.replace(f"{PATH}</p>", f"<wbr>{PATH}</p>")
        return _fresh(web.Response(text=text, content_type="text/html", charset="utf-8"))

    async def _certificate(self, _: web.Request) -> web.Response:
        # DER: every phone takes it, and some take nothing else under this type.
        response = web.Response(
            body=self._authority.public_bytes(Encoding.DER),
            content_type="application/x-x509-ca-cert",
        )
        response.headers["Content-Disposition"] = 'attachment; filename="posko-ca.crt"'
        return _fresh(response)

    async def _profile(self, _: web.Request) -> web.Response:
        response = web.Response(
            body=profile(self._authority, self._name(), self._city),
            content_type="application/x-apple-aspen-config",
        )
        response.headers["Content-Disposition"] = 'attachment; filename="posko.mobileconfig"'
        return _fresh(response)

    async def _qr(self, request: web.Request) -> web.Response:
        drawn = io.BytesIO()
        segno.make(self.url(request.host), micro=False).save(
            drawn, kind="svg", border=4, scale=8, light="#fff", xmldecl=False
        )
        return _fresh(web.Response(body=drawn.getvalue(), content_type="image/svg+xml"))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in STATIC:
            raise web.HTTPNotFound
        body = self._static[name]
        return _fresh(web.Response(body=body, content_type=STATIC[name], charset="utf-8"))

    async def _to_https(self, request: web.Request) -> web.Response:
        host = f"{bare_host(request.host)}:{self._https_port}"
        return web.Response(status=307, headers={"Location": f"https://{host}{request.path_qs}"})

    async def _headers(self, request: web.Request, response: web.StreamResponse) -> None:
        https = f"https://{bare_host(request.host)}:{self._https_port}"
        connect = https if self._hosts.knows(request.host) else "'none'"
        response.headers.update(
            {
                "Content-Security-Policy": (
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                    f"connect-src {connect}; base-uri 'none'; form-action 'none'; "
                    "frame-ancestors 'none'"
                ),
                "Server": "Posko",
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "no-referrer",
            }
        )

    def _only_known_hosts(self) -> Handler:
        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not self._hosts.knows(request.host):
                return web.Response(status=421, text="Nama host tak dikenal (unknown host name)\n")
            return await handler(request)

        return guard  # type: ignore[return-value]

    def _name(self) -> str:
        found = self._authority.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(found[0].value)


def profile(authority: x509.Certificate, name: str, city: str) -> bytes:
    """Give an iOS profile that brings the authority; the same one for the same authority."""
    number = uuid.uuid5(uuid.NAMESPACE_OID, fingerprint(authority))
    identifier = f"id.posko.{number}"
    certificate = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"{identifier}.ca",
        "PayloadUUID": str(uuid.uuid5(number, "ca")).upper(),
        "PayloadDisplayName": name,
        "PayloadCertificateFileName": "posko-ca.crt",
        "PayloadContent": authority.public_bytes(Encoding.DER),
    }
    return plistlib.dumps(
        {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": identifier,
            "PayloadUUID": str(number).upper(),
            "PayloadDisplayName": f"Posko {city}",
            "PayloadOrganization": city,
            "PayloadDescription": "Mempercayai server Posko (trusts the Posko server).",
            "PayloadRemovalDisallowed": False,
            "PayloadContent": [certificate],
        }
    )


def _fresh(response: web.Response) -> web.Response:
    response.headers["Cache-Control"] = "no-store"
    return response
