"""Settings: what is allowed, what is refused, what never shows."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from database.settings import PROJECT_ROOT, Environment, Settings


def test_defaults_name_the_embedded_server_below_the_project() -> None:
    settings = Settings()
    assert settings.environment is Environment.LOCAL
    assert settings.home == PROJECT_ROOT / ".poultryco"
    assert settings.warehouse_url is None


def test_home_is_absolute_when_given_relative(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POULTRYCO_HOME", "somewhere/else")
    assert Settings().home == Path.cwd() / "somewhere" / "else"


def test_unknown_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POULTRYCO_ENVIRONMENT", "prod")
    with pytest.raises(ValidationError, match="'local', 'ci' or 'production'"):
        Settings()


def test_production_is_refused_when_it_names_no_databases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POULTRYCO_ENVIRONMENT", "production")
    monkeypatch.setenv("POULTRYCO_SOURCE_URL", "postgresql://db/app")
    with pytest.raises(ValidationError, match="set POULTRYCO_WAREHOUSE_URL "):
        Settings()


def test_empty_variable_means_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POULTRYCO_WAREHOUSE_URL", "")
    monkeypatch.setenv("POULTRYCO_MAINTENANCE_URL", "")
    assert Settings().warehouse_url is None
    assert Settings().maintenance_url is None


def test_page_address_is_refused_when_it_is_no_web_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("POULTRYCO_NECC_URL", "file:///etc/passwd")
    with pytest.raises(ValidationError, match="necc_url"):
        Settings()


def test_passwords_never_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POULTRYCO_WAREHOUSE_URL", "postgresql://me:hush@db/warehouse")
    monkeypatch.setenv("POULTRYCO_MAINTENANCE_URL", "postgresql://owner:hush@db/app")
    monkeypatch.setenv("POULTRYCO_ALERT_URLS", "https://hooks.example/hush")
    settings = Settings()
    assert "hush" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_passwords_never_show_when_settings_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POULTRYCO_ENVIRONMENT", "production")
    monkeypatch.setenv("POULTRYCO_WAREHOUSE_URL", "postgresql://me:hush@db/warehouse")
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert "hush" not in str(refused.value)
