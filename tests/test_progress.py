"""Progress of long work: counts on a terminal, plain lines elsewhere."""

from __future__ import annotations

import io

from catalog.load.problems import Progress


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def told(stream: io.StringIO, count: int) -> str:
    """Return what a stream is told about that many items."""
    progress = Progress(stream)
    assert list(progress.of(range(count), "model pages")) == list(range(count))
    progress.over()
    return stream.getvalue()


def test_plain_lines_where_no_terminal_is() -> None:
    """A line every two thousand items and one at the end, without control characters."""
    assert told(io.StringIO(), 4001) == "model pages: 2,000 of 4,001\nmodel pages: 4,000 of 4,001\nmodel pages: 4,001\n"


def test_counts_on_a_terminal() -> None:
    """One line that is rewritten, and cleared for the result."""
    text = told(Terminal(), 120)
    assert "\n" not in text
    assert text.split("\r\x1b[K") == ["", "model pages: 50 of 120", "model pages: 100 of 120", "model pages: 120", ""]
