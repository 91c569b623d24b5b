"""System packages that the tests need: installed where we may, otherwise named in one command to type."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

#: Debian makes and starts a cluster with the server's package. The tests want the programs, not a server of the house.
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/yihaotong-tests.conf")


class Missing(Exception):
    """A program that is not here and that we may not install; the message names the command to type."""

    def __init__(self, program: str, packages: Sequence[str]) -> None:
        super().__init__(f"{program} is not installed. Type: sudo apt-get install {' '.join(packages)}")


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Sequence[str]) -> bool:
    """Install Debian packages if we are root on a Debian; whether it worked."""
    if not may_install():
        return False
    print(f"Installing {', '.join(packages)} with apt-get …", flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    steps = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages])
    with _no_cluster_made():
        for step in steps:
            done = subprocess.run(step, env=quiet, capture_output=True, text=True, check=False)
            if done.returncode:
                print(done.stderr)
                return False
    return True


@contextmanager
def _no_cluster_made() -> Iterator[None]:
    """For the time of an installation only: afterwards Debian behaves as its own manual says."""
    made = [parent for parent in NO_CLUSTER.parents if not parent.exists()]
    NO_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
    NO_CLUSTER.write_text("create_main_cluster = false\n")
    try:
        yield
    finally:
        NO_CLUSTER.unlink(missing_ok=True)
        for directory in made:
            if not any(directory.iterdir()):
                directory.rmdir()
