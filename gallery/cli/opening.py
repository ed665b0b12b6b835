"""A page opened in the user's browser, and lines said in the terminal while a server runs."""

from __future__ import annotations

import click


def say(line: str) -> None:
    """Say a line on standard error."""
    from gallery.files import printable

    click.echo(printable(line), err=True)


class Browser:
    """Opens an address when called for the first time; None: never."""

    def __init__(self, url: str | None) -> None:
        self.url = url

    def __call__(self) -> None:
        if self.url is None:
            return
        import webbrowser

        try:
            browser = webbrowser.get()
        except webbrowser.Error:
            say("there is no browser to open here; open the address in one")
        else:
            # One that draws into this terminal would write over what we say.
            if not isinstance(browser, webbrowser.GenericBrowser) or isinstance(browser, webbrowser.BackgroundBrowser):
                browser.open(self.url)
        self.url = None
