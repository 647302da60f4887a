"""Where a hub listens: the pages, and beside them what is asked for; bound before it runs.

Each kind has a port of its own, so that a firewall can tell them apart: what is for the city's
phones, what is plain http, and what is for the monitoring only.
"""

import ssl
from collections.abc import Sequence

from hub.adapters.http.server import Listener, bind
from hub.adapters.port_taken import PortTaken
from hub.config import Http, Metrics


class Doors:
    """Bound listeners. PortTaken when one of the ports cannot be had; then none is kept."""

    def __init__(self, http: Http, metrics: Metrics, tls: ssl.SSLContext | None) -> None:
        self._open: list[Listener] = []
        try:
            self.pages = self._bind(http.listen, http.port, "http.port", tls)
            self.install = self._bind_if(http.listen, http.install_port, "http.install_port")
            self.metrics = self._bind_if((metrics.listen,), metrics.port, "metrics.port")
        except PortTaken:
            self.close()
            raise

    def close(self) -> None:
        """Stop listening."""
        for listener in self._open:
            listener.close()

    def _bind_if(self, addresses: Sequence[str], port: int | None, setting: str) -> Listener | None:
        return None if port is None else self._bind(addresses, port, setting)

    def _bind(
        self,
        addresses: Sequence[str],
        port: int,
        setting: str,
        tls: ssl.SSLContext | None = None,
    ) -> Listener:
        listener = bind(addresses, port, tls, setting=setting)
        self._open.append(listener)
        return listener
