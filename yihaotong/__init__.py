"""一号通 (Yihaotong): the platform on which a city's 12345 command centre works."""

import os

# openpyxl reads foreign XML through defusedxml; where lxml is installed (python-docx brings it) it would take that
# instead, and with it other limits. It asks once, when it is first imported: so this stands before everything else.
os.environ.setdefault("OPENPYXL_LXML", "False")

__version__ = "0.1.0"
