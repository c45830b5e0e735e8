"""Files as people send them, made here: photos with what telephones write into them, PDFs, and what pretends to be one."""

import struct
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

SECRET = "INVENTED telephone of somebody"
GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112
TURNED = 6  # held upright: the picture is to be turned by a quarter


def drawing(shade=200, size=(60, 40), mode="RGB"):
    """A sheet with a mark in its upper left corner."""
    picture = Image.new(mode, size, shade if mode == "L" else (shade, shade, shade))
    picture.paste(0 if mode == "L" else (0, 0, 0), (0, 0, 8, 8))
    return picture


def photo(shade=200, turned=TURNED, secret=SECRET):
    """A JPEG with EXIF (maker, where, how it was held), a comment, a colour profile and XMP."""
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = secret, turned
    exif[GPS] = {1: "N", 2: (51.0, 7.0, 40.0)}
    out = BytesIO()
    drawing(shade).save(out, "JPEG", exif=exif, comment=secret, icc_profile=secret.encode(), xmp=secret.encode())
    return out.getvalue()


def png(shade=200):
    """A PNG with text, EXIF and a profile."""
    told, exif = PngImagePlugin.PngInfo(), Image.Exif()
    told.add_text("Author", SECRET)
    told.add_itxt("XML:com.adobe.xmp", SECRET)
    exif[MAKE] = SECRET
    out = BytesIO()
    drawing(shade).save(out, "PNG", pnginfo=told, exif=exif, icc_profile=SECRET.encode())
    return out.getvalue()


def png_of(width, height):
    """A PNG of few bytes that says it has this size; its pixels would be zeros."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    lines = zlib.compress(bytes(1000), 9)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def pdf(change=None, password=None):
    """A PDF of one page; ``change`` may put something into it."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if change is not None:
        change(writer)
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def with_javascript(writer):
    run = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('x')")}
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(DictionaryObject(run))


def with_a_file(writer):
    writer.add_attachment("x.exe", b"MZ")


def with_action(name):
    """An action of a kind, run when the document is opened."""

    def change(writer):
        action = DictionaryObject({NameObject("/S"): NameObject(name), NameObject("/F"): TextStringObject("x")})
        writer.root_object[NameObject("/OpenAction")] = action

    return change


def with_a_form_of_another_kind(writer):
    """The name that must not be there is a key."""
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/XFA"): TextStringObject("x")})


def with_a_deep_action(writer):
    """One that lies in arrays in arrays of an object that nothing points to."""
    action = DictionaryObject({NameObject("/S"): NameObject("/SubmitForm")})
    for _ in range(20):
        action = ArrayObject([action])
    writer._add_object(action)


def sent(name, data):
    return SimpleUploadedFile(name, data, "image/jpeg")  # what a browser says of the kind is not believed anyway
