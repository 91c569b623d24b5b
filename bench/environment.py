"""A peer's own virtual environment, made once under the system's temporary directory and used again afterwards."""

import hashlib
import importlib.metadata
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

#: Peers run on these in exactly our versions, so that a newer Django is not what we measure.
SHARED = ("Django", "gunicorn", "psycopg", "psycopg-binary")


def workshop() -> Path:
    """Where environments and throw-away databases lie; PostgreSQL's user must be able to pass through it."""
    path = Path(tempfile.gettempdir()) / f"yihaotong-bench-{os.getuid()}"
    path.mkdir(exist_ok=True)
    path.chmod(0o711)
    return path


def python_of(requirements: Path) -> Path:
    """The interpreter of the environment that holds `requirements` and SHARED; a changed list makes a new one."""
    pins = [f"{name}=={importlib.metadata.version(name)}" for name in SHARED]
    wanted = requirements.read_text() + "\n".join(pins) + sys.version
    home = workshop() / f"{requirements.parent.name}-{hashlib.sha256(wanted.encode()).hexdigest()[:12]}"
    python = home / "bin" / "python"
    ready = home / "ready"
    if not ready.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        subprocess.run([python, "-m", "pip", "install", "-qq", "-r", requirements, *pins], check=True)
        ready.touch()
    return python


def versions(python: Path) -> dict[str, str]:
    """Name to version of everything installed beside `python`."""
    program = "import importlib.metadata as m, json; print(json.dumps({d.name: d.version for d in m.distributions()}))"
    found: dict[str, str] = json.loads(subprocess.check_output([python, "-c", program]))
    return found
