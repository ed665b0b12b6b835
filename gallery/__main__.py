"""Where the program ``gallery`` begins and ends.

While commands are imported, and after one is done, nothing is half done: Ctrl-C ends the process there and then. As an
exception it would come out as a traceback.
"""

from __future__ import annotations

INTERRUPTED = 130
"""Exit code after Ctrl-C, as in :mod:`gallery.cli`."""


def main() -> None:
    """Run the command line; exit codes as those of :func:`gallery.cli.main`."""
    try:
        try:
            _end_at_once("interrupted\n")
            _ignore_at_last()
            from gallery.cli import main as run

            _raise_again()
            run()
        finally:
            _end_at_once()  # what is left is for the interpreter to do: threads and processes are awaited
    except KeyboardInterrupt:  # outside of what tells of it, such as while an error was told
        import os

        os.write(2, b"interrupted\n")
        raise SystemExit(INTERRUPTED) from None


def _end_at_once(saying: str = "") -> None:
    """From now on Ctrl-C ends the process; not where it means nothing, as in the background of a shell."""
    import os
    import signal

    def end(*_: object) -> None:
        os.write(2, saying.encode())
        os._exit(INTERRUPTED)

    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, end)


def _raise_again() -> None:
    """From now on Ctrl-C is an exception, so that what is half done is put away."""
    import signal

    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _ignore_at_last() -> None:
    """The last that is done at the exit: as Python ends it gives signals back to the system, which would make it -2."""
    import atexit
    import signal

    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    main()
