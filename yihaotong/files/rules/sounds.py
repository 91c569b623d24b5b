"""Sound files, each walked from frame to frame or chunk to chunk: a signature alone proves nothing."""

from typing import IO

from yihaotong.journal.refusal import Refused

#: Bytes of one frame by its type, header included (3GPP TS 26.101 and 26.201, storage format of RFC 4867).
_AMR = {0: 13, 1: 14, 2: 16, 3: 18, 4: 20, 5: 21, 6: 27, 7: 32, 8: 6, 15: 1}
_AMR_WIDE = {0: 18, 1: 24, 2: 33, 3: 37, 4: 41, 5: 47, 6: 51, 7: 59, 8: 61, 9: 6, 14: 1, 15: 1}
#: kbit/s of MPEG layer III, by version 1 or 2, and samples a second.
_RATES = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SAMPLES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_FRAMES_NEEDED = 3


def _broken() -> Refused:
    return Refused("broken", "录音文件已损坏，或不是它自称的格式")


def check_wav(file: IO[bytes], size: int) -> None:
    """RIFF chunks up to the end, a format and some data among them."""
    file.seek(0)
    riff = file.read(12)[:4] == b"RIFF"
    seen = set()
    while riff and len(head := file.read(8)) == 8:
        name, length = head[:4], int.from_bytes(head[4:], "little")
        here = file.tell()
        seen.add(name)
        if name == b"data" and b"fmt " in seen and here < size:
            return
        if here + length > size:
            break
        file.seek(here + length + length % 2)
    raise _broken()


def check_amr(file: IO[bytes], size: int) -> None:
    """Frames of known types up to the very end."""
    file.seek(0)
    content = file.read(size)
    wide = content.startswith(b"#!AMR-WB\n")
    place, frames = (9, _AMR_WIDE) if wide else (6, _AMR)
    if (not wide and not content.startswith(b"#!AMR\n")) or place >= size:
        raise _broken()
    while place < size:
        length = frames.get(content[place] >> 3 & 15)
        if length is None or content[place] & 0x83:
            raise _broken()
        place += length


def check_mp3(file: IO[bytes], size: int) -> None:
    """After the tag, a few frames of layer III one behind the other."""
    file.seek(0)
    head = file.read(10)
    start = 0
    if head[:3] == b"ID3":
        start = 10 + sum((part & 0x7F) << shift for part, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    file.seek(start)
    block = file.read(1 << 16)
    place = len(block) - len(block.lstrip(b"\x00"))
    for _ in range(_FRAMES_NEEDED):
        length = _mp3_frame(block[place : place + 4])
        place += length
        if not length or start + place > size:
            raise _broken()


def _mp3_frame(head: bytes) -> int:
    """Bytes of the frame that this header begins; 0 when it begins none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, rate, samples = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or samples == 3:
        return 0
    first = version == 3
    bits = _RATES[1 if first else 2][rate] * 1000
    return (144 if first else 72) * bits // _SAMPLES[version][samples] + (head[2] >> 1 & 1)
