"""Bytes for upload tests, made here: pictures with a place in them, PDFs good and bad."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def picture(size=(640, 480), form="JPEG", colour=(90, 140, 90), turned=False, place=False):
    image = Image.new("RGBA" if len(colour) == 4 else "RGB", size, colour)
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6  # a camera held upright
    if place:
        exif[0x010F] = "May anh cua ba X"
        exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 1.0, 42.5), 3: "E", 4: (105.0, 48.0, 7.0)})
    out = io.BytesIO()
    image.save(out, form, exif=exif.tobytes() if turned or place else b"")
    return out.getvalue()


def pdf(fault="", password=""):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if fault == "javascript":
        action = {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert(1)"),
        }
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    elif fault == "embedded":
        writer.add_attachment("trong.txt", b"x")
    elif fault in ("launch", "action"):
        kind = "/Launch" if fault == "launch" else "/JavaScript"
        note = FreeText(text="x", rect=(0, 0, 50, 50))
        action = {NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("x")}
        note[NameObject("/A")] = DictionaryObject(action)
        writer.add_annotation(0, note)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def upload(name, content):
    return SimpleUploadedFile(name, content)
