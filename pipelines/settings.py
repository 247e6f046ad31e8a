"""Typed settings, read from `ALVH_…` environment variables. Nothing else in alvh reads the environment."""

import hashlib
import os
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import DirectoryPath, Field, FilePath, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_ROOT = Path(__file__).parents[1]
_NOT_SETTINGS = {"ALVH_DBT_DATABASE", "ALVH_SHARED_DATA", "ALVH_PROOFS"}  # dbt's profile, tests, CI


class SettingsError(ValueError):
    """A setting has a value that can't be used."""


class Settings(BaseSettings):
    """Everything a user may set. Each field is the environment variable `ALVH_<FIELD>` in capitals."""

    model_config = SettingsConfigDict(env_prefix="ALVH_", extra="forbid", frozen=True, env_ignore_empty=True)

    origin: Literal["sample", "archive", "live"] = Field("sample", description="where the bytes come from")
    archive: str | None = Field(None, description="folder or http(s) address of an archive (origin=archive)")
    warehouse_dir: Path = Field(PROJECT_ROOT / "warehouse", description="folder of landing, build and published")
    breadth_file: FilePath | None = Field(None, description="advance/decline counts of your own, CSV or JSON lines")
    member_closes: FilePath | None = Field(None, description="closes of S&P 500 members, parquet or CSV")
    membership: FilePath | None = Field(None, description="CSV of who was in the S&P 500 when; else a package's")
    user_series: FilePath | None = Field(
        None, description="TOML that declares series of your own: docs/user_series.toml"
    )
    option_files: DirectoryPath | None = Field(None, description="folder of SPX and VIX option quotes that you own")
    macro_vintages: DirectoryPath | None = Field(None, description="folder of <SERIES>_asof_<date>.csv you kept")
    fred_api_key: SecretStr | None = Field(
        None, min_length=32, max_length=32, description="key of FRED's API, 32 signs: values as first published"
    )
    account_usd: float = Field(10_000_000, ge=10_000, le=1e12, description="account that positions are sized on")
    hurdle_ratio: float = Field(0.08, gt=-1, le=1, description="return a year that the book is to beat (S37)")
    preset: str = Field("seed_4422_window", description="hedge preset of page and claims; all presets run")
    preset_dir: DirectoryPath | None = Field(None, description="folder of preset files of your own, <name>.toml")
    baseline: str = Field("vs_45d_16d", description="condor baseline of page and claims")
    baseline_dir: DirectoryPath | None = Field(None, description="folder of condor baseline files of your own")
    quoted_marks: bool = Field(True, description="mark and fill books at quotes on days with a chain")
    seed: int = Field(442, ge=0, description="seed of the bootstraps and of the simulated market")
    backtest_start: date = Field(date(2012, 1, 3), description="first day of the backtest")
    live_gateway: str | None = Field(None, description="http(s) address that relays `/<host>/<path>` (origin=live)")
    user_agent: str = Field("Mozilla/5.0 (compatible; alvh/0.1)", min_length=1, description="sent to Cboe hosts")
    timeout_seconds: float = Field(30, gt=0, le=600, description="longest silence of a host")
    deadline_seconds: float = Field(300, gt=0, le=3600, description="for one address, its retries included")
    asset_deadline_seconds: float = Field(3600, gt=0, le=86400, description="for all addresses of one table")
    max_body_mb: float = Field(200, gt=0, le=4096, description="largest answer, decompressed")
    requests_per_second: float = Field(10, gt=0, le=1000, description="most that one host is asked")
    requests_at_once: int = Field(4, ge=1, le=16, description="most that one host answers at a time")
    retries: int = Field(4, ge=0, le=10, description="of a request that may heal")
    sweep_threads: int | None = Field(None, ge=1, le=1024, description="threads of a sweep; default all cores")
    sweep_cluster: str | None = Field(None, description="Ray address that a sweep runs on; 'local' starts one here")
    lock_seconds: float = Field(300, ge=0, le=3600, description="wait for another run to finish")

    @field_validator("archive", "live_gateway")
    @classmethod
    def _no_trailing_slash(cls, value: str | None) -> str | None:
        return value.rstrip("/") if value else value

    @field_validator("warehouse_dir")
    @classmethod
    def _whatever_folder_we_are_in(cls, value: Path) -> Path:
        return value.absolute()  # dbt changes the working directory

    @field_validator("live_gateway")
    @classmethod
    def _gateway_is_an_address(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value

    @model_validator(mode="after")
    def _archive_is_named(self) -> "Settings":
        if self.archive and self.origin != "archive":
            raise ValueError(f"ALVH_ARCHIVE is set, but ALVH_ORIGIN is '{self.origin}': set ALVH_ORIGIN=archive")
        if self.origin == "archive":
            if not self.archive:
                raise ValueError("ALVH_ARCHIVE: origin=archive needs a folder or an http(s) address")
            if not self.archive.startswith(("http://", "https://")) and not Path(self.archive).is_dir():
                raise ValueError(f"ALVH_ARCHIVE: '{self.archive}' is neither a folder nor an http(s) address")
        return self

    @model_validator(mode="after")
    def _membership_has_its_closes(self) -> "Settings":
        if self.membership and not self.member_closes:
            raise ValueError("ALVH_MEMBER_CLOSES: not set; a membership is only of use beside closes")
        return self

    @cached_property
    def market(self) -> str:
        """Name of the market that is loaded; each has its own landing and build, so they never mix."""
        if self.origin == "live":
            return "live"
        if self.origin == "sample":  # another seed or generator is another market
            return f"sample-{self.seed}-{_generator_version()}"
        place = str(self.archive)
        if not place.startswith("http"):
            place = str(Path(place).resolve())
        return f"archive-{hashlib.sha256(place.encode()).hexdigest()[:8]}"

    @property
    def landing_dir(self) -> Path:
        """Folder of the downloaded bytes of this market."""
        return self.warehouse_dir / "landing" / self.market

    @property
    def quarantine_dir(self) -> Path:
        """Folder of the rejected rows of this market."""
        return self.warehouse_dir / "quarantine" / self.market

    @property
    def validations_dir(self) -> Path:
        """Folder of great-expectations' results of the last validation of each raw table of this market."""
        return self.warehouse_dir / "build" / self.market / "validations"

    @property
    def build_database(self) -> Path:
        """Database that a run writes; same base name as the published one, for its views name it."""
        return self.warehouse_dir / "build" / self.market / "alvh.duckdb"

    @property
    def built_page(self) -> Path:
        """Page that a run renders, before it is published."""
        return self.build_database.with_name("report.html")

    @property
    def published_database(self) -> Path:
        """Database that people read."""
        return self.warehouse_dir / "published" / "alvh.duckdb"

    @property
    def published_page(self) -> Path:
        """Page that people read."""
        return self.warehouse_dir / "published" / "report.html"

    @property
    def data_docs_dir(self) -> Path:
        """Site of great-expectations' data docs, beside the page that links it."""
        return self.warehouse_dir / "published" / "data_docs"

    @property
    def dagster_home(self) -> Path:
        """Folder of Dagster's own run history."""
        return self.warehouse_dir / "dagster"


def load_settings() -> Settings:
    """Read and check the settings.

    Raises:
        SettingsError: A value can't be used; the message names setting, value and what is allowed.
    """
    _refuse_unknown_names()
    try:
        return Settings()  # type: ignore[call-arg]
    except ValidationError as error:
        raise SettingsError("\n".join(_explained(item) for item in error.errors())) from None


def _generator_version() -> str:
    """Digest of the code that makes the simulated market's prices."""
    folders = (PROJECT_ROOT / "pipelines" / "sources" / "sample_market", PROJECT_ROOT / "pipelines" / "quant")
    sources = sorted(path for folder in folders for path in folder.glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:8]


def _refuse_unknown_names() -> None:
    """A misspelled setting must not be silently ignored.

    Raises:
        SettingsError: Names the variable and the nearest setting.
    """
    known = {f"ALVH_{name.upper()}" for name in Settings.model_fields} | _NOT_SETTINGS
    for name in sorted(os.environ):
        if name.startswith("ALVH_") and name not in known:
            nearest = get_close_matches(name, known, n=1)
            hint = f"did you mean {nearest[0]}?" if nearest else "`alvh settings` lists what there is"
            raise SettingsError(f"{name}: there is no such setting; {hint}")


def _explained(item: ErrorDetails) -> str:
    """One line for a person from one pydantic error."""
    if not item["loc"]:
        return str(item["msg"]).removeprefix("Value error, ")
    name = str(item["loc"][0]).lower().removeprefix("alvh_")
    field = Settings.model_fields.get(name)
    purpose = f" ({field.description})" if field else ""
    allowed = item["msg"].removeprefix("Value error, ")
    value = "***" if field and "SecretStr" in str(field.annotation) else repr(item["input"])
    return f"ALVH_{name.upper()}={value}: {allowed[0].lower() + allowed[1:]}{purpose}"
