"""The published JSON Schema of contract files, made from the model, so that it cannot say anything else."""

from __future__ import annotations

from outcome_contracts.contract.model import Contract

SCHEMA_ID = "urn:outcome-contracts:schema:contract:1"


def contract_schema() -> dict[str, object]:
    """JSON Schema (2020-12) of the canonical JSON form of a contract.

    It describes form only; names, units, cycles, currency and open rounding are checked on reading.
    """
    schema = Contract.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["$id"] = SCHEMA_ID
    schema["title"] = "Social outcomes contract"
    return schema
