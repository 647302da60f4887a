"""A port that cannot be had, whoever wanted it: the pages, the phones, or the voices."""


class PortTaken(Exception):
    """Somebody else listens there; the text is one line for a person. setting: what moves it."""

    def __init__(self, text: str, setting: str, port: int) -> None:
        super().__init__(text)
        self.setting = setting
        self.port = port
