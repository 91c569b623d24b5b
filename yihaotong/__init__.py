"""一号通 (Yihaotong): the platform on which a city's 12345 command centre works."""

__version__ = "0.1.0"
