"""The section [phone]: the trunk by which the hub rings telephones, and what it never dials."""

from typing import Annotated, Literal

from pydantic import Field

from hub.config_parts import PATH, PORT, Address, Allowed, FilePath, Port, Section

SERVER = r"[A-Za-z0-9.-]{1,200}(:[0-9]{1,5})?"
SECONDS = Allowed("detik 1–600", "seconds 1–600")
DIGITS = Allowed('daftar angka, mis. "0809"', 'a list of digits, e.g. "0809"')

Seconds = Annotated[float, Field(ge=1, le=600, strict=True), SECONDS]
Name = Annotated[
    str,
    Field(min_length=1, max_length=80, pattern=r'^[^@:;<>"?\\\s]+$'),
    Allowed("nama tanpa spasi dan @", "a name without spaces and @"),
]
Digits = Annotated[str, Field(pattern=r"^[0-9]{1,15}$")]


class Phone(Section):
    """The telephone. Without `server` there is none."""

    server: Annotated[
        str | None,
        Field(pattern=f"^{SERVER}$"),
        Allowed("nama[:porta] PBX", "host[:port] of the PBX"),
    ] = None
    domain: Annotated[
        str | None,
        Field(pattern=f"^{SERVER}$"),
        Allowed("domain SIP", "a SIP domain"),
    ] = None
    user: Name | None = None
    auth_user: Name | None = None
    password_file: Annotated[FilePath | None, PATH] = None
    display_name: Annotated[
        str,
        Field(max_length=40, pattern=r'^[^<>"\\\x00-\x1f]*$'),
        Allowed("teks sampai 40 huruf", "text of up to 40 characters"),
    ] = "Posko"
    register_s: Annotated[
        int,
        Field(ge=0, le=86_400, strict=True),
        Allowed("detik 0–86400", "seconds 0–86400"),
    ] = 0
    listen: Annotated[Address | None, Allowed("alamat IP", "an IP address")] = None
    port: Annotated[Port, PORT] = 0
    rtp_ports: Annotated[
        tuple[Port, Port], Allowed("dua porta [dari, sampai]", "two ports [from, to]")
    ] = (18_000, 18_999)
    calls_max: Annotated[
        int, Field(ge=1, le=64, strict=True), Allowed("bilangan bulat 1–64", "an integer 1–64")
    ] = 4
    reply_s: Seconds = 6.0
    ring_s: Seconds = 28.0
    call_s: Seconds = 60.0
    country: Annotated[
        str, Field(pattern=r"^[1-9][0-9]{0,2}$"), Allowed("kode negara", "a country code")
    ] = "62"
    number_form: Annotated[
        Literal["local", "e164", "digits"],
        Allowed("local, e164, digits", "local, e164, digits"),
    ] = "local"
    outside_line: Annotated[
        str, Field(pattern=r"^[0-9]{0,4}$"), Allowed("angka, boleh kosong", "digits, or nothing")
    ] = ""
    abroad: Annotated[bool, Field(strict=True), Allowed("true atau false", "true or false")] = False
    refused: Annotated[tuple[Digits, ...], DIGITS] = ()
    refused_prefixes: Annotated[tuple[Digits, ...], DIGITS] = ("0809", "0900")
    language: Annotated[Literal["id", "en"], Allowed("id, en", "id, en")] = "id"

    def contradiction(self) -> str | None:
        """Say what does not go together, if anything."""
        if self.server is None:
            return None
        if self.user is None:
            return "phone.user: harus diisi bersama (must be set together with) phone.server"
        low, high = self.rtp_ports
        if not 1024 <= low < high - 2 * self.calls_max:
            return f"phone.rtp_ports = {list(self.rtp_ports)}: terlalu sempit (too narrow)"
        return None
