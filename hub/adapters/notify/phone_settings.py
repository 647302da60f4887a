"""From the section [phone] to what the phone worker and the dialling plan are given."""

from hub.config_phone import Phone
from hub.config_reading import ConfigError
from hub.domain.phone_numbers import EMERGENCY, Plan
from hub.wire.phone import Account, Limits, Setup


def phone_setup(phone: Phone) -> Setup:
    """Give what the worker is set up with; reads the password. ConfigError."""
    if phone.server is None or phone.user is None:
        raise ConfigError("phone.server: harus diisi (must be set)")
    domain = phone.domain or phone.server
    return Setup(
        account=Account(
            user=phone.user,
            domain=domain,
            password=_password(phone),
            auth_user=phone.auth_user,
            server="" if phone.server == domain else phone.server,
            display_name=phone.display_name,
            register_s=phone.register_s,
        ),
        limits=Limits(reply_s=phone.reply_s, ring_s=phone.ring_s, call_s=phone.call_s),
        listen=phone.listen,
        port=phone.port,
        rtp_ports=phone.rtp_ports,
        calls_max=phone.calls_max,
    )


def number_plan(phone: Phone) -> Plan:
    """Give how numbers are dialled, and which never are."""
    return Plan(
        country=phone.country,
        form=phone.number_form,
        outside_line=phone.outside_line,
        abroad=phone.abroad,
        refused=(*EMERGENCY, *phone.refused),
        refused_prefixes=phone.refused_prefixes,
    )


def _password(phone: Phone) -> str:
    if phone.password_file is None:
        return ""
    try:
        return phone.password_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "UTF-8"
        raise ConfigError(
            f"phone.password_file = {phone.password_file}: tak terbaca (cannot be read): {why}"
        ) from None
