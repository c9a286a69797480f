"""Reads every file of a folder in this one process, and says what the worst of them cost.

Run as a program: `python -m tests.hostile.measure FOLDER`. Prints JSON: kibibytes this process grew by, the
largest child in kibibytes, the longest child in seconds of processor time, and how many files were refused.
"""

import json
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from union_portal.sheets.reading.source import Unreadable, read


def main(folder: Path) -> None:
    begun = getrusage(RUSAGE_SELF).ru_maxrss
    refused, seconds = 0, [0.0]
    for path in sorted(folder.iterdir()):
        before = getrusage(RUSAGE_CHILDREN).ru_utime
        try:
            read(path)
        except Unreadable:
            refused += 1
        seconds.append(getrusage(RUSAGE_CHILDREN).ru_utime - before)
    told = {
        "grown": getrusage(RUSAGE_SELF).ru_maxrss - begun,
        "child": getrusage(RUSAGE_CHILDREN).ru_maxrss,
        "seconds": round(max(seconds), 1),
        "refused": refused,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
