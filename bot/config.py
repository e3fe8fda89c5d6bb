"""Settings: `LINLI_*` in the environment or in `.env`, read once when the program starts.

Missing, bad and unknown ones are named all at once, so that nobody mends them one start at a time.
"""

import ipaddress
import os
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "LINLI_"
SHORTEST_SECRET = 16
PROJECT = Path(__file__).resolve().parent.parent


class SettingsFault(Exception):
    """The settings cannot be used; the text names every bad one, a line each."""


class Environment(StrEnum):
    """`demo`: anyone may be anyone, on a loopback address only. `production`: real residents."""

    DEMO = "demo"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """What the program is told from outside. Each field is `LINLI_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", frozen=True, extra="ignore")

    env: Environment = Field(Environment.DEMO, description="demo or production")
    home: Path = Field(Path("./var"), description="folder of the database and of the media")
    data: Path = Field(PROJECT / "data", description="folder of the tables and texts that staff may edit")
    models: Path | None = Field(
        None, description="folder of what was learned from the wordings; empty: LINLI_HOME/model"
    )
    database_url: str = Field("", description="another database, postgresql+psycopg://user@host/name; empty: SQLite")
    host: str = Field("127.0.0.1", description="address that the server listens on")
    port: int = Field(8000, ge=0, le=65535, description="port of the server; 0 takes a free one")
    workers: int = Field(4, ge=1, le=64, description="threads that run turns at the same time")
    rate_per_minute: int = Field(20, ge=0, description="messages a minute that one person gets answered; 0: no limit")
    secret: SecretStr | None = Field(None, description="signs the visitor's cookie, 16 letters or more, in production")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")

    NEEDED_IN_PRODUCTION: ClassVar[tuple[str, ...]] = ("secret",)

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must start with sqlite:/// or postgresql+psycopg://")
        try:
            _ = urlsplit(value).port
        except ValueError as fault:
            raise ValueError(f"is no address of a database: {fault}") from None
        return value

    @field_validator("secret")
    @classmethod
    def _hard_to_guess(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and 0 < len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"must have {SHORTEST_SECRET} letters or more")
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @property
    def is_demo(self) -> bool:
        """Whether anyone may be anyone (loopback only)."""
        return self.env is Environment.DEMO

    @property
    def url(self) -> str:
        """The database's address for SQLAlchemy."""
        return self.database_url or f"sqlite:///{(self.home / 'linli.db').absolute()}"

    @property
    def model_folder(self) -> Path:
        """Where the learned models lie."""
        return self.models or self.home / "model"

    @property
    def uses_default_database(self) -> bool:
        """Whether this is the default SQLite file, which gets the demo estate when it is empty."""
        return not self.database_url

    def refuse_open_demo(self, host: str) -> None:
        """Refuse to serve the demo where others could reach it.

        Raises:
            SettingsFault: demo mode, and `host` is no loopback address.
        """
        if self.is_demo and not is_loopback(host):
            raise SettingsFault(
                f"demo mode lets anyone be anyone, so it serves loopback addresses only, not {host}: "
                "use 127.0.0.1, or set LINLI_ENV=production"
            )


def is_loopback(host: str) -> bool:
    """Return whether `host` is this machine and nothing else."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; `overrides` (field names) win over the environment.

    Raises:
        SettingsFault: names every unknown, bad or missing setting.
    """
    given = _given()
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    faults = [f"{name}: there is no such setting" for name in sorted(given) if name.upper() not in known]
    settings: Settings | None = None
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        faults += [f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors()]
    faults += _missing(given, overrides)
    if settings is None or faults:
        raise SettingsFault("\n".join(faults))
    return settings


def where_set() -> dict[str, str]:
    """Return, for each setting that is not left at its default, where it comes from: the environment or `.env`."""
    return {name.upper(): where for name, (_, where) in _given().items()}


def _given() -> dict[str, tuple[str, str]]:
    """Return value and origin of every `LINLI_…` by its name as written; the environment wins over `.env`."""
    try:
        in_file = dotenv_values(".env")
    except UnicodeDecodeError:
        raise SettingsFault(".env: the file is not UTF-8") from None
    found = {name: (value or "", ".env") for name, value in in_file.items()}
    found |= {name: (value, "the environment") for name, value in os.environ.items()}
    return {name: value for name, value in found.items() if name.upper().startswith(PREFIX)}


def _missing(given: dict[str, tuple[str, str]], overrides: dict[str, Any]) -> list[str]:
    """Name what production needs and has not got, also when another setting is bad."""
    values: dict[str, Any] = {name.upper().removeprefix(PREFIX).lower(): value for name, (value, _) in given.items()}
    values |= overrides
    if values.get("env") != Environment.PRODUCTION:
        return []
    missing = [name for name in Settings.NEEDED_IN_PRODUCTION if not values.get(name)]
    return [f"{PREFIX}{name.upper()}: needed when LINLI_ENV=production" for name in missing]
