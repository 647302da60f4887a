"""The account line and the settings the SIP stack is given, as text.

Pure. The stack's parser has no escapes: what it would misread is refused here, with its name.
"""

from hub.wire.phone import Account, Setup

CODECS = "pcmu,pcma"
"""G.711: every PBX has it, and nothing better passes the phone network."""


class BadAccount(ValueError):
    """An account that cannot be written down; the text names what is wrong, never the password."""


def line(account: Account) -> str:
    """Give the account as the stack wants it. It holds the password: never log it. BadAccount."""
    for name, value, never in (
        ("user", account.user, ' @:;<>"?\\'),
        ("domain", account.domain, ' @;<>"?\\'),
        ("auth_user", account.auth_user or "x", ' ;<>"\\'),
        ("server", account.server, ' ;<>"\\'),
        ("display_name", account.display_name, '<>"\\'),
        ("password", account.password, '"\\'),
    ):
        if any(not char.isprintable() or char in never for char in value):
            raise BadAccount(f"{name}: huruf yang tak dapat dipakai (characters it cannot have)")
    if not account.user or not account.domain:
        raise BadAccount("user, domain: harus diisi (must be set)")
    parts = [f'auth_pass="{account.password}"'] if account.password else []
    if account.auth_user:
        parts.append(f"auth_user={account.auth_user}")
    parts += [f"regint={account.register_s}", "answermode=manual", f"audio_codecs={CODECS}"]
    parts.append("dtmfmode=rtpevent")
    if account.server:
        parts.append(f'outbound="sip:{account.server}"')
    name = f'"{account.display_name}" ' if account.display_name else ""
    return f"{name}<sip:{account.user}@{account.domain};transport=udp>;{';'.join(parts)}"


def settings(setup: Setup) -> str:
    """Give the stack's own settings that its library has no field for."""
    low, high = setup.rtp_ports
    lines = [f"rtp_ports {low}-{high}"]
    if setup.listen is not None:
        host = f"[{setup.listen}]" if ":" in setup.listen else setup.listen
        lines.append(f"sip_listen {host}:{setup.port}")
    return "\n".join(lines) + "\n"


def address(account: Account, number: str) -> str:
    """Give what to dial for a number."""
    return f"sip:{number}@{account.domain}"
