"""`python -m union_portal.embedded start|stop|status`: the servers alone, without Django."""

import os
import sys
from pathlib import Path

from . import NotStarted, ensure, status, stop

CHECKOUT = Path(__file__).resolve().parents[2]
USAGE = "用法：python -m union_portal.embedded start|stop|status"


def main(arguments: list[str]) -> str | None:
    """What went wrong, if anything."""
    data_dir = Path(os.environ.get("PORTAL_DATA") or CHECKOUT / "var")
    try:
        match arguments:
            case ["start"]:
                ensure(data_dir, postgres=True, valkey=True)
            case ["stop"]:
                stop(data_dir)
            case ["status"]:
                pass
            case _:
                return USAGE
    except NotStarted as problem:
        return str(problem)
    for title, state in status(data_dir).items():
        print(f"{title}：{state}")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
