"""The passive side of DTLS: shakes hands by itself, survives loss and rubbish, says goodbye."""

import time

import pytest
from OpenSSL import SSL

from hub.media import dtls
from hub.media.dtls import Certificate, Dtls, DtlsLink

OURS, THEIRS = Certificate(), Certificate()


class Browser:
    """The active side, and the way between: `deliver` carries what waits, `lose` drops it."""

    def __init__(self, fingerprint_sha256: str = THEIRS.fingerprint_sha256) -> None:
        self.sent: list[bytes] = []
        self.link = DtlsLink(OURS, fingerprint_sha256, self.sent.append)
        self.ssl = SSL.Connection(THEIRS.context)
        self.ssl.set_connect_state()
        self._shake()

    def deliver(self) -> None:
        while datagrams := self._flight():
            self.link.feed(datagrams)
            for data in self.sent:
                self.ssl.bio_write(data)
            self.sent.clear()
            self._shake()

    def lose(self) -> None:
        self._flight()
        self.sent.clear()

    def _shake(self) -> None:
        try:
            self.ssl.do_handshake()
        except SSL.WantReadError:
            pass

    def _flight(self) -> bytes:
        try:
            return bytes(self.ssl.bio_read(65_536))
        except SSL.Error:
            return b""

    def hears_goodbye(self) -> bool:
        for data in self.sent:
            self.ssl.bio_write(data)
        try:
            self.ssl.recv(1_500)
        except SSL.ZeroReturnError:
            return True
        except SSL.Error:
            pass
        return False


def test_hands_are_shaken_and_keys_agree() -> None:
    browser = Browser()
    browser.deliver()
    assert browser.link.state is Dtls.CONNECTED
    assert browser.link.keys is not None
    browser.link.close()
    assert browser.hears_goodbye()


def test_another_certificate_fails() -> None:
    browser = Browser(OURS.fingerprint_sha256)
    browser.deliver()
    assert (browser.link.state, browser.link.keys) == (Dtls.FAILED, None)


def test_a_lost_flight_is_sent_again() -> None:
    browser = Browser()
    browser.link.feed(browser._flight())
    assert browser.sent, "our first flight"
    browser.lose()
    browser.link.retransmit()
    assert not browser.sent, "not due yet"
    time.sleep(1.05)
    browser.link.retransmit()
    assert browser.sent
    for data in browser.sent:
        browser.ssl.bio_write(data)
    browser.sent.clear()
    browser._shake()
    browser.deliver()
    assert browser.link.state is Dtls.CONNECTED


def test_a_browser_that_leaves_closes_the_link() -> None:
    browser = Browser()
    browser.deliver()
    browser.ssl.shutdown()
    browser.link.feed(browser._flight())
    assert browser.link.state is Dtls.CLOSED


@pytest.mark.parametrize("connected", [False, True])
def test_rubbish_changes_nothing(connected: bool) -> None:
    browser = Browser()
    if connected:
        browser.deliver()
    state = browser.link.state
    for data in (b"\x16", b"\x16\xfe\xfd" + bytes(60), b"\x15\xfe\xfd" + b"\xff" * 30):
        browser.link.feed(data)
    assert browser.link.state is state
    browser.deliver()
    assert browser.link.state is Dtls.CONNECTED


def test_a_flight_is_shared_out_between_its_records() -> None:
    record = b"\x16\xfe\xfd" + bytes(8) + (500).to_bytes(2, "big") + bytes(500)
    assert [len(d) for d in dtls._datagrams(record * 5)] == [2 * 513, 2 * 513, 513]
    assert list(dtls._datagrams(b"")) == []
