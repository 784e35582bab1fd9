"""Where alerts go: webhooks, mail and files, by the addresses in POULTRYCO_ALERT_URLS.

Apprise delivers; a file is written here, for Apprise knows none. What is said is `alerts`. An
address is a secret: nothing here says it, and Apprise's own log, which may, is kept quiet.
"""

import logging
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from database.settings import Settings

logger = logging.getLogger("poultryco.alerts")

SECONDS_TO_DELIVER = {"cto": "5", "rto": "10"}
# Slack and its like take {"text": ...}; Apprise is told to send nothing else.
SLACK_FORM = {":message": "text", ":title": "", ":version": "", ":type": "", ":attachments": ""}
WEBHOOKS = {"http": "json", "https": "jsons"}


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to people. `name` tells it from others without its address."""

    address: str = field(repr=False)

    @property
    def kind(self) -> str:
        """The scheme of the address, such as https, mailtos or file."""
        return self.address.partition("://")[0].lower()

    @property
    def name(self) -> str:
        """The kind, and a checksum of the address."""
        return f"{self.kind}-{sha256(self.address.encode()).hexdigest()[:12]}"

    def deliver(self, message: str) -> bool:
        """Deliver a message; return whether that went well. Raises nothing, tells no address."""
        try:
            is_delivered = self._file(message) if self.kind == "file" else self._apprise(message)
        except Exception as error:  # noqa: BLE001 (an alert that is not delivered breaks nothing)
            # A traceback would hold the address.
            logger.error("alert channel %s broke: %s", self.name, type(error).__name__)  # noqa: TRY400
            return False
        if not is_delivered:
            logger.error("alert channel %s did not take a message", self.name)
        return is_delivered

    def _file(self, message: str) -> bool:
        path = Path(unquote(urlsplit(self.address).path))
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n{message}\n\n")
        return True

    def _apprise(self, message: str) -> bool:
        with warnings.catch_warnings():
            # Apprise imports modules that Python has deprecated, with the first address it reads.
            warnings.simplefilter("ignore", DeprecationWarning)
            import apprise

            channel = apprise.Apprise()
            logging.getLogger("apprise").setLevel(logging.CRITICAL)
            is_known = channel.add(self._apprise_address())
        if not is_known:
            logger.error("alert channel %s has no address that Apprise knows", self.name)
            return False
        title = "" if self.kind in WEBHOOKS else message.partition("\n")[0]
        text = apprise.NotifyFormat.TEXT
        return bool(channel.notify(body=message, title=title, body_format=text))

    def _apprise_address(self) -> str:
        """Return the address as Apprise wants it: a webhook's says the form of what is posted."""
        if self.kind not in WEBHOOKS:
            return self.address
        parts = urlsplit(self.address)
        # What stands after the question mark is the webhook's, not Apprise's.
        own = {f"-{name}": value for name, value in parse_qsl(parts.query)}
        query = urlencode({**own, **SLACK_FORM, **SECONDS_TO_DELIVER}, quote_via=quote)
        return f"{WEBHOOKS[self.kind]}://{parts.netloc}{parts.path}?{query}"


def channels(settings: Settings) -> Iterator[Channel]:
    """Yield the channels of the settings."""
    if settings.alert_urls is not None:
        for address in settings.alert_urls.get_secret_value().split():
            yield Channel(address)
