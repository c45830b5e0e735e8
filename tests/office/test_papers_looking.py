"""A file before it is kept: its kind by bytes, name and reading; the cleaned copy; what is refused, and in which words."""

import zlib
from contextlib import suppress
from hashlib import sha256
from io import BytesIO

import pytest
from files_of_papers import (
    SECRET,
    drawing,
    pdf,
    photo,
    png,
    png_of,
    with_a_deep_action,
    with_a_file,
    with_a_form_of_another_kind,
    with_action,
    with_javascript,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from PIL import Image
from pypdf import PdfReader

from dauys.office.papers import looking
from dauys.office.papers.looking import BYTES, PIXELS, NotAScan, looked_at
from dauys.text import LANGUAGES, phrase


def refused(name, data):
    with pytest.raises(NotAScan) as refusal:
        looked_at(name, data)
    assert all(phrase(refusal.value.key, language, **refusal.value.values) for language in LANGUAGES)
    return refusal.value.key


@pytest.mark.parametrize(("name", "data"), [("a.jpg", photo()), ("A.JPEG", photo()), ("a.png", png())])
def test_the_cleaned_copy_has_the_pixels_and_nothing_else(name, data):
    assert SECRET.encode() in data
    scan = looked_at(name, data)
    assert scan.taken == sha256(data).hexdigest()
    assert scan.cleaned == sha256(scan.copy).hexdigest() != scan.taken
    assert SECRET.encode() not in scan.copy
    for mark in (b"Exif", b"INVENTED", b"ICC", b"iCCP", b"eXIf", b"tEXt", b"iTXt", b"xpacket", b"http"):
        assert mark not in scan.copy
    with Image.open(BytesIO(scan.copy)) as clean:
        assert not clean.getexif()
        assert not clean.info.keys() & {"exif", "comment", "icc_profile", "xmp", "Author"}


def test_a_photo_stands_upright_though_what_told_so_is_gone():
    with Image.open(BytesIO(looked_at("a.jpg", photo()).copy)) as clean:
        assert clean.size == (40, 60)  # taken 60 wide, held upright
        dark = [place for place in ((2, 2), (37, 2), (2, 57), (37, 57)) if clean.convert("L").getpixel(place) < 100]
        assert dark == [(37, 2)]  # the mark of the upper left has gone to the upper right


def test_the_same_photo_with_other_metadata_has_the_same_cleaned_copy():
    one, other = looked_at("a.jpg", photo()), looked_at("b.jpg", photo(secret="INVENTED other"))
    assert one.taken != other.taken
    assert one.cleaned == other.cleaned


def test_what_hides_behind_the_end_of_a_picture_is_not_in_the_copy():
    scan = looked_at("a.jpg", photo() + b"<script>alert(1)</script>")
    assert b"<script>" not in scan.copy


@pytest.mark.parametrize(("mode", "light"), [("1", 255), ("L", 200), ("P", 200), ("RGB", 200), ("RGBA", 200), ("LA", 200)])
def test_every_kind_of_pixels_is_read(mode, light):
    out = BytesIO()
    drawing().convert(mode, dither=Image.Dither.NONE).save(out, "PNG")
    with Image.open(BytesIO(looked_at("a.png", out.getvalue()).copy)) as clean:
        assert clean.mode in ("L", "RGB")
        assert clean.convert("L").getpixel((30, 30)) == pytest.approx(light, abs=5)
        assert clean.convert("L").getpixel((2, 2)) == 0


def test_sixteen_bits_of_grey_are_not_cut_off():
    out, deep = BytesIO(), Image.new("I;16", (4, 4), 32768)
    deep.save(out, "PNG")
    with Image.open(BytesIO(looked_at("a.png", out.getvalue()).copy)) as clean:
        assert clean.getpixel((1, 1)) == 128


def test_what_is_transparent_is_white_and_what_lies_under_it_stays_hidden():
    out = BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(out, "PNG")
    with Image.open(BytesIO(looked_at("a.png", out.getvalue()).copy)) as clean:
        assert clean.getpixel((1, 1)) == (255, 255, 255)


def test_a_picture_of_telephones_that_has_a_second_one_in_it_is_a_photo():
    out = BytesIO()
    drawing().save(out, "MPO", save_all=True, append_images=[drawing(90)])
    with Image.open(BytesIO(looked_at("a.jpg", out.getvalue()).copy)) as clean:
        assert (clean.format, getattr(clean, "n_frames", 1)) == ("JPEG", 1)


# ---- refused ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "data", "key"), [
    ("a.jpg", b"", "papers.wrong kind"),
    ("protocol.jpg", b"MZ\x90\x00" + bytes(500), "papers.wrong kind"),
    ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "papers.wrong kind"),
    ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "papers.wrong kind"),
    ("a.html", b"<!doctype html><script>alert(1)</script>", "papers.wrong kind"),
    ("a.gif", b"GIF89a" + bytes(50), "papers.wrong kind"),
    ("a.pdf", b"\n" + pdf(), "papers.wrong kind"),
    ("a.exe", photo(), "papers.wrong ending"),
    ("a.pdf", photo(), "papers.wrong ending"),
    ("a.jpg", png(), "papers.wrong ending"),
    ("a", photo(), "papers.wrong ending"),
    ("a.jpg.exe", photo(), "papers.wrong ending"),
    ("a.jpg", b"\xff\xd8\xff" + b"MZ" * 400, "papers.unreadable"),
    ("a.jpg", photo()[:-300], "papers.unreadable"),
    ("a.png", png()[:-40], "papers.unreadable"),
    ("a.png", png()[:-12] + b"\0\0\0\1tIMEx\0\0\0\0" + png()[-12:], "papers.unreadable"),  # a wrong sum
    ("a.png", png().replace(b"IDAT", b"IDAX"), "papers.unreadable"),
    ("a.jpg", photo() + b"\xff\xda" * 100, "papers.unreadable"),
    ("a.png", png_of(30_000, 30_000), "papers.too many pixels"),
    ("a.png", png_of(PIXELS // 1000 + 1, 1000), "papers.too many pixels"),
    ("a.png", png_of(500, 500), "papers.unreadable"),
    ("a.jpg", photo() + bytes(BYTES), "papers.too large"),
    ("a.pdf", b"%PDF-1.7\n" + bytes(500), "papers.unreadable"),
    ("a.pdf", pdf()[:-60], "papers.unreadable"),
    ("a.pdf", pdf(password="x"), "papers.pdf locked"),
    ("a.pdf", pdf(with_javascript), "papers.pdf acts"),
    ("a.pdf", pdf(with_a_file), "papers.pdf acts"),
    ("a.pdf", pdf(with_action("/Launch")), "papers.pdf acts"),
    ("a.pdf", pdf(with_action("/GoToR")), "papers.pdf acts"),
    ("a.pdf", pdf(with_a_deep_action), "papers.pdf acts"),
    ("a.pdf", pdf(with_a_form_of_another_kind), "papers.pdf acts"),
    ("a.pdf", pdf() + b"% /JavaScript", "papers.pdf acts"),
])  # fmt: skip
def test_what_is_no_scan_is_refused_in_words(name, data, key):
    assert refused(name, data) == key


def test_a_huge_picture_in_a_small_file_is_never_decoded(monkeypatch):
    bomb = png_of(30_000, 30_000)
    assert len(bomb) < 200
    monkeypatch.setattr(Image.Image, "load", None)
    assert refused("a.png", bomb) == "papers.too many pixels"


@pytest.mark.filterwarnings("ignore")
def test_one_column_too_many_is_too_many_though_pillow_would_only_warn():
    assert refused("a.png", png_of(PIXELS // 1000 + 1, 1000)) == "papers.too many pixels"
    assert refused("a.png", png_of(PIXELS // 1000, 1000)) == "papers.unreadable"  # so many may be: but they are not there


def test_a_name_written_in_numbers_is_still_the_name():
    hidden = pdf(with_action("/Launch")).replace(b"/Launch", b"/L#61unch")
    assert b"/Launch" not in hidden
    assert refused("a.pdf", _again(hidden)) == "papers.pdf acts"


def _again(data):
    """The same file with its cross-reference right again: a name of two more letters moved what stands behind it."""
    shift, at = 2, data.index(b"/L#61unch")
    start = int(data[data.rindex(b"startxref") + 9 :].split()[0])
    table = data.rindex(b"xref\n", 0, data.rindex(b"startxref"))
    lines = data[table:].split(b"\n")
    moved = [
        b"%010d%s" % (int(line[:10]) + shift, line[10:]) if line.rstrip().endswith(b"n") and int(line[:10]) > at else line
        for line in lines
    ]
    return (data[:table] + b"\n".join(moved)).replace(b"startxref\n%d" % start, b"startxref\n%d" % (start + shift))


def test_objects_in_compressed_streams_are_looked_at():
    data = compressed(b"<< /S /SubmitForm >>")
    assert b"SubmitForm" not in data
    assert PdfReader(BytesIO(data), strict=True).xref_objStm
    assert refused("a.pdf", data) == "papers.pdf acts"
    assert looked_at("a.pdf", compressed(b"<< /S /GoTo >>")).copy is None


def compressed(body):
    """A PDF 1.5 whose object 4 lies in an object stream."""
    inner = b"4 0 " + body
    packed = zlib.compress(inner)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        5: b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed),
    }
    out, places = b"%PDF-1.5\n", {}
    for number, text in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    rows = [(0, 0, 65535)] + [(2, 5, 0) if n == 4 else (1, places.get(n, len(out)), 0) for n in range(1, 7)]
    table = b"".join(bytes([kind]) + place.to_bytes(4) + rest.to_bytes(2) for kind, place, rest in rows)
    start = len(out)
    head = b"<< /Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R /Length %d >>" % len(table)
    return out + b"6 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (head, table, start)


def test_a_pdf_without_such_things_is_kept_as_it_is():
    data = pdf()
    scan = looked_at("a.pdf", data)
    assert (scan.cleaned, list(scan.files)) == (None, [data])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    whole=some.sampled_from([("a.jpg", photo()), ("a.png", png()), ("a.pdf", pdf())]),
    places=some.lists(some.tuples(some.integers(0, 10_000), some.integers(0, 255)), min_size=1, max_size=6),
)
@pytest.mark.filterwarnings("ignore")
def test_bytes_that_were_spoilt_are_refused_or_read_and_nothing_else_happens(whole, places):
    name, data = whole
    spoilt = bytearray(data)
    for place, value in places:
        spoilt[place % len(spoilt)] = value
    with suppress(NotAScan):  # and nothing else
        assert looked_at(name, bytes(spoilt)).taken == sha256(spoilt).hexdigest()


def test_the_limits_are_pillows_too():
    assert Image.MAX_IMAGE_PIXELS == looking.PIXELS
