"""Makes one thumbnail, in a process of its own that can do little else.

    python -m hub.adapters.files.thumbnailer jpeg <picture >thumbnail

Writes `{"width", "height"}` on a line, then a WebP. Pictures come from strangers, and decoders
have holes: this process has limits on time and memory, and can open and write no file. It exits
with another code than 0, or dies, when there is nothing good to show.
"""

import io
import json
import resource
import sys
import warnings
from collections.abc import Callable, Mapping
from typing import BinaryIO

from PIL import (
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

PIXELS_MAX = 50_000_000
SIDE_MAX_PX = 480
QUALITY = 78
CPU_MAX_S = 5
MEMORY_MAX_BYTES = 512 << 20

ORIENTATION = 0x0112

FORMATS: Mapping[str, Callable[[BinaryIO], Image.Image]] = {
    "jpeg": JpegImagePlugin.JpegImageFile,
    "png": PngImagePlugin.PngImageFile,
    "webp": WebPImagePlugin.WebPImageFile,
    "gif": GifImagePlugin.GifImageFile,
}


class NotShown(Exception):
    """There is nothing good to show."""


def main() -> int:
    """Do it; give the exit code."""
    rehearse(sys.argv[1])
    confine()
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    try:
        size, thumbnail = made(io.BytesIO(sys.stdin.buffer.read()), sys.argv[1])
    except Exception as error:  # Decoders raise anything; all of it means the same here.
        sys.stderr.write(f"{type(error).__name__}\n")
        return 1
    head = json.dumps({"width": size[0], "height": size[1]})
    sys.stdout.buffer.write(head.encode() + b"\n" + thumbnail)
    return 0


def rehearse(kind: str) -> None:
    """Do it once with a picture of our own: the library loads parts of itself when they are needed,
    and soon no file can be opened any more."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    for mode in ("P", "L") if kind == "gif" else ("RGB", "L"):
        out = io.BytesIO()
        Image.new(mode, (2 * SIDE_MAX_PX, 2)).save(out, kind.upper(), exif=exif)
        made(io.BytesIO(out.getvalue()), kind)


def confine() -> None:
    """Give up what is not needed."""
    for what, limit in (
        (resource.RLIMIT_CPU, CPU_MAX_S),
        (resource.RLIMIT_AS, MEMORY_MAX_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 3),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))


def made(source: BinaryIO, kind: str) -> tuple[tuple[int, int], bytes]:
    """Give the picture's size as it is looked at, and its thumbnail."""
    picture = FORMATS[kind](source)
    width, height = picture.size
    if not 0 < width * height <= PIXELS_MAX:
        raise NotShown
    turned = picture.getexif().get(ORIENTATION, 1) >= 5  # A quarter, one way or the other.
    picture.draft("RGB", (2 * SIDE_MAX_PX, 2 * SIDE_MAX_PX))
    clear = "transparency" in picture.info or picture.mode in ("RGBA", "LA", "PA")
    if picture.mode not in ("RGB", "RGBA", "L"):
        picture = picture.convert("RGBA" if clear else "RGB")
    picture.thumbnail((SIDE_MAX_PX, SIDE_MAX_PX), reducing_gap=2.0)
    picture = ImageOps.exif_transpose(picture)
    picture.info.clear()  # Where and when it was taken, and by which phone, is nobody's business.
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=QUALITY)
    return (height, width) if turned else (width, height), out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
