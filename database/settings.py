"""Settings of the platform: what the environment may decide, validated once a process.

Only values and their checks belong here. Nothing is opened, started or written.
"""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Self

from pydantic import Field, HttpUrl, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parent.parent
NECC_PAGE = "https://www.e2necc.com/home/eggprice"


class Environment(StrEnum):
    """Where the platform runs. An unknown name is an error: nothing falls back to another."""

    LOCAL = "local"
    CI = "ci"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Everything that may be set, each by `POULTRYCO_<NAME>`.

    Attributes:
        environment: Where this runs; production asks for both database addresses.
        home: Folder of the embedded server and of Dagster's own storage.
        warehouse_url: The warehouse; empty means the embedded server.
        source_url: The operational database; empty means the embedded server.
        maintenance_url: The operational database once more, as a user who may write: where it is
            set, Dagster has the jobs of its upkeep, and only there.
        necc_url: Address of the NECC price page, or of a mirror of it.
        necc_min_interval_seconds: Pause between two requests to that page.
        alert_urls: Where alerts go, if anywhere: addresses of webhooks, mail and files, spaces
            between them.
        reports_dir: Folder that the reports are written to.
    """

    # Inputs are hidden in errors: an address may hold a password.
    model_config = SettingsConfigDict(
        env_prefix="POULTRYCO_", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    environment: Environment = Environment.LOCAL
    home: Path = PROJECT_ROOT / ".poultryco"
    warehouse_url: SecretStr | None = None
    source_url: SecretStr | None = None
    maintenance_url: SecretStr | None = None
    necc_url: str = NECC_PAGE
    necc_min_interval_seconds: float = Field(default=1.0, ge=0)
    alert_urls: SecretStr | None = None
    reports_dir: Path = PROJECT_ROOT / "reports"

    @field_validator("home", "reports_dir")
    @classmethod
    def _absolute(cls, folder: Path) -> Path:
        return folder.expanduser().absolute()

    @field_validator("warehouse_url", "source_url", "maintenance_url", "alert_urls", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: str | None) -> str | None:
        return value or None

    @field_validator("necc_url")
    @classmethod
    def _is_web_address(cls, address: str) -> str:
        HttpUrl(address)
        return address

    @property
    def backups_dir(self) -> Path:
        """Folder that backups of the operational database are put into."""
        return self.home / "backups"

    @model_validator(mode="after")
    def _production_names_its_databases(self) -> Self:
        missing = [
            f"POULTRYCO_{name.upper()}"
            for name in ("warehouse_url", "source_url")
            if getattr(self, name) is None
        ]
        if self.environment is Environment.PRODUCTION and missing:
            message = f"production uses no embedded server: set {' and '.join(missing)}"
            raise ValueError(message)
        return self


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings of this process.

    Raises:
        pydantic.ValidationError: A variable holds something that is not allowed.
    """
    return Settings()
