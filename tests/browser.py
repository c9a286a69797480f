"""The Chromium that browser tests drive: found on the machine, or else installed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
PACKAGES = ["chromium", "fonts-noto-cjk"]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class NoBrowser(RuntimeError):
    """No Chromium can be had; the message says what to install."""


def find_chromium() -> str:
    """The path of a Chromium that runs; the first of `$CHROMIUM`, PATH, apt and Playwright."""
    for candidate in _candidates():
        if _runs(candidate):
            return candidate
    raise NoBrowser(
        "浏览器测试需要 Chromium。请安装 chromium 与 fonts-noto-cjk，或将 CHROMIUM 设为其路径。"
        " (Browser tests need Chromium: install it, or set CHROMIUM to its path.)"
    )


def _candidates() -> Iterator[str]:
    """Later ones are looked for, and installed, only when the earlier ones do not run."""
    if given := os.environ.get("CHROMIUM"):
        yield given
    yield from _on_path()
    _install_from_debian()
    yield from _on_path()
    yield from _install_with_playwright()


def _on_path() -> list[str]:
    return [path for name in NAMES if (path := shutil.which(name))]


def _runs(path: str) -> bool:
    with suppress(OSError, subprocess.TimeoutExpired):
        asked = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
        return asked.returncode == 0
    return False


def _install_from_debian() -> None:
    if os.geteuid() or not shutil.which("apt-get"):
        return
    install = ["apt-get", "install", "-y", *PACKAGES]
    for command in (install, ["apt-get", "update"], install):
        succeeded = _run_quietly(command)
        if command is install and succeeded:
            return


def _install_with_playwright() -> Iterator[str]:
    if _run_quietly([sys.executable, "-m", "playwright", "install", "chromium"]):
        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
        if Path(path).exists():
            yield path


def _run_quietly(command: list[str]) -> bool:
    print(f"正在安装浏览器：{' '.join(command)}", file=sys.stderr)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, stdout=sys.stderr, env=environment, check=False).returncode == 0


def main() -> str | None:
    """What is missing, if anything."""
    try:
        print(f"浏览器：{find_chromium()}")
    except NoBrowser as problem:
        return str(problem)
    return None


if __name__ == "__main__":
    sys.exit(main())
