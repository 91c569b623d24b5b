"""Small real files of every kind, made here: nothing in the repository came from somebody's telephone."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

import pypdfium2
from PIL import Image, PngImagePlugin

SIZE = (60, 40)
#: What must never be found again in what was kept.
SECRET = "王䶮 13951000001"
GPS = b"\x0b\x0b\x0b\x07PLACE-IN-EXIF"


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def coloured(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """A picture whose corner tells which way is up: the left half dark, the right half light."""
    image = Image.new(mode, size, "black" if mode != "RGBA" else (0, 0, 0, 0))
    image.paste("white" if mode != "RGBA" else (255, 255, 255, 255), (size[0] // 2, 0, *size))
    return image


def exif(orientation: int = 1) -> Image.Exif:
    told = Image.Exif()
    told[0x0112] = orientation
    told[0x010E] = SECRET.encode().decode("latin-1")
    told[0x8298] = GPS.decode("latin-1")
    gps = told.get_ifd(0x8825)
    gps[1], gps[2] = "N", (38.0, 29.0, 14.0)
    return told


def jpeg(orientation: int = 1, size: tuple[int, int] = SIZE) -> bytes:
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>".encode()
    return _saved(
        coloured(size=size), "JPEG", exif=exif(orientation), comment=SECRET.encode(), xmp=xmp, icc_profile=GPS
    )


def png(mode: str = "RGB") -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", SECRET.encode().decode("latin-1"))
    told.add_itxt("XML:com.adobe.xmp", SECRET)
    return _saved(coloured(mode), "PNG", pnginfo=told, exif=exif())


def webp(mode: str = "RGB") -> bytes:
    return _saved(coloured(mode), "WEBP", exif=exif(), xmp=SECRET.encode())


def gif() -> bytes:
    frames = [coloured(), Image.new("RGB", SIZE, "red")]
    return _saved(frames[0], "GIF", save_all=True, append_images=frames[1:], comment=SECRET.encode())


def bmp() -> bytes:
    return _saved(coloured(), "BMP")


def pdf() -> bytes:
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def packed(entries: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(more: Mapping[str, bytes] | None = None) -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"} | dict(more or {}))


def xlsx(more: Mapping[str, bytes] | None = None) -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"} | dict(more or {}))


def wav() -> bytes:
    data = b"\x00\x01" * 400
    form = struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def mp3() -> bytes:
    """An empty tag and five frames of MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes each."""
    return b"ID3\x03\x00\x00\x00\x00\x00\x00" + (b"\xff\xfb\x90\x00" + b"\x00" * 413) * 5


def amr() -> bytes:
    return b"#!AMR\n" + (b"\x3c" + b"\x00" * 31) * 20


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def film(brand: bytes = b"isom") -> bytes:
    """A film without pictures, but with the place where it was taken, twice."""
    place = box(b"\xa9xyz", b"+38.4872+106.2309/" + SECRET.encode())
    track = box(b"trak", box(b"tkhd", b"\x00" * 84) + box(b"meta", place))
    moov = box(b"moov", box(b"mvhd", b"\x00" * 100) + track + box(b"udta", place))
    return box(b"ftyp", brand + b"\x00\x00\x02\x00" + brand) + moov + box(b"mdat", b"\x00" * 50)


#: Every kind of the table: what is handed in, and the code of the kind in which it is kept.
SAMPLES: dict[str, tuple[Callable[[], bytes], str]] = {
    "jpeg": (jpeg, "jpeg"),
    "png": (png, "png"),
    "webp": (webp, "jpeg"),
    "gif": (gif, "png"),
    "bmp": (bmp, "png"),
    "pdf": (pdf, "pdf"),
    "docx": (docx, "docx"),
    "xlsx": (xlsx, "xlsx"),
    "txt": ("停水三天了。\n".encode, "txt"),
    "mp3": (mp3, "mp3"),
    "wav": (wav, "wav"),
    "amr": (amr, "amr"),
    "m4a": (lambda: film(b"M4A "), "m4a"),
    "mp4": (film, "mp4"),
    "mov": (lambda: film(b"qt  "), "mov"),
}
