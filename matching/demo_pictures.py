"""Drawn plans for demonstration plots: nobody can take one for a photo of a real place."""

import io
from collections.abc import Iterable, Iterator

from PIL import Image, ImageDraw, ImageFont

from clusters.models import Plot
from clusters.uploads import Prepared, prepare_photo

WIDTH, HEIGHT = 1280, 960
LAND, ROAD, LINE, STAMP = (226, 236, 220), (200, 204, 208), (60, 90, 70), (176, 42, 55)


def plans(plots: Iterable[Plot]) -> Iterator[tuple[Plot, Prepared]]:
    """One plan for each plot."""
    for plot in plots:
        out = io.BytesIO(_drawn(plot.code, float(plot.area_m2)))
        out.name, out.size = "minh-hoa.png", len(out.getvalue())  # type: ignore[attr-defined]
        yield plot, prepare_photo(out)


def _drawn(code: str, area_m2: float) -> bytes:
    image = Image.new("RGB", (WIDTH, HEIGHT), LAND)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 700, WIDTH, 820), fill=ROAD)
    for x in range(40, WIDTH, 120):
        draw.line((x, 760, x + 60, 760), fill="white", width=6)
    draw.rectangle((220, 160, 1060, 680), outline=LINE, width=8)
    draw.text((640, 400), f"{code}\n{area_m2:.0f} m2", LINE, _font(84), anchor="mm", align="center")
    draw.rectangle((0, 0, WIDTH, 90), fill=STAMP)
    stamp = "MINH HOA - DEMONSTRATION"  # the font that comes with Pillow has no Vietnamese letters
    draw.text((640, 45), stamp, "white", _font(56), anchor="mm")
    draw.rectangle((0, HEIGHT - 90, WIDTH, HEIGHT), fill=STAMP)
    draw.text((640, HEIGHT - 45), stamp, "white", _font(56), anchor="mm")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
