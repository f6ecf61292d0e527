"""The key of pseudonyms in a file: of its owner alone, in hexadecimal digits, and never shown."""

from __future__ import annotations

import os

import pytest

from outcome_contracts.absence.key_file import read_key
from outcome_contracts.absence.pseudonyms import PseudonymKey
from outcome_contracts.notices import UsageError

SECRET = bytes(range(32))


def kept(tmp_path, content, mode=0o600):
    file = tmp_path / "contract.key"
    file.write_bytes(content)
    file.chmod(mode)
    return file


def test_the_key_of_a_file_is_the_key(tmp_path):
    for content in (SECRET.hex().encode(), SECRET.hex().upper().encode() + b"\r\n"):
        found = read_key(kept(tmp_path, content), purpose="contract C-1")
        assert found == PseudonymKey(SECRET, "contract C-1")
        assert repr(found) == "PseudonymKey(…)"


@pytest.mark.parametrize(
    ("content", "mode", "code", "reason"),
    [
        (SECRET.hex().encode(), 0o644, "OC-D254", "@key_readable"),
        (SECRET.hex().encode(), 0o620, "OC-D254", "@key_readable"),
        (b"canary-is-no-key-at-all", 0o600, "OC-D254", "@key_form"),
        (SECRET, 0o600, "OC-D254", "@key_form"),
        (b"", 0o600, "OC-D254", "@key_form"),
        (SECRET.hex().encode()[:-1], 0o600, "OC-D254", "@key_form"),
        (b"ca" * 31, 0o600, "OC-D191", None),
        (b"ca" * 32, 0o600, "OC-D191", None),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="permissions by owner, group and others")
def test_another_file_is_refused_and_not_shown(tmp_path, content, mode, code, reason):
    with pytest.raises(UsageError) as refusal:
        read_key(kept(tmp_path, content, mode), purpose="contract C-1")
    (notice,) = refusal.value.notices
    assert (notice.code, dict(notice.facts).get("reason")) == (code, reason)
    assert "ca" * 5 not in str(refusal.value)
    assert "canary" not in str(refusal.value)
    assert refusal.value.__context__ is None


def test_a_file_that_is_missing_is_refused(tmp_path):
    with pytest.raises(UsageError, match="OC-D254"):
        read_key(tmp_path / "none", purpose="contract C-1")


def test_a_key_is_not_cut_to_what_is_read(tmp_path):
    file = tmp_path / "long.key"
    file.write_text("0f" * 4_096)
    file.chmod(0o600)
    with pytest.raises(UsageError, match="OC-D254"):
        read_key(file, purpose="a contract")
