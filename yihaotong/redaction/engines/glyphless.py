"""A TrueType font (ISO/IEC 14496-22) with one glyph, for signs that are found and not seen: they are drawn without ink.

The glyph is a plain square, because some readers pass over signs that have no size.
"""

import struct

_EM = 1000


def glyphless() -> bytes:
    """The font's bytes: the tables that a reader of PDF asks for."""
    # One contour of four points on the curve, each told by how far it is from the one before.
    square = struct.pack(">hhhhhHH4B", 1, 0, -100, _EM, 900, 3, 0, 1, 1, 1, 1)
    square += struct.pack(">8h", 0, _EM, 0, -_EM, -100, 0, 1000, 0)
    tables = {
        b"cmap": struct.pack(">HHHHI", 0, 1, 3, 1, 12)
        + struct.pack(">HHHHHHHHHHHH", 4, 24, 0, 2, 2, 0, 0, 0xFFFF, 0, 0xFFFF, 1, 0),
        b"glyf": square,
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM, 0, 0, 0, -100, _EM, 900, 0, 8, 2, 0, 0
        ),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, 900, -100, 0, _EM, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1),
        b"hmtx": struct.pack(">Hh", _EM, 0),
        b"loca": struct.pack(">HH", 0, len(square) // 2),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 1, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, 0, 0, 1, 0, 0, 0, 0),
    }
    directory, body = b"", b""
    start = 12 + 16 * len(tables)
    for name, content in tables.items():
        padded = content + bytes(-len(content) % 4)
        directory += name + struct.pack(">III", _sum(padded), start + len(body), len(content))
        body += padded
    return struct.pack(">IHHHH", 0x10000, len(tables), 128, 3, 0) + directory + body


def _sum(content: bytes) -> int:
    return sum(struct.unpack(f">{len(content) // 4}I", content)) & 0xFFFFFFFF
