"""Pictures are drawn anew: what a camera or an editor wrote beside the pixels does not survive."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

FORMATS = ["JPEG", "PNG", "WEBP"]
LARGEST_SIDE = 2560
LARGE_SIDE, SMALL_SIDE = 1280, 320


class NotAPicture(Exception):
    """Pillow cannot read it as JPEG, PNG or WebP."""


class TooManyPixels(Exception):
    """More than the limit: it would fill the memory when opened."""


@dataclass(frozen=True)
class Drawn:
    """One picture as bytes, with its size in pixels."""

    content: bytes
    content_type: str
    width: int
    height: int


def redraw(content: bytes, most_pixels: int) -> tuple[Drawn, Drawn, Drawn]:
    """The picture upright and at most ``LARGEST_SIDE`` wide and high, its large and its small
    thumbnail. JPEG, or WebP where something shows through."""
    picture = _opened(content, most_pixels)
    return tuple(
        _encoded(_within(picture, side)) for side in (LARGEST_SIDE, LARGE_SIDE, SMALL_SIDE)
    )  # type: ignore[return-value]


def _opened(content: bytes, most_pixels: int) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            if picture.width * picture.height > most_pixels:
                raise TooManyPixels
            picture.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))  # a JPEG is read in a smaller step
            picture.load()
            picture = ImageOps.exif_transpose(picture)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise TooManyPixels from None
        except (OSError, SyntaxError, ValueError, EOFError, OverflowError) as wrong:
            raise NotAPicture(str(wrong)) from None
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    clean = Image.new(mode, picture.size)  # a new one has nothing but pixels
    clean.paste(picture.convert(mode))
    return clean


def _within(picture: Image.Image, side: int) -> Image.Image:
    smaller = picture.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
    return smaller


def _encoded(picture: Image.Image) -> Drawn:
    out = io.BytesIO()
    if picture.mode == "RGBA":
        picture.save(out, "WEBP", quality=85, method=4)
        return Drawn(out.getvalue(), "image/webp", picture.width, picture.height)
    picture.save(out, "JPEG", quality=85, optimize=True, progressive=True)
    return Drawn(out.getvalue(), "image/jpeg", picture.width, picture.height)
