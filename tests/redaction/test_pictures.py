"""Pictures: boxes fall on what was seen, their pixels are black, and nothing but pixels is left."""

from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from yihaotong.journal.refusal import Refused
from yihaotong.redaction.engines import child, picture_proof, pictures
from yihaotong.redaction.rules.marks import Box, Marks
from yihaotong.redaction.rules.proof import read

RIGHT_HALF = Box(5_000, 0, 10_000, 10_000)


def made(source: Path, *boxes: Box) -> dict:
    place = source.with_name("made")
    place.mkdir(exist_ok=True)
    return child.make(child.Task("picture", str(source), str(place), Marks(boxes={1: boxes}))) | {
        "result": place / child.RESULT
    }


def failed(outcome: dict) -> list:
    return [check for check in read(outcome["checks"]) if not check.passed]


def halves(size: tuple[int, int] = (200, 100), mode: str = "RGB") -> Image.Image:
    """White on the left, red on the right."""
    picture = Image.new(mode, size, "white")
    picture.paste("red", (size[0] // 2, 0, *size))
    return picture


@pytest.mark.parametrize("orientation", range(1, 9))
def test_boxes_fall_on_what_was_seen(tmp_path, orientation):
    """Whatever way the camera was held, the right half as it is shown is the one that is black."""
    stored = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    picture = halves()
    for turn in stored.get(orientation, []):
        picture = picture.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "Wang Xiaoming"
    source = tmp_path / "photo.jpg"
    picture.save(source, "JPEG", quality=95, exif=exif, comment=b"Wang Xiaoming")
    assert pictures.hidden(source)["exif"]
    outcome = made(source, RIGHT_HALF)
    assert failed(outcome) == []
    with Image.open(outcome["result"]) as done:
        assert done.size == (200, 100)
        assert min(done.getpixel((50, 50))) > 200
        assert max(done.getpixel((150, 50))) == 0
    assert b"Wang" not in outcome["result"].read_bytes()


def test_what_lies_under_transparency_and_in_other_frames_is_gone(tmp_path):
    source = tmp_path / "a.gif"
    halves().save(source, "GIF", save_all=True, append_images=[Image.new("RGB", (200, 100), "blue")])
    outcome = made(source, RIGHT_HALF)
    assert failed(outcome) == []
    assert outcome["kind"] == "png"

    layered = Image.new("RGBA", (200, 100), (255, 0, 0, 0))
    about = PngImagePlugin.PngInfo()
    about.add_text("Author", "Wang Xiaoming")
    layered.save(tmp_path / "b.png", pnginfo=about)
    outcome = made(tmp_path / "b.png", RIGHT_HALF)
    assert failed(outcome) == []
    assert b"Wang" not in outcome["result"].read_bytes()
    with Image.open(outcome["result"]) as done:
        assert done.getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "I;16"])
def test_every_way_of_colours(tmp_path, mode):
    source = tmp_path / ("a.jpg" if mode == "CMYK" else "a.png")
    picture = Image.new(mode, (60, 60)) if mode == "I;16" else halves((60, 60)).convert(mode)
    picture.save(source)
    assert failed(made(source, RIGHT_HALF)) == []


@pytest.mark.parametrize(("content", "code"), [(b"", "empty"), (b"\xff\xd8\xff\xe0 no picture", "broken")])
def test_what_is_no_picture_is_refused(tmp_path, content, code):
    source = tmp_path / "a.jpg"
    source.write_bytes(content)
    with pytest.raises(Refused) as refused:
        pictures.seen(source)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "spoil", "code"),
    [
        ("a.png", lambda content: content + b"behind", {"nothing_foreign"}),
        ("a.jpg", lambda content: content + b"behind", {"nothing_foreign"}),
        (
            "a.jpg",
            lambda content: content[:2] + b"\xff\xfe\x00\x07hello" + content[2:],
            {"nothing_foreign", "metadata"},
        ),
    ],
)
def test_the_proof_notices_what_was_put_in(tmp_path, name, spoil, code):
    halves().save(tmp_path / name)
    outcome = made(tmp_path / name, RIGHT_HALF)
    result = outcome["result"]
    result.write_bytes(spoil(result.read_bytes()))
    checks = picture_proof.prove(result, (200, 100), [RIGHT_HALF, Box(0, 0, 5_000, 10_000)])
    assert {check.code for check in checks if not check.passed} == code | {"black"}
