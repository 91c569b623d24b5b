"""`yihaotong serve`"""

import argparse
import os

from yihaotong.project import serving, setup

HELP = "运行整个城市：网页进程和后台进程在一棵进程树里，进程意外退出会重新启动"

#: More than any machine has use for: a slip of the keys.
MOST_WORKERS = 512


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认 127.0.0.1")
    parser.add_argument("--port", type=port, default=8000, help="端口，默认 8000；被占用时报错，--any-port 则另找一个")
    parser.add_argument("--any-port", action="store_true", help="端口被占用时另找一个空闲的")
    parser.add_argument("--workers", type=workers, default=2, help="网页进程数，默认 2；SQLite 上不宜多")
    parser.add_argument("--no-worker", action="store_true", help="不带后台进程（另行运行 yihaotong worker）")


def port(written: str) -> int:
    """A port as typed: 1 to 65535."""
    if not written.isdecimal() or not 0 < int(written) < 65_536:
        raise argparse.ArgumentTypeError(f"“{written}”不是端口：应为 1 到 65535 的整数")
    return int(written)


def workers(written: str) -> int:
    """How many web processes: 1 to 512."""
    if not written.isdecimal() or not 0 < int(written) <= MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"“{written}”不是网页进程数：应为 1 到 {MOST_WORKERS} 的整数")
    return int(written)


def run(args: argparse.Namespace) -> int:
    free = serving.free_port(args.host, args.port)
    if free != args.port and not args.any_port:
        print(f"端口 {args.port} 已被占用。换一个 --port，或加 --any-port")
        return 1
    setup.prepare()
    return start(args.host, free, workers=args.workers, with_worker=not args.no_worker)


def start(host: str, port: int, *, workers: int, with_worker: bool) -> int:
    """Supervise the children until told to stop."""
    os.environ["YIHAOTONG_SUPERVISOR"] = str(os.getpid())
    children = [serving.Child("web", serving.web_command(host, port, workers))]
    if with_worker:
        children.append(serving.Child("worker", serving.worker_command()))
    print(f"http://{host}:{port}/", flush=True)
    return serving.supervise(children)
