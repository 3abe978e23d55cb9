"""What every record is: frozen, closed, and the same bytes for the same content."""

import hashlib
from typing import Self

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A frozen record that refuses unknown fields, NaN and infinite numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def to_bytes(self) -> bytes:
        """The record as compact JSON: the same content always gives the same bytes."""
        return self.model_dump_json().encode()

    @classmethod
    def from_bytes(cls, body: bytes) -> Self:
        """The record that `to_bytes` wrote; raises pydantic.ValidationError for anything else."""
        return cls.model_validate_json(body)

    @property
    def digest(self) -> str:
        """SHA-256 of the record's bytes, in hexadecimal."""
        return hashlib.sha256(self.to_bytes()).hexdigest()
