"""The password rule of GB/T 22239-2019 §8.1.4 身份鉴别 a: complexity."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST = 10
CLASSES_NEEDED = 3


def classes_in(password: str) -> int:
    """How many of the four classes occur: capitals, small letters, digits, everything else."""
    return sum(
        (
            any(character.isascii() and character.isupper() for character in password),
            any(character.isascii() and character.islower() for character in password),
            any(character.isascii() and character.isdigit() for character in password),
            any(not (character.isascii() and character.isalnum()) for character in password),
        )
    )


class FourClasses:
    """At least ten characters, from three of four classes, without the login name in it."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password) < SHORTEST:
            raise ValidationError(
                _("密码至少 %(shortest)d 位"), code="password-too-short", params={"shortest": SHORTEST}
            )
        if classes_in(password) < CLASSES_NEEDED:
            raise ValidationError(_("密码须含大写字母、小写字母、数字、符号中的三类"), code="password-too-simple")
        username = getattr(user, "username", "")
        if username and username.lower() in password.lower():
            raise ValidationError(_("密码不得包含登录名"), code="password-has-username")

    def get_help_text(self) -> str:
        return _("至少 10 位，含大写字母、小写字母、数字、符号中的三类，不含登录名。")
