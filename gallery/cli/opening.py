"""A page opened in the user's browser."""

from __future__ import annotations

from gallery.cli.saying import say


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
            say("there is no browser to open here; open the address in one", err=True)
        else:
            # One that draws into this terminal would write over what we say.
            if not isinstance(browser, webbrowser.GenericBrowser) or isinstance(browser, webbrowser.BackgroundBrowser):
                browser.open(self.url)
        self.url = None
