"""What the clock says when it cannot reckon with what it was given."""


class ClockError(ValueError):
    """`field` names the input at fault ("limit", "pause", "region" …); the message is Chinese, for whoever asked."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message
