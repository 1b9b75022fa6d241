"""Print a page to PDF with a Chromium that is on this machine."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from synthesis.errors import ReportError

__all__ = ["BROWSERS", "find_chromium", "print_page"]

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
ELSEWHERE = {
    "darwin": (
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "win32": (
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
    ),
}
PATIENCE = 120  # seconds for one page

FLAGS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    "--export-tagged-pdf",
    # It becomes the document's creator; else that would tell the system it was made on.
    "--user-agent=evidence-synthesis-workbook",
    # Nothing of the page asks for anything; the browser itself shall not either.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-crash-reporter",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
MOMENT = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}")
MADE = b"20000101000000"  # nobody's clock: the same page is the same file, whenever it is printed


def find_chromium() -> str:
    """Return the program that prints.

    Raises
    ------
    ReportError
        There is none; the message says what to install.
    """
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    for place in ELSEWHERE.get(sys.platform, ()):
        if Path(place).is_file():
            return place
    raise ReportError(
        "a PDF needs Chromium, Google Chrome or Microsoft Edge, and none was found. Install one of them "
        "(on Debian or Ubuntu: apt install chromium), or open a page of the report in a browser and print it."
    )


def print_page(page: str, program: str) -> bytes:
    """Return a page as a tagged PDF with an outline.

    Parameters
    ----------
    page
        HTML that is complete in itself.
    program
        As `find_chromium` gives it.

    Returns
    -------
    The PDF. The same page printed by the same program gives the same bytes: dates are set to one.

    Raises
    ------
    ReportError
        The program failed, or took longer than two minutes.
    """
    with tempfile.TemporaryDirectory(prefix="synthesis-print-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, target = folder / "page.html", folder / "page.pdf"
        source.write_text(page, encoding="utf-8")
        command = [program, *FLAGS, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={target}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium's own rule for the administrator, as in a container
        code = _run([*command, source.as_uri()], folder)
        if not target.is_file():
            raise ReportError(
                f"{Path(program).name} printed nothing (exit code {code}). "
                "Open the page of the report in a browser and print it from there."
            )
        return MOMENT.sub(rb"/\1 (D:" + MADE, target.read_bytes())


def _run(command: Sequence[str], folder: Path) -> int:
    """Run the browser to its end and return its exit code; none of its processes stays behind."""
    name = Path(command[0]).name
    own_group = hasattr(os, "killpg")
    try:
        ran = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=own_group,
        )
    except OSError as error:
        raise ReportError(f"{name} could not be started: {error.strerror or error}.") from error
    try:
        return ran.wait(PATIENCE)
    except subprocess.TimeoutExpired as error:
        message = f"{name} took longer than {PATIENCE} s to print a page and was stopped."
        raise ReportError(message) from error
    finally:
        if own_group:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(ran.pid, signal.SIGKILL)
        else:
            ran.kill()
        ran.wait()
