"""The declaration of a user's own series: a TOML file that says what each file holds and when it was known."""

import tomllib
from difflib import get_close_matches

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import ErrorDetails

from pipelines.contracts.user_series import FREQUENCIES, SECOND_SOURCES, UNITS
from pipelines.sources.errors import SourceFormatError

_CLOSE_ENOUGH = 0.3  # keys are few: better a far guess than none
_ALLOWED = {"unit": UNITS, "frequency": FREQUENCIES, "second_source_of": SECOND_SOURCES}
_ADVICE = "correct the file that ALVH_USER_SERIES names; docs/user_series.toml is an example"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SeriesDeclaration(_Strict):
    """One series: where it is, how it is read, what it is, and when a value became known."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)
    path: str = Field(min_length=1)
    date_column: str
    value_column: str
    unit: str
    is_adjusted: bool
    frequency: str
    publication_lag_days: int = Field(ge=0, le=366)
    date_format: str = "%Y-%m-%d"
    sheet: str | None = None
    header_row: int = Field(1, ge=1, le=100)
    missing: tuple[str, ...] = ()
    where: dict[str, str] = {}
    second_source_of: str | None = None

    @field_validator("unit", "frequency", "second_source_of")
    @classmethod
    def _is_known(cls, value: str | None, info: ValidationInfo) -> str | None:
        allowed = _ALLOWED[str(info.field_name)]
        if value is not None and value not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}")
        return value

    @field_validator("date_format")
    @classmethod
    def _names_year_and_month(cls, value: str) -> str:
        has_year = any(part in value for part in ("%Y", "%y", "%F", "%D"))
        has_month = any(part in value for part in ("%m", "%b", "%B", "%F", "%D", "%j"))
        if not has_year or not has_month:
            raise ValueError("must name year and month, as in %Y-%m-%d, %m/%d/%Y or %Y%m%d")
        return value


class ShillerDeclaration(_Strict):
    """Shiller's monthly data: his workbook, or one of its CSV copies."""

    path: str = Field(min_length=1)


class Declaration(_Strict):
    """All series of a user."""

    series: tuple[SeriesDeclaration, ...] = ()
    shiller: ShillerDeclaration | None = None

    @model_validator(mode="after")
    def _names_differ(self) -> "Declaration":
        names = [series.name for series in self.series]
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled:
            raise ValueError(f"two series are named {', '.join(doubled)}")
        return self


def read_declaration(payload: bytes, file_name: str) -> Declaration:
    """Read a declaration.

    Raises:
        SourceFormatError: Not TOML, an unknown key (the message names the nearest valid one), a key that is
            missing, or a value that can't be used.
    """
    try:
        return Declaration.model_validate(tomllib.loads(payload.decode()))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceFormatError(f"{file_name}: not readable as TOML: {error}", _ADVICE) from None
    except ValidationError as error:
        complaints = "; ".join(_complaint(detail) for detail in error.errors())
        raise SourceFormatError(f"{file_name}: {complaints}", _ADVICE) from None


def _complaint(detail: ErrorDetails) -> str:
    place = ".".join(str(part) for part in detail["loc"]) or "declaration"
    if detail["type"] == "missing":
        return f"{place}: this key is needed"
    if detail["type"] != "extra_forbidden":
        return f"{place}: {detail['msg'].removeprefix('Value error, ')} (got {detail.get('input')!r})"
    *parents, key = detail["loc"]
    models: dict[object, type[BaseModel]] = {"series": SeriesDeclaration, "shiller": ShillerDeclaration}
    valid = sorted(models.get(parents[0] if parents else None, Declaration).model_fields)
    nearest = get_close_matches(str(key), valid, n=1, cutoff=_CLOSE_ENOUGH)
    return f"unknown key '{place}'; " + (f"nearest valid key: '{nearest[0]}'" if nearest else f"valid: {valid}")
