"""How every area says no."""


class Refused(Exception):
    """An act that the rules do not allow. Nothing has changed when it is raised.

    `code` is stable and meant for machines ("wrong-stage"); `message` is Chinese and meant for the person in front
    of the screen; `field` names the input at fault, if one is; `facts` holds what a face may want to show besides
    (who acted first, how many tries are left).
    """

    def __init__(self, code: str, message: str, field: str = "", **facts: object) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.facts = facts
