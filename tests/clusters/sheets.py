"""Files to upload, made on the spot."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

HEADER = ["Mã lô", "Loại", "Diện tích (m²) *", "price_vnd_m2", "Note for readers"]


def workbook(*rows, header=HEADER, name="lo-dat.xlsx"):
    book = Workbook()
    book.active.append(header)
    for row in rows:
        book.active.append(list(row))
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile(name, stream.getvalue())


def text(content, name="lo-dat.csv"):
    return SimpleUploadedFile(name, content.encode())
