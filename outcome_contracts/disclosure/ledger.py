"""The ledger of releases: what one circle of readers holds, and what may be added to it.

A release enters only if, together with everything in the ledger, it gives no group away: not by subtraction of months
(a cumulative figure and the next), of organisations (the old department and the new), of subsets (all and the treated),
and not by corrections, since the difference between two figures of one cell is what somebody did. Readers of one circle
talk to each other and to those of wider circles: what is public belongs into the ledger of the parties too.

The ledger is a value: `released` gives a new one. Each entry is sealed with the digest of all entries before it. It
holds no hidden figure; writing it to a file is for the caller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from outcome_contracts.canonical import digest
from outcome_contracts.disclosure.knowledge import given_away, linked_releases
from outcome_contracts.disclosure.policy import policy_named
from outcome_contracts.disclosure.release import Release
from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.panel import first_few
from outcome_contracts.period import months_text


@dataclass(frozen=True, slots=True)
class ReleaseLedger:
    """Releases in the order in which they were made, names all different (OC-R032)."""

    releases: tuple[Release, ...] = ()

    def __post_init__(self) -> None:
        findings, names = Findings(), [release.name for release in self.releases]
        if len(set(names)) != len(names):
            findings.add("OC-R032", count=len(names) - len(set(names)))
        findings.refuse(DataRejected)

    def __repr__(self) -> str:
        return f"ReleaseLedger({len(self.releases)} releases)"

    @property
    def digests(self) -> tuple[str, ...]:
        """For each entry `sha256:<hex>` of it and of the digest before it."""
        found: list[str] = []
        for release in self.releases:
            found.append(digest({"previous": found[-1] if found else "", "release": release.to_dict()}))
        return tuple(found)

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of the whole ledger."""
        return digest(list(self.digests))

    def released(self, release: Release) -> ReleaseLedger:
        """The ledger with one more release; the same ledger if it is in it already.

        Raises DataRejected: together with earlier ones it gives groups away (OC-R030), it contradicts them (OC-R031),
        its name was used for other figures (OC-R032). Raises UsageError (OC-R002) for a policy that is not known.
        """
        if release in self.releases:
            return self
        findings = Findings()
        if any(release.name == earlier.name for earlier in self.releases):
            findings.add("OC-R032", release.name, count=1)
        found = given_away(self.releases, release, policy_named(release.policy))
        earlier = first_few(entry.name for entry in linked_releases(self.releases, release)) or "–"
        if found.groups:
            months = months_text({month for group in found.groups for month in group.months})
            findings.add("OC-R030", release.name, count=len(found.groups), months=months, earlier=earlier)
        if found.contradictions:
            findings.add("OC-R031", release.name, count=found.contradictions, earlier=earlier)
        findings.refuse(DataRejected)
        return ReleaseLedger((*self.releases, release))

    def to_dict(self) -> dict[str, object]:
        """The ledger as plain data for canonical JSON."""
        entries = zip(self.releases, self.digests, strict=True)
        return {"releases": [{"release": release.to_dict(), "digest": sealed} for release, sealed in entries]}

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> ReleaseLedger:
        """Read what `to_dict` wrote.

        Raises DataRejected: not of that form (OC-R033), a digest that does not come out again (OC-R034).
        """
        findings = Findings()
        try:
            entries = cast("Sequence[Mapping[str, object]]", data["releases"])
            ledger = cls(tuple(Release.from_dict(cast("Mapping[str, object]", entry["release"])) for entry in entries))
            stated = [entry["digest"] for entry in entries]
        except (KeyError, TypeError, ValueError, AttributeError):
            findings.add("OC-R033")
            raise DataRejected(findings) from None
        for number, (sealed, found) in enumerate(zip(stated, ledger.digests, strict=True), 1):
            if sealed != found:
                findings.add("OC-R034", ledger.releases[number - 1].name, entry=number)
        findings.refuse(DataRejected)
        return ledger
