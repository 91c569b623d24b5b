"""What may be shown instead of a sealed value (handbook A13: 张**, 138****1234)."""

_FAMILY_NAMES_OF_TWO = {"欧阳", "司马", "上官", "诸葛", "慕容", "司徒", "夏侯", "皇甫", "尉迟", "公孙", "令狐", "东方"}


def mask_name(name: str) -> str:
    """The family name, then one star a character: 张**; for names not in Chinese, the first letter."""
    name = name.strip()
    shown = 2 if name[:2] in _FAMILY_NAMES_OF_TWO and len(name) > 2 else 1
    return name[:shown] + "*" * (min(len(name), 8) - shown)


def mask_phone(phone: str) -> str:
    """138****1234 for a mobile number; of a shorter number only the last two digits stay, of an extension nothing."""
    phone, behind, _extension = phone.partition("转")
    return _hidden(phone) + ("转***" if behind else "")


def mask_email(address: str) -> str:
    """z***@example.com: the first letter and the host; "" for what is no address."""
    name, at_sign, host = address.partition("@")
    return f"{name[:1]}***@{host}" if at_sign and host else ""


def _hidden(phone: str) -> str:
    if len(phone) >= 11:
        return phone[:-8] + "****" + phone[-4:]
    return "*" * max(len(phone) - 2, 0) + phone[-2:] if len(phone) > 4 else "*" * len(phone)
