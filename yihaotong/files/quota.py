"""How much one request may bring: said by its length, refused before a byte is read."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from yihaotong.files import city


class Quota(FileUploadHandler):
    """The first of Django's upload handlers. It takes no file, it only looks at the length of the whole."""

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002
        META: Mapping[str, Any],  # noqa: ARG002, N803
        content_length: int,
        boundary: Any,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        """Raises RequestDataTooBig, which is answered with 413. Chunked requests have no length and no body here."""
        if content_length > city.limits().request:
            raise RequestDataTooBig(f"{content_length} bytes")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        """Pass everything on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Another handler has the file."""
