"""Devices: what a browser says of itself, in the two words by which people know it.

User-Agent strings all claim to be each other, so the first that matches counts, and versions are
of no interest. What is not known gets an empty name.
"""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("MiuiBrowser", "Mi Browser"),
    ("UCBrowser", "UC Browser"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
READ_CHARS = 400


def browser_and_system(user_agent: str) -> tuple[str, str]:
    """Give the names of the browser and of what it runs on; each may be empty."""
    text = user_agent[:READ_CHARS]
    return _first(text, BROWSERS), _first(text, SYSTEMS)


def _first(text: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in names if mark in text), "")
